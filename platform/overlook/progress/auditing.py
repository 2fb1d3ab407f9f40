"""What must always hold about the learning record: each roll-up is what its log says."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date
from itertools import groupby
from typing import NamedTuple

from overlook.kit.auditing import Check, Finding
from overlook.progress.earned_checks import EARNED
from overlook.progress.models import LearnerDay, LearnerMisconception, LearnerObjective, Outcome
from overlook.progress.standing import Fact, Totals, effective, first_tries, totals

_FACTS = tuple(Fact.__dataclass_fields__)
_TOTALS = tuple(Totals.__dataclass_fields__)
_NOTHING = totals([])


class Shown(NamedTuple):
    """How often a wrong idea showed: at first tries, and later."""

    first: int
    later: int


def wrong_standings() -> Iterator[Finding]:
    """Standings that are not what `totals` makes of the learner's outcomes on the objective."""
    fields = ("learner", "objective", *_TOTALS)
    stored = {row[:2]: Totals(*row[2:]) for row in LearnerObjective.objects.values_list(*fields)}
    log = Outcome.objects.order_by("learner", "objective").values_list("learner", "objective", *_FACTS)
    for key, rows in groupby(log.iterator(chunk_size=5000), lambda row: (row[0], row[1])):
        said, due = stored.pop(key, None), totals(Fact(*row[2:]) for row in rows)
        if said is None:
            yield Finding(f"learner {key[0]} on objective {key[1]}", "has outcomes and no standing")
        elif said != due:
            yield Finding(f"learner {key[0]} on objective {key[1]}", _difference(vars(said), vars(due)))
    for (learner, objective), said in stored.items():
        if said != _NOTHING:
            yield Finding(f"learner {learner} on objective {objective}", "has a standing and no outcomes")


def wrong_misconceptions() -> Iterator[Finding]:
    """Counts of wrong ideas that the learner's outcomes do not give."""
    fields = ("learner", "misconception", "first_tries", "later_tries")
    stored = {(row[0], row[1]): Shown(*row[2:]) for row in LearnerMisconception.objects.values_list(*fields)}
    for learner, facts in _by_learner():
        for tag, due in misconceptions_shown(facts).items():
            said = stored.pop((learner, tag), Shown(0, 0))
            if said != due:
                yield Finding(f"learner {learner}, {tag}", _difference(said._asdict(), due._asdict()))
    for (learner, tag), said in stored.items():
        yield Finding(f"learner {learner}, {tag}", _difference(said._asdict(), Shown(0, 0)._asdict()))


def wrong_days() -> Iterator[Finding]:
    """Days whose number of answers is not that of the learner's outcomes."""
    stored = {(row[0], row[1]): row[2] for row in LearnerDay.objects.values_list("learner", "day", "answers")}
    for learner, facts in _by_learner():
        for day, due in answers_by_day(facts).items():
            said = stored.pop((learner, day), 0)
            if said != due:
                yield Finding(f"learner {learner} on {day}", f"has {said} answers where the log has {due}")
    for (learner, day), said in stored.items():
        if said:
            yield Finding(f"learner {learner} on {day}", f"has {said} answers where the log has none")


def misconceptions_shown(facts: list[Fact]) -> dict[str, Shown]:
    """By tag, how often it shows in what counts of all of one learner's facts."""
    answers = effective(facts)
    evidence = {fact.source for fact in first_tries(answers)}
    tagged = [fact for fact in answers if fact.misconception]
    first = Counter(fact.misconception for fact in tagged if fact.source in evidence)
    every = Counter(fact.misconception for fact in tagged)
    return {tag: Shown(first[tag], every[tag] - first[tag]) for tag in every}


def answers_by_day(facts: list[Fact]) -> dict[date, int]:
    """By day in UTC, how many answers one learner gave: an answer to two objectives is one."""
    return dict(Counter(day for day, _source in {(fact.at.astimezone(UTC).date(), fact.source) for fact in facts}))


def _by_learner() -> Iterator[tuple[int, list[Fact]]]:
    log = Outcome.objects.order_by("learner").values_list("learner", *_FACTS)
    for learner, rows in groupby(log.iterator(chunk_size=5000), lambda row: row[0]):
        yield learner, [Fact(*row[1:]) for row in rows]


def _difference(said: Mapping[str, object], due: Mapping[str, object]) -> str:
    wrong = [f"{name} is {said[name]}, the log gives {due[name]}" for name in due if said[name] != due[name]]
    return "; ".join(wrong)


CHECKS = [
    Check(
        "progress.standings",
        "Each learner's standing on each objective equals its recomputation from the outcomes.",
        wrong_standings,
    ),
    Check(
        "progress.misconceptions",
        "Each learner's counts of misconceptions equal their recomputation from the outcomes.",
        wrong_misconceptions,
    ),
    Check("progress.days", "Each learner's days equal their recomputation from the outcomes.", wrong_days),
    *EARNED,
]

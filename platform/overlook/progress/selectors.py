"""Page-sized reads of the learning record, as frozen dataclasses, each with a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overlook.accounts.models import Learner
from overlook.progress.models import LearnerMisconception, LearnerObjective, Misconception, Objective
from overlook.progress.posterior import DEVELOPING, NEEDS_WORK, NOT_ENOUGH, PRIOR, SECURE_STATE, estimate

STATE_WORDS: Mapping[str, str | Promise] = {
    NOT_ENOUGH: _("not enough evidence"),
    NEEDS_WORK: _("needs work"),
    DEVELOPING: _("developing"),
    SECURE_STATE: _("secure"),
}


@dataclass(frozen=True)
class Standing:
    """One learner on one objective.

    ``estimate`` with ``low`` and ``high`` (90 %) is the chance to answer a new item rightly; it is None under three
    first tries, so that nobody prints a number that means nothing.
    """

    objective: str
    text: str
    essay: str
    evidence: int
    answers: int
    estimate: float | None
    low: float | None
    high: float | None
    state: str
    word: str | Promise
    last: str
    last_at: datetime | None
    wrong_in_a_row: int
    confident_and_wrong: int


@dataclass(frozen=True)
class MisconceptionShare:
    """How far one wrong idea is spread in a group: the learners who showed it at a first try, and later."""

    slug: str
    text: str
    learners: int
    first_tries: int
    later_tries: int
    share: float


def standings(learner: Learner | None, *, essay: str | None = None) -> list[Standing]:
    """Where a learner stands on every objective, in the order of the essays. Two queries, however many answers."""
    objectives = list(_objectives(essay))
    rows = {row.objective_id: row for row in LearnerObjective.objects.filter(learner=learner)} if learner else {}
    return [_standing(objective, rows.get(objective.pk)) for objective in objectives]


def cohort_standings(
    learner_ids: Iterable[int], *, objectives: Sequence[str] | None = None
) -> dict[int, dict[str, Standing]]:
    """By learner id, then by the objective's slug, for those with at least one answer. Two queries.

    ``objectives`` narrows it to some slugs; retired objectives are left out.
    """
    ids = list(learner_ids)
    wanted = Objective.objects.filter(retired=False)
    if objectives is not None:
        wanted = wanted.filter(slug__in=objectives)
    known = {objective.pk: objective for objective in wanted}
    found: dict[int, dict[str, Standing]] = {learner_id: {} for learner_id in ids}
    for row in LearnerObjective.objects.filter(learner__in=ids, objective__in=known):
        objective = known[row.objective_id]
        found[row.learner_id][objective.slug] = _standing(objective, row)
    return found


def misconception_shares(
    learner_ids: Iterable[int], *, misconceptions: Sequence[str] | None = None
) -> list[MisconceptionShare]:
    """The wrong ideas of a group, most spread first; ``share`` is of all learners given. Two queries."""
    ids = list(learner_ids)
    rows = LearnerMisconception.objects.filter(learner__in=ids)
    if misconceptions is not None:
        rows = rows.filter(misconception__in=misconceptions)
    sums = rows.values("misconception").annotate(
        holders=Count("learner", filter=Q(first_tries__gt=0)), first=Sum("first_tries"), later=Sum("later_tries")
    )
    texts = dict(Misconception.objects.values_list("slug", "text"))
    shares = [
        MisconceptionShare(
            slug=row["misconception"],
            text=texts.get(row["misconception"], row["misconception"]),
            learners=row["holders"],
            first_tries=row["first"],
            later_tries=row["later"],
            share=row["holders"] / len(ids),
        )
        for row in sums
    ]
    return sorted(shares, key=lambda share: (-share.learners, -share.first_tries, share.slug))


def _objectives(essay: str | None) -> Iterable[Objective]:
    rows = Objective.objects.filter(retired=False)
    return rows.filter(essay=essay) if essay else rows


def _standing(objective: Objective, row: LearnerObjective | None) -> Standing:
    evidence = row.evidence if row else 0
    said = estimate(row.alpha if row else PRIOR, row.beta if row else PRIOR, evidence)
    enough = said.state != NOT_ENOUGH
    return Standing(
        objective=objective.slug,
        text=objective.text,
        essay=objective.essay,
        evidence=evidence,
        answers=row.answers if row else 0,
        estimate=said.mean if enough else None,
        low=said.low if enough else None,
        high=said.high if enough else None,
        state=said.state,
        word=STATE_WORDS[said.state],
        last=row.last if row else "",
        last_at=row.last_at if row else None,
        wrong_in_a_row=row.wrong_in_a_row if row else 0,
        confident_and_wrong=row.confident_and_wrong if row else 0,
    )

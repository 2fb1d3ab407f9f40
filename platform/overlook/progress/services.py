"""Verbs of the learning record: publish objectives, record an outcome, move a record, rebuild the roll-ups, set a goal.

What an outcome earns, and when its objective is met again, is decided beside it, in `rewards` and `reviews`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import TruncDate

from overlook.accounts.models import Learner
from overlook.kit.errors import Invalid, NotFound
from overlook.progress.models import (
    LearnerDay,
    LearnerMisconception,
    LearnerObjective,
    Misconception,
    Objective,
    Outcome,
    ReviewCard,
    ReviewLog,
    WeeklyGoal,
)
from overlook.progress.reviewing import Retrieval
from overlook.progress.reviews import asks_from_memory, keep_retrieval, log_of, was_due, write_card
from overlook.progress.rewards import (
    adopt_rewards,
    award,
    award_stars,
    earn_calibration,
    earn_review,
    earn_standing,
)
from overlook.progress.standing import BEFORE, Fact, Totals, effective, first_tries, totals
from overlook.progress.streaks import WEEK, monday_of

__all__ = [
    "adopt_outcomes",
    "award",
    "award_stars",
    "publish_objectives",
    "rebuild",
    "record_outcome",
    "set_weekly_goal",
]

_FACTS = tuple(Fact.__dataclass_fields__)
_ROLL_UPS = (LearnerObjective, LearnerMisconception, LearnerDay, ReviewCard)


@transaction.atomic
def publish_objectives(*, essay: str, objectives: Mapping[str, str], misconceptions: Mapping[str, str]) -> None:
    """Make the objectives of an essay what they are now: slug to sentence, in their order; likewise its tags.

    An objective that is gone is retired, never deleted, since outcomes speak of it.
    """
    for position, (slug, text) in enumerate(objectives.items()):
        Objective.objects.update_or_create(
            slug=slug, defaults={"essay": essay, "position": position, "text": text, "retired": False}
        )
    Objective.objects.filter(essay=essay).exclude(slug__in=objectives).update(retired=True)
    for slug, text in misconceptions.items():
        Misconception.objects.update_or_create(slug=slug, defaults={"text": text})


def record_outcome(
    *,
    learner: Learner,
    objectives: Sequence[str],
    source: str,
    item: str,
    first_try: bool,
    fraction: Decimal,
    confidence: str,
    misconception: str,
    context: str,
    at: datetime,
    revision: int = 0,
) -> None:
    """Record one scored answer and bring the learner's standing up to date.

    The same ``source`` and ``revision`` a second time changes nothing. Locks the learner's rows in a fixed order:
    review cards by objective, standings by objective, misconceptions by tag, the day, the ledger.
    """
    if not first_try and context != BEFORE:
        first_try = _only_tested_before(learner, item)
    known = {row.slug: row for row in Objective.objects.filter(slug__in=objectives)}
    unknown = [slug for slug in objectives if slug not in known]
    if unknown:
        raise NotFound(f"There is no objective {', '.join(unknown)}.")
    rows = [
        Outcome(
            learner=learner,
            objective=known[slug],
            source=source,
            revision=revision,
            item=item,
            first_try=first_try,
            fraction=fraction,
            confidence=confidence,
            misconception=misconception,
            context=context,
            at=at,
        )
        for slug in sorted(known)
    ]
    with transaction.atomic(savepoint=False):
        logs = {row.objective_id: _look_back(row) for row in rows}
        Outcome.objects.bulk_create(rows, ignore_conflicts=True)
        stands = {row.objective_id: _restand(learner, row.objective) for row in rows}
        for tag in _tags_of(learner, item) if revision else filter(None, [misconception]):
            _recount_misconception(learner, tag)
        _recount_day(learner, at.astimezone(UTC).date())
        for row in rows:
            _learned_from(row, logs[row.objective_id], stands[row.objective_id])
        if first_try and confidence:
            earn_calibration(learner, at)


def _only_tested_before(learner: Learner, item: str) -> bool:
    """Whether a learner met an item only in the test before reading: what comes next is the first try."""
    contexts = Outcome.objects.filter(learner=learner, item=item).values_list("context", flat=True)
    return set(contexts) == {BEFORE}


def _look_back(row: Outcome) -> list[Retrieval] | None:
    """Lock the review card of an outcome that was recalled from memory, note whether it was due, and return the log
    until now; None for an outcome that was not."""
    if row.revision:
        earlier = Outcome.objects.filter(source=row.source, objective=row.objective, revision__lt=row.revision)
        row.delayed = earlier.filter(delayed=True).exists()
        if not ReviewLog.objects.filter(source=row.source, objective=row.objective).exists():
            return None
    elif not asks_from_memory(first_try=row.first_try, context=row.context):
        return None
    _lock(ReviewCard(learner=row.learner, objective=row.objective), "learner", "objective")
    log = log_of(row.learner, row.objective)
    if not row.revision:
        row.delayed = was_due(log, row.at)
    return log


def _learned_from(row: Outcome, log: list[Retrieval] | None, stand: Totals) -> None:
    """Move the card, and give what a standing or a delayed answer is worth."""
    if log is None:
        return
    last = max((entry.at for entry in log if entry.at < row.at), default=row.at)
    if row.first_try or row.delayed or row.revision:
        keep_retrieval(row, log)
    secure = earn_standing(row.learner, row.objective, stand, row.at)
    if row.delayed and row.fraction == 1:
        earn_review(row.learner, row.objective, apart=row.at - last, secure=secure, at=row.at)


@transaction.atomic
def set_weekly_goal(*, learner: Learner, days: int, today: date) -> WeeklyGoal:
    """Mean to practise on so many days a week, from the next Monday on: this week's goal cannot be moved any more.

    ``today`` is the learner's own date.
    """
    if not 1 <= days <= 7:
        sentence = "Choose 1 to 7 days a week."
        raise Invalid(sentence, fields={"days": [sentence]})
    goal, _made = WeeklyGoal.objects.update_or_create(
        learner=learner, monday=monday_of(today) + WEEK, defaults={"days": days}
    )
    return goal


@transaction.atomic
def adopt_outcomes(*, anonymous: Learner, learner: Learner, at: datetime) -> None:
    """Move an anonymous record to the learner who turned out to be the same person; of two first tries the earliest
    counts."""
    Outcome.objects.filter(learner=anonymous).moved(learner=learner)
    ReviewLog.objects.filter(learner=anonymous).moved(learner=learner)
    _forget_roll_ups(anonymous)
    rebuild(learner=learner)
    adopt_rewards(anonymous=anonymous, learner=learner, at=at)


@transaction.atomic
def rebuild(*, learner: Learner) -> None:
    """Recompute every roll-up of a learner from the log."""
    _forget_roll_ups(learner)
    for objective in Objective.objects.filter(outcomes__learner=learner).distinct().order_by("slug"):
        _restand(learner, objective)
    for objective in Objective.objects.filter(review_logs__learner=learner).distinct().order_by("slug"):
        _lock(ReviewCard(learner=learner, objective=objective), "learner", "objective")
        write_card(learner, objective, log_of(learner, objective))
    outcomes = Outcome.objects.filter(learner=learner)
    for tag in sorted(set(outcomes.exclude(misconception="").values_list("misconception", flat=True))):
        _recount_misconception(learner, tag)
    for day in sorted(set(outcomes.annotate(day=TruncDate("at", tzinfo=UTC)).values_list("day", flat=True))):
        _recount_day(learner, day)


def _forget_roll_ups(learner: Learner) -> None:
    for model in _ROLL_UPS:
        model._default_manager.filter(learner=learner).delete()


def _tags_of(learner: Learner, item: str) -> list[str]:
    """Every misconception that a learner's answers to an item have shown, at any revision."""
    rows = Outcome.objects.filter(learner=learner, item=item).exclude(misconception="")
    return sorted(set(rows.values_list("misconception", flat=True)))


def _restand(learner: Learner, objective: Objective) -> Totals:
    """Recomputed under the row's lock, not incremented: two graders at once cannot lose an update."""
    _lock(LearnerObjective(learner=learner, objective=objective), "learner", "objective")
    facts = _facts(Outcome.objects.filter(learner=learner, objective=objective))
    stand = totals(facts)
    LearnerObjective.objects.filter(learner=learner, objective=objective).update(**vars(stand))
    return stand


def _recount_misconception(learner: Learner, tag: str) -> None:
    """How often a wrong idea showed, over all answers to the items that ever showed it: a regrade may take it back."""
    _lock(LearnerMisconception(learner=learner, misconception=tag), "learner", "misconception")
    outcomes = Outcome.objects.filter(learner=learner)
    answers = effective(_facts(outcomes.filter(item__in=outcomes.filter(misconception=tag).values("item"))))
    first = {fact.source for fact in first_tries(answers)}
    shown = [fact.source in first for fact in answers if fact.misconception == tag]
    rows = LearnerMisconception.objects.filter(learner=learner, misconception=tag)
    if shown:
        rows.update(first_tries=sum(shown), later_tries=len(shown) - sum(shown))
    else:
        rows.delete()


def _recount_day(learner: Learner, day: date) -> None:
    _lock(LearnerDay(learner=learner, day=day), "learner", "day")
    begin = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    rows = Outcome.objects.filter(learner=learner, at__gte=begin, at__lt=begin + timedelta(days=1))
    LearnerDay.objects.filter(learner=learner, day=day).update(answers=rows.values("source").distinct().count())


def _facts(outcomes: QuerySet[Outcome]) -> list[Fact]:
    return [Fact(*row) for row in outcomes.values_list(*_FACTS)]


def _lock(row: Model, *key: str) -> None:
    """Make the row if it is not there, and hold it until the transaction ends; one statement on either database."""
    type(row)._default_manager.bulk_create([row], update_conflicts=True, unique_fields=key, update_fields=key[:1])

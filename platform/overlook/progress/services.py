"""Verbs of the learning record: publish objectives, record an outcome, move a record, rebuild the roll-ups."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import TruncDate

from overlook.accounts.models import Learner
from overlook.kit.errors import NotFound
from overlook.progress.models import (
    LearnerDay,
    LearnerMisconception,
    LearnerObjective,
    Misconception,
    Objective,
    Outcome,
)
from overlook.progress.standing import Fact, effective, first_tries, totals

_FACTS = ("source", "revision", "item", "first_try", "fraction", "confidence", "misconception", "at")


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
    objectives by slug, misconceptions by tag, the day.
    """
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
        Outcome.objects.bulk_create(rows, ignore_conflicts=True)
        for row in rows:
            _restand(learner, row.objective)
        for tag in _tags_of(learner, item) if revision else filter(None, [misconception]):
            _recount_misconception(learner, tag)
        _recount_day(learner, at.astimezone(UTC).date())


@transaction.atomic
def adopt_outcomes(*, anonymous: Learner, learner: Learner, at: datetime) -> None:
    """Move an anonymous record to the learner who turned out to be the same person; of two first tries the earliest
    counts."""
    Outcome.objects.filter(learner=anonymous).moved(learner=learner)
    _forget_roll_ups(anonymous)
    rebuild(learner=learner)


@transaction.atomic
def rebuild(*, learner: Learner) -> None:
    """Recompute every roll-up of a learner from the log."""
    _forget_roll_ups(learner)
    for objective in Objective.objects.filter(outcomes__learner=learner).distinct().order_by("slug"):
        _restand(learner, objective)
    outcomes = Outcome.objects.filter(learner=learner)
    for tag in sorted(set(outcomes.exclude(misconception="").values_list("misconception", flat=True))):
        _recount_misconception(learner, tag)
    for day in sorted(set(outcomes.annotate(day=TruncDate("at", tzinfo=UTC)).values_list("day", flat=True))):
        _recount_day(learner, day)


def _forget_roll_ups(learner: Learner) -> None:
    for model in (LearnerObjective, LearnerMisconception, LearnerDay):
        model._default_manager.filter(learner=learner).delete()


def _tags_of(learner: Learner, item: str) -> list[str]:
    """Every misconception that a learner's answers to an item have shown, at any revision."""
    rows = Outcome.objects.filter(learner=learner, item=item).exclude(misconception="")
    return sorted(set(rows.values_list("misconception", flat=True)))


def _restand(learner: Learner, objective: Objective) -> None:
    """Recomputed under the row's lock, not incremented: two graders at once cannot lose an update."""
    _lock(LearnerObjective(learner=learner, objective=objective), "learner", "objective")
    facts = _facts(Outcome.objects.filter(learner=learner, objective=objective))
    LearnerObjective.objects.filter(learner=learner, objective=objective).update(**vars(totals(facts)))


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

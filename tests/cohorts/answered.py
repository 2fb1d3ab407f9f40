"""Answers of a cohort, kept as the log has them and many at once, for item analysis."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.db.models import F

from assessments.attempts import slot_in
from assessments.engine.variants import CANONICAL_SEED
from assessments.models import Attempt, AttemptSlot, Bank, ItemVersion, Response, Score
from assessments.selectors import practice_of
from assessments.simulated import possible_answers
from assessments.variants import type_of, variant_of
from overlook.accounts.models import Learner
from overlook.accounts.services import learner_for
from overlook.cohorts.models import Cohort
from tests.cohorts.cast import NOON, person

ESSAY, ITEM = "double-descent", "the-threshold"
# What those who answer ``the-threshold`` choose: its right option, or one of its two mistakes.
RIGHT, LINE, NEVER = 0, 1, 2


class Given(NamedTuple):
    """One answer: whose, to what, which of those that the item's type foresees, on which day, and in which context."""

    learner: Learner
    item: str
    which: int
    days: int = 0
    context: str = "personal"


def give(*answers: Given) -> None:
    """Keep answers with their scores as the log has them, many at once."""
    practice = practice_of(Bank.objects.get(slug=ESSAY))
    versions = ItemVersion.objects.filter(item__current=F("pk")).select_related("item__bank", "key")
    by_slug = {version.item.slug: version for version in versions}
    foreseen = {item: possible_answers(ESSAY, item) for item in {answer.item for answer in answers}}
    assert practice.current is not None
    attempts: dict[tuple[Learner, str], Attempt] = {}
    slots: dict[tuple[Learner, str, str], AttemptSlot] = {}
    responses = []
    for learner, item, which, days, context in answers:
        asked = {"learner": learner, "assessment": practice, "context": context, "number": 1}
        attempt = (
            attempts.get((learner, context))
            or Attempt.objects.get_or_create(
                **asked, defaults={"version": practice.current, "policy": {}, "opened_at": NOON}
            )[0]
        )
        attempts[learner, context] = attempt
        slot = slots.get((learner, context, item)) or slot_in(attempt, 0, by_slug[item], CANONICAL_SEED)
        slots[learner, context, item] = slot
        variant = variant_of(by_slug[item], CANONICAL_SEED)
        payload = type_of(by_slug[item]).parse_response(foreseen[item][which].fields, variant)
        at = NOON + timedelta(days=days)
        key, seq = f"{item}-{days}", 1 + Response.objects.filter(slot=slot).count()
        responses.append(
            Response(attempt=attempt, slot=slot, seq=seq, idempotency_key=key, payload=payload, sha256="", at=at)
        )
    Response.objects.bulk_create(responses)
    Score.objects.bulk_create(
        Score(
            response=response,
            item_version=response.slot.item_version,
            grader_version=1,
            raw=foreseen[answer.item][answer.which].fraction,
            fraction=foreseen[answer.item][answer.which].fraction,
            misconception=foreseen[answer.item][answer.which].misconception,
            at=response.at,
        )
        for response, answer in zip(responses, answers, strict=True)
    )


def group(cohort: Cohort, size: int, *, choose: Callable[[int], int], names: str = "learner") -> list[Learner]:
    """Learners of rising strength: the stronger half is right on the other questions."""
    learners = [learner_for(person(f"{names}{number:03}", cohort)) for number in range(size)]
    others = ("mark-the-peak", "what-lowers-variance")
    give(
        *(Given(learner, ITEM, choose(number)) for number, learner in enumerate(learners)),
        *(
            Given(learner, item, 0 if number + place >= size / 2 else 1)
            for number, learner in enumerate(learners)
            for place, item in enumerate(others)
        ),
    )
    return learners

"""What makes the demo's record alive: tests around an essay, reviews of what is due, and a board that some chose."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from assessments.afresh import answer_afresh, open_test, seed_of, turns
from assessments.models import AttemptSlot, Item
from assessments.services import respond, submit_attempt
from assessments.variants import type_of, variant_of
from essays.asking.questions import BEFORE, items_of_test, next_question
from essays.asking.testing import context_of
from essays.models import Essay
from overlook.accounts.models import Learner
from overlook.cohorts.boards import switch_board, take_place
from overlook.cohorts.models import Cohort, Enrolment
from overlook.progress.reviews import REVIEW
from overlook.progress.selectors import reviews

WAITING = 2


def take_test(learner: Learner, essay: Essay, kind: str, at: datetime, random: Random) -> None:
    """Take a test around an essay: mostly wrong before reading, mostly right after."""
    items = items_of_test(essay.slug, kind)
    if not items:
        return
    test = open_test(learner=learner, bank=essay.slug, items=items, context=context_of(kind), at=at)
    able = 0.3 if kind == BEFORE else 0.9
    for number, slot in enumerate(_slots(test.pk), start=1):
        kind_of, variant = type_of(slot.item_version), variant_of(slot.item_version, slot.seed)
        wrong = kind_of.mistakes(variant)
        fields = kind_of.reference(variant) if random.random() < able or not wrong else random.choice(wrong)
        respond(
            attempt=test,
            item_id=slot.item_version.item.slug,
            payload=fields,
            idempotency_key=f"demo:{number}",
            confidence="sure" if random.random() < able - 0.3 else "guess",
            at=at + timedelta(minutes=number),
        )
    submit_attempt(attempt=test, at=at + timedelta(minutes=len(items) + 1))


def review(learner: Learner, at: datetime) -> int:
    """Answer what is due, rightly, but for the last two, which wait; returns how many were answered."""
    most = max(sum(one.due for one in reviews(learner, at=at)) - WAITING, 0)
    for number in range(most):
        moment = at + timedelta(minutes=number)
        chosen = next_question(learner, at=moment)
        if chosen is None:
            return number
        item = Item.objects.select_related("current__key", "current__item").get(
            bank__slug=chosen.essay, bank__organisation=None, slug=chosen.item
        )
        version, turn = item.current, turns(learner, chosen.essay, chosen.item)
        if version is None:
            return number
        answer_afresh(
            learner=learner,
            bank=chosen.essay,
            item_id=chosen.item,
            turn=turn,
            payload=type_of(version).reference(variant_of(version, seed_of(learner, version, turn))),
            idempotency_key=f"demo:review:{number}",
            context=REVIEW,
            confidence="fairly",
            at=moment,
        )
    return most


def open_board(cohort: Cohort, seats: Sequence[Enrolment], at: datetime) -> None:
    """Open the board; whoever holds one of ``seats`` is on it."""
    switch_board(cohort=cohort, on=True, at=at)
    for seat in seats:
        take_place(seat=seat, on=True, at=at)


def _slots(attempt: int) -> Sequence[AttemptSlot]:
    rows = AttemptSlot.objects.filter(attempt=attempt).order_by("position")
    return list(rows.select_related("item_version__item__bank", "item_version__key"))

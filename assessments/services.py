"""Verbs of asking and grading. Each is one transaction: the attempt is locked first, then the learner's record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.answers import current_version, read_answer
from assessments.attempts import Times, adopt_attempts, open_attempt, open_row, slot_in
from assessments.deadlines import retime
from assessments.drafts import SavedDraft, save_draft
from assessments.engine.variants import CANONICAL_SEED
from assessments.handing_in import close_overdue, settle, submit_attempt
from assessments.limits import count_answer
from assessments.models import PERSONAL, Attempt, AttemptSlot, Draft, HintTaken
from assessments.publishing import publish_bank, publish_paper
from assessments.responding import Answered, respond_in
from assessments.selectors import practice_of, published_item
from assessments.variants import variant_of
from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict, NotFound

__all__ = [
    "Answered",
    "HintTold",
    "SavedDraft",
    "Times",
    "adopt_attempts",
    "answer_item",
    "check_answer",
    "close_overdue",
    "open_attempt",
    "publish_bank",
    "publish_paper",
    "respond",
    "retime",
    "save_draft",
    "settle",
    "submit_attempt",
    "take_hint",
]


@dataclass(frozen=True)
class HintTold:
    number: int
    text: str
    cost: float
    left: int


def check_answer(*, bank: str, item_id: str, payload: Mapping[str, Any]) -> None:
    """Raise ``Invalid`` if an answer cannot be read, before anything is stored about anybody."""
    item = published_item(bank, item_id)
    read_answer(current_version(item), CANONICAL_SEED, payload)


@transaction.atomic
def answer_item(
    *,
    learner: Learner,
    bank: str,
    item_id: str,
    payload: Mapping[str, Any],
    idempotency_key: str,
    confidence: str = "",
    figure_state: Mapping[str, Any] | None = None,
    context: str = PERSONAL,
    at: datetime,
) -> Answered:
    """Answer an item of an essay, in practice. The attempt is opened on the first answer; tries have no limit.

    The same key again returns what was stored; the same key with another answer is refused.
    """
    item = published_item(bank, item_id)
    version = current_version(item)
    read_answer(version, CANONICAL_SEED, payload)
    count_answer(learner=learner, at=at)
    attempt = open_row(learner, practice_of(item.bank), context, at)
    slot = slot_in(attempt, item.position, version, CANONICAL_SEED)
    return respond_in(
        attempt,
        slot,
        payload,
        idempotency_key=idempotency_key,
        confidence=confidence,
        figure_state=figure_state,
        at=at,
    )


@transaction.atomic
def take_hint(
    *, learner: Learner, bank: str, item_id: str, number: int, context: str = PERSONAL, at: datetime
) -> HintTold:
    """Tell hint ``number`` (from 1). One at a time, in order; a hint that was told is told again at no further cost."""
    item = published_item(bank, item_id)
    version = current_version(item)
    hints = variant_of(version, CANONICAL_SEED).key["hints"]
    if not 1 <= number <= len(hints):
        raise NotFound(_("This question has no further hint."))
    count_answer(learner=learner, at=at)
    attempt = open_row(learner, practice_of(item.bank), context, at)
    slot = slot_in(attempt, item.position, version, CANONICAL_SEED)
    taken = HintTaken.objects.filter(slot=slot).count()
    if number > taken + 1:
        raise Conflict(_("Hints come one at a time. Take the one before first."), code="hint-order")
    if number == taken + 1:
        HintTaken.objects.create(slot=slot, number=number, at=at)
    hint = hints[number - 1]
    return HintTold(number=number, text=hint["text"], cost=hint["cost"], left=len(hints) - number)


@transaction.atomic
def respond(
    *,
    attempt: Attempt,
    item_id: str,
    payload: Mapping[str, Any],
    idempotency_key: str,
    confidence: str = "",
    at: datetime,
) -> Answered:
    """Answer an item of an attempt that the caller may see."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    slots = AttemptSlot.objects.filter(attempt=attempt, item_version__item__slug=item_id)
    slot = slots.select_related("item_version__item__bank", "item_version__key").order_by("-pk").first()
    if slot is None:
        raise NotFound(_("This attempt has no such question."))
    read_answer(slot.item_version, slot.seed, payload)
    answered = respond_in(attempt, slot, payload, idempotency_key=idempotency_key, confidence=confidence, at=at)
    Draft.objects.filter(slot=slot).delete()
    return answered

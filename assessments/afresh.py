"""Asking outside the essay: a new variant of an item each time, in a sitting of its own. For reviews and for tests.

The variant follows from the learner, the item and how often they have answered it; so the page that asks stores
nothing, any server asks the same, and an answer to a turn that is over is refused rather than graded against another
variant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.answers import current_version, read_answer
from assessments.attempts import open_row, slot_in
from assessments.engine.papers import AFTER_CLOSE, AT_ONCE, FRESH
from assessments.engine.variants import digest
from assessments.handing_in import submit_attempt
from assessments.models import Attempt, ItemVersion, Response
from assessments.responding import Answered, respond_in
from assessments.selectors import VERSION_SHOWN, ItemView, practice_of, published_item, view_of
from assessments.variants import variant_of
from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict

REVIEW_POLICY = {"mode": "review", "tries": 1, "feedback": AT_ONCE, "seeds": FRESH}
TEST_POLICY = {"mode": "test", "tries": 1, "feedback": AFTER_CLOSE, "seeds": FRESH, "sittings": 1}


def turns(learner: Learner | None, bank: str, item_id: str) -> int:
    """How often a learner has answered an item, anywhere. One query."""
    if learner is None:
        return 0
    items = {"slot__item_version__item__slug": item_id, "slot__item_version__item__bank__slug": bank}
    return Response.objects.filter(
        attempt__learner=learner, slot__item_version__item__bank__organisation=None, **items
    ).count()


def fresh_view(
    learner: Learner | None, bank: str, item_id: str, *, turn: int, fields: Mapping[str, Any] | None = None
) -> ItemView:
    """The item in the variant of this learner's turn. Hints belong to the essay: none are offered."""
    version = current_version(published_item(bank, item_id))
    return replace(view_of(version, seed_of(learner, version, turn), fields or {}), hint_costs=())


def fresh_question(learner: Learner, bank: str, item_id: str, *, turn: int) -> dict[str, Any]:
    """The same as values: the version, the type, and the half of the variant that may be shown."""
    version = current_version(published_item(bank, item_id))
    public = variant_of(version, seed_of(learner, version, turn)).public
    return {"version": version.sha256[:VERSION_SHOWN], "type": version.type, "question": {**public, "hint_costs": []}}


@transaction.atomic
def answer_afresh(
    *,
    learner: Learner,
    bank: str,
    item_id: str,
    turn: int,
    payload: Mapping[str, Any],
    idempotency_key: str,
    context: str,
    confidence: str = "",
    at: datetime,
) -> Answered:
    """Answer an item in the variant of a turn; there is one try.

    Raises
    ------
    Invalid
        The answer cannot be read.
    Conflict
        ``turn-over``: the question was answered meanwhile, in another tab or on the essay's page.
    """
    version = current_version(published_item(bank, item_id))
    # Two tabs: whoever comes second finds the turn over.
    Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    stored = Response.objects.filter(
        attempt__learner=learner, attempt__context=context, idempotency_key=idempotency_key
    )
    again = stored.select_related(
        "attempt__learner", "slot__item_version__item__bank", "slot__item_version__key"
    ).first()
    if again is not None:
        return respond_in(
            again.attempt, again.slot, payload, idempotency_key=idempotency_key, confidence=confidence, at=at
        )
    if turns(learner, bank, item_id) != turn:
        raise Conflict(_("This question was answered meanwhile. Here is the next one."), code="turn-over")
    seed = seed_of(learner, version, turn)
    read_answer(version, seed, payload)
    attempt = open_row(learner, practice_of(version.item.bank), context, at, policy=REVIEW_POLICY)
    slot = slot_in(attempt, version.item.position, version, seed)
    answered = respond_in(attempt, slot, payload, idempotency_key=idempotency_key, confidence=confidence, at=at)
    submit_attempt(attempt=attempt, at=at)
    return answered


@transaction.atomic
def open_test(*, learner: Learner, bank: str, items: Sequence[str], context: str, at: datetime) -> Attempt:
    """Open a test of some items, each in a new variant and with one try, or return the one that is open.

    Nothing of it is told but what came of it as a whole: the same questions are asked again.

    Raises
    ------
    Conflict
        ``no-sittings-left``: it has been taken.
    """
    versions = [current_version(published_item(bank, item)) for item in items]
    attempt = open_row(learner, practice_of(versions[0].item.bank), context, at, policy=TEST_POLICY)
    if not attempt.slots.exists():
        for position, version in enumerate(versions):
            slot_in(attempt, position, version, seed_of(learner, version, turns(learner, bank, version.item.slug)))
    return attempt


def seed_of(learner: Learner | None, version: ItemVersion, turn: int) -> int:
    """1 to 2^31; never 0, which is the variant that the essay's page shows to everybody."""
    return 1 + int(digest([learner.pk if learner else 0, version.item_id, turn])[:12], 16) % 2**31

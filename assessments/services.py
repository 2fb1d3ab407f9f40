"""Verbs of asking and grading. Each is one transaction: the attempt is locked first, then the learner's record."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.engine.variants import CANONICAL_SEED, digest, parameters_hash
from assessments.feedback import Feedback, feedback_on, score_of
from assessments.models import (
    PERSONAL,
    Assessment,
    Attempt,
    AttemptSlot,
    HintTaken,
    Item,
    ItemVersion,
    Response,
    Score,
)
from assessments.publishing import publish_bank
from assessments.selectors import practice_of, published_item
from assessments.translation import in_our_language
from assessments.variants import type_of, variant_of
from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict, Invalid, NotFound
from overlook.progress.models import Confidence
from overlook.progress.services import record_outcome

__all__ = [
    "Answered",
    "HintTold",
    "adopt_attempts",
    "answer_item",
    "check_answer",
    "open_attempt",
    "publish_bank",
    "respond",
    "submit_attempt",
    "take_hint",
]

LONGEST_KEY = 100


@dataclass(frozen=True)
class Answered:
    """What came of an answer. ``feedback`` is None until the attempt's policy releases it."""

    attempt: str
    item: str
    seq: int
    repeated: bool
    fraction: Decimal
    misconception: str
    feedback: Feedback | None


@dataclass(frozen=True)
class HintTold:
    number: int
    text: str
    cost: float
    left: int


def check_answer(*, bank: str, item_id: str, payload: Mapping[str, Any]) -> None:
    """Raise ``Invalid`` if an answer cannot be read, before anything is stored about anybody."""
    item = published_item(bank, item_id)
    _read(_current(item), CANONICAL_SEED, payload)


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
    version = _current(item)
    _read(version, CANONICAL_SEED, payload)
    attempt = _open(learner, practice_of(item.bank), context, at)
    slot = _slot(attempt, item.position, version, CANONICAL_SEED)
    return _respond(attempt, slot, payload, idempotency_key, confidence, figure_state, at)


@transaction.atomic
def take_hint(
    *, learner: Learner, bank: str, item_id: str, number: int, context: str = PERSONAL, at: datetime
) -> HintTold:
    """Tell hint ``number`` (from 1). One at a time, in order; a hint that was told is told again at no further cost."""
    item = published_item(bank, item_id)
    version = _current(item)
    hints = variant_of(version, CANONICAL_SEED).key["hints"]
    if not 1 <= number <= len(hints):
        raise NotFound(_("This question has no further hint."))
    attempt = _open(learner, practice_of(item.bank), context, at)
    slot = _slot(attempt, item.position, version, CANONICAL_SEED)
    taken = HintTaken.objects.filter(slot=slot).count()
    if number > taken + 1:
        raise Conflict(_("Hints come one at a time. Take the one before first."), code="hint-order")
    if number == taken + 1:
        HintTaken.objects.create(slot=slot, number=number, at=at)
    hint = hints[number - 1]
    return HintTold(number=number, text=hint["text"], cost=hint["cost"], left=len(hints) - number)


@transaction.atomic
def open_attempt(
    *,
    learner: Learner,
    assessment: Assessment,
    context: str = PERSONAL,
    policy: Mapping[str, Any] | None = None,
    deadline: datetime | None = None,
    at: datetime,
) -> Attempt:
    """Open an attempt with all its slots, or return the one that is open. ``policy`` is pushed down by who assigns."""
    attempt = _open(learner, assessment, context, at, policy=policy, deadline=deadline)
    seeded = attempt.policy.get("seeds") != "canonical"
    if not seeded or not attempt.slots.exists():
        for slot in attempt.version.slots.select_related("item__current__key", "item__current__item", "pinned__key"):
            version = slot.pinned or _current(slot.item)
            _slot(attempt, slot.position, version, secrets.randbits(31) if seeded else CANONICAL_SEED)
    return attempt


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
    _read(slot.item_version, slot.seed, payload)
    return _respond(attempt, slot, payload, idempotency_key, confidence, None, at)


@transaction.atomic
def submit_attempt(*, attempt: Attempt, at: datetime) -> Attempt:
    """Hand in. A second time changes nothing."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.is_open:
        attempt.state, attempt.closed_at = Attempt.State.SUBMITTED, at
        attempt.save(update_fields=["state", "closed_at"])
    return attempt


@transaction.atomic
def adopt_attempts(*, anonymous: Learner, learner: Learner, at: datetime) -> None:
    """Move an anonymous reader's attempts to the learner who turned out to be the same person.

    Of two open attempts at the same thing the earlier one stays open; the later is kept, superseded.
    """
    for attempt in Attempt.objects.select_for_update().filter(learner=anonymous).order_by("opened_at", "pk"):
        own = Attempt.objects.filter(learner=learner, assessment=attempt.assessment_id, context=attempt.context)
        rival = own.filter(state=Attempt.State.OPEN).first() if attempt.is_open else None
        if rival is not None:
            later = max(rival, attempt, key=lambda each: each.opened_at)
            later.state, later.closed_at = Attempt.State.SUPERSEDED, at
            if later is rival:
                rival.save(update_fields=["state", "closed_at"])
        attempt.number = 1 + (own.aggregate(last=Max("number"))["last"] or 0)
        attempt.learner = learner
        attempt.save(update_fields=["learner", "number", "state", "closed_at"])


def _current(item: Item) -> ItemVersion:
    if item.current is None:
        raise NotFound(_("There is no such question."))
    return item.current


def _read(version: ItemVersion, seed: int, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The canonical response, or a sentence about what cannot be read."""
    seen = payload.get("version")
    if seen and not version.sha256.startswith(str(seen)):
        sentence = _("This question has changed since you opened it. Here is how it reads now.")
        raise Invalid(sentence, code="item-changed")
    try:
        return type_of(version).parse_response(payload, variant_of(version, seed))
    except Invalid as refusal:
        raise in_our_language(refusal) from None


def _open(
    learner: Learner,
    assessment: Assessment,
    context: str,
    at: datetime,
    *,
    policy: Mapping[str, Any] | None = None,
    deadline: datetime | None = None,
) -> Attempt:
    """The open attempt, locked; made if there is none. Two tabs at once end up with the same one."""
    mine = Attempt.objects.filter(learner=learner, assessment=assessment, context=context)
    found = mine.select_for_update().filter(state=Attempt.State.OPEN).first()
    if found is not None:
        found.learner = learner
        return found
    version = assessment.current
    if version is None:
        raise NotFound(_("There is nothing to attempt here yet."))
    try:
        with transaction.atomic():
            return Attempt.objects.create(
                learner=learner,
                assessment=assessment,
                version=version,
                context=context,
                number=1 + (mine.aggregate(last=Max("number"))["last"] or 0),
                policy={**version.policy, **(policy or {})},
                opened_at=at,
                deadline=deadline,
            )
    except IntegrityError:
        return mine.select_for_update().get(state=Attempt.State.OPEN)


def _slot(attempt: Attempt, position: int, version: ItemVersion, seed: int) -> AttemptSlot:
    variant = variant_of(version, seed)
    found, _made = AttemptSlot.objects.get_or_create(
        attempt=attempt,
        item_version=version,
        defaults={
            "position": position,
            "seed": seed,
            "parameters": variant.parameters,
            "sha256": parameters_hash(variant),
        },
    )
    found.item_version = version
    return found


def _respond(
    attempt: Attempt,
    slot: AttemptSlot,
    payload: Mapping[str, Any],
    idempotency_key: str,
    confidence: str,
    figure_state: Mapping[str, Any] | None,
    at: datetime,
) -> Answered:
    version = slot.item_version
    answer = _read(version, slot.seed, payload)
    if confidence and confidence not in Confidence.values:
        sentence = _("Say how sure you are: sure, fairly or guess.")
        raise Invalid(sentence, fields={"confidence": [sentence]})
    if not 0 < len(idempotency_key) <= LONGEST_KEY:
        raise Invalid(_("The idempotency key has 1 to 100 characters."), fields={"idempotency_key": [_("Too long.")]})
    sha256 = digest([version.item_id, answer, confidence])
    stored = Response.objects.filter(attempt=attempt, idempotency_key=idempotency_key).first()
    if stored is not None:
        return _told_again(attempt, slot, stored, sha256)
    tries = Response.objects.filter(slot=slot).count()
    _check_admission(attempt, tries, at)
    fresh = tries == 0 and not _answered_before(attempt, version)
    hints = HintTaken.objects.filter(slot=slot).count()
    response = Response.objects.create(
        attempt=attempt,
        slot=slot,
        seq=tries + 1,
        idempotency_key=idempotency_key,
        payload=answer,
        sha256=sha256,
        confidence=confidence,
        figure_state=figure_state,
        hints=hints,
        at=at,
    )
    return _grade(attempt, slot, response, fresh, at)


def _check_admission(attempt: Attempt, tries: int, at: datetime) -> None:
    if not attempt.is_open:
        raise Conflict(_("This attempt has been handed in; it takes no more answers."), code="attempt-closed")
    if attempt.deadline is not None and at > attempt.deadline:
        raise Conflict(_("The time for this attempt is over."), code="attempt-late")
    limit = attempt.policy.get("tries")
    if limit is not None and tries >= limit:
        raise Conflict(_("You have used all tries at this question."), code="no-tries-left")


def _answered_before(attempt: Attempt, version: ItemVersion) -> bool:
    """Whether this learner has ever answered this item, at any version, in any attempt."""
    return Response.objects.filter(
        attempt__learner=attempt.learner_id, slot__item_version__item=version.item_id
    ).exists()


def _grade(attempt: Attempt, slot: AttemptSlot, response: Response, first_try: bool, at: datetime) -> Answered:
    version = slot.item_version
    variant = variant_of(version, slot.seed)
    verdict = type_of(version).grade(response.payload, variant)
    fraction = score_of(variant, verdict, response.hints)
    Score.objects.create(
        response=response,
        item_version=version,
        grader_version=type_of(version).grader_version,
        raw=verdict.fraction,
        fraction=fraction,
        misconception=verdict.misconception,
        at=at,
    )
    if version.objectives:
        record_outcome(
            learner=attempt.learner,
            objectives=version.objectives,
            source=f"response:{response.pk}",
            item=f"{version.item.bank.slug}/{version.item.slug}",
            first_try=first_try,
            fraction=fraction,
            confidence=response.confidence,
            misconception=verdict.misconception,
            context=attempt.context,
            at=at,
        )
    return _answered(attempt, slot, response, fraction, verdict.misconception, repeated=False)


def _told_again(attempt: Attempt, slot: AttemptSlot, stored: Response, sha256: str) -> Answered:
    if stored.sha256 != sha256:
        sentence = _("This idempotency key was used for another answer. Send the new answer under a new key.")
        raise Invalid(sentence, code="idempotency-mismatch", fields={"idempotency_key": [sentence]})
    score = Score.objects.filter(response=stored).order_by("-pk")[0]
    return _answered(attempt, slot, stored, score.fraction, score.misconception, repeated=True)


def _answered(
    attempt: Attempt, slot: AttemptSlot, response: Response, fraction: Decimal, misconception: str, *, repeated: bool
) -> Answered:
    version = slot.item_version
    variant = variant_of(version, slot.seed)
    verdict = type_of(version).grade(response.payload, variant)
    feedback = feedback_on(bank=version.item.bank, variant=variant, verdict=verdict, response=response, score=fraction)
    return Answered(
        attempt=attempt.ref,
        item=version.item.slug,
        seq=response.seq,
        repeated=repeated,
        fraction=fraction,
        misconception=misconception,
        feedback=feedback if attempt.tells_at_once else None,
    )

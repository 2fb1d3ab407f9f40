"""Keeping an answer: admission, idempotency, the response, its score. The attempt is locked before anything here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.answers import read_answer
from assessments.engine.papers import LATE, OVER, timing
from assessments.engine.variants import digest
from assessments.feedback import Feedback, feedback_on
from assessments.models import Attempt, AttemptSlot, HintTaken, Response, Score
from assessments.scoring import grade
from assessments.variants import type_of, variant_of
from overlook.kit.errors import Conflict, Invalid
from overlook.progress.models import Confidence

LONGEST_KEY = 100


@dataclass(frozen=True)
class Answered:
    """What came of an answer.

    ``fraction`` is None while a worker grades it, ``feedback`` also until the attempt's policy releases it.
    """

    attempt: str
    item: str
    seq: int
    repeated: bool
    late: bool
    fraction: Decimal | None
    misconception: str
    feedback: Feedback | None


def respond_in(
    attempt: Attempt,
    slot: AttemptSlot,
    payload: Mapping[str, Any],
    *,
    idempotency_key: str,
    confidence: str = "",
    figure_state: Mapping[str, Any] | None = None,
    at: datetime,
) -> Answered:
    """Keep and grade an answer in a slot of a locked attempt.

    Raises
    ------
    Invalid
        The answer cannot be read, or the key was used for another one (``idempotency-mismatch``).
    Conflict
        ``attempt-closed``, ``attempt-late`` or ``no-tries-left``.
    """
    version = slot.item_version
    answer = read_answer(version, slot.seed, payload)
    if confidence and confidence not in Confidence.values:
        sentence = _("Say how sure you are: sure, fairly or guess.")
        raise Invalid(sentence, fields={"confidence": [sentence]})
    if not 0 < len(idempotency_key) <= LONGEST_KEY:
        raise Invalid(_("The idempotency key has 1 to 100 characters."), fields={"idempotency_key": [_("Too long.")]})
    sha256 = digest([version.item_id, answer, confidence])
    stored = Response.objects.filter(attempt=attempt, idempotency_key=idempotency_key).first()
    if stored is not None:
        return _told_again(attempt, slot, stored, sha256, at)
    check_open(attempt)
    admitted = timing_of(attempt, at)
    if admitted == OVER:
        raise Conflict(_("The time for this attempt is over."), code="attempt-late")
    tries = Response.objects.filter(slot=slot).count()
    limit = attempt.rules.tries
    if limit is not None and tries >= limit:
        raise Conflict(_("You have used all tries at this question."), code="no-tries-left")
    response = Response.objects.create(
        attempt=attempt,
        slot=slot,
        seq=tries + 1,
        idempotency_key=idempotency_key,
        payload=answer,
        sha256=sha256,
        confidence=confidence,
        figure_state=figure_state,
        hints=HintTaken.objects.filter(slot=slot).count(),
        late=admitted == LATE,
        at=at,
    )
    return _answered(attempt, slot, response, grade(attempt, response, at), at, repeated=False)


def check_open(attempt: Attempt) -> None:
    if not attempt.is_open:
        raise Conflict(_("This attempt has been handed in; it takes no more answers."), code="attempt-closed")


def timing_of(attempt: Attempt, at: datetime) -> str:
    """Whether what comes at ``at`` is in time, late or too late: by the server's clock."""
    return timing(at, due=attempt.due_at, deadline=attempt.deadline, grace=attempt.rules.grace)


def _told_again(attempt: Attempt, slot: AttemptSlot, stored: Response, sha256: str, at: datetime) -> Answered:
    if stored.sha256 != sha256:
        sentence = _("This idempotency key was used for another answer. Send the new answer under a new key.")
        raise Invalid(sentence, code="idempotency-mismatch", fields={"idempotency_key": [sentence]})
    score = Score.objects.filter(response=stored).order_by("-pk").first()
    return _answered(attempt, slot, stored, score, at, repeated=True)


def _answered(
    attempt: Attempt, slot: AttemptSlot, response: Response, score: Score | None, at: datetime, *, repeated: bool
) -> Answered:
    version = slot.item_version
    feedback = None
    if score is not None and attempt.tells(at):
        variant = variant_of(version, slot.seed)
        verdict = type_of(version).grade(response.payload, variant)
        feedback = feedback_on(bank=version.item.bank, variant=variant, verdict=verdict, response=response, score=score)
    return Answered(
        attempt=attempt.ref,
        item=version.item.slug,
        seq=response.seq,
        repeated=repeated,
        late=response.late,
        fraction=score.fraction if score else None,
        misconception=score.misconception if score else "",
        feedback=feedback,
    )

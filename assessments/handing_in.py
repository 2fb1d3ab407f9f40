"""Handing in, by the learner or by the clock at the end of the time: drafts become answers, and the attempt closes."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from assessments.engine.papers import OVER
from assessments.grades import keep_grade_of
from assessments.models import Attempt, Draft, GradeRevision, Response
from assessments.responding import respond_in, timing_of
from overlook.kit.errors import Invalid
from overlook.progress.models import Confidence

MOST_AT_ONCE = 200


@transaction.atomic
def submit_attempt(*, attempt: Attempt, at: datetime) -> Attempt:
    """Hand in what is saved. After its end it is the clock that has handed in, with what was saved by then."""
    attempt = _locked(attempt)
    if attempt.is_open:
        ended = attempt.deadline is not None and at > attempt.deadline
        _close(attempt, at, Attempt.Ending.TIME if ended else Attempt.Ending.LEARNER)
    return attempt


@transaction.atomic
def settle(*, attempt: Attempt, at: datetime) -> Attempt:
    """The attempt as it stands at ``at``: closed now if its time, with the grace, is over."""
    if not attempt.is_open or timing_of(attempt, at) != OVER:
        return attempt
    attempt = _locked(attempt)
    # Somebody may have given more time meanwhile.
    if attempt.is_open and timing_of(attempt, at) == OVER:
        _close(attempt, at, Attempt.Ending.TIME)
    return attempt


def close_overdue(*, at: datetime) -> int:
    """Hand in every attempt whose time is over; what the sweeper calls. Each is a transaction of its own."""
    overdue = Attempt.objects.filter(state=Attempt.State.OPEN, deadline__lt=at).order_by("deadline")
    closed = 0
    for attempt in overdue[:MOST_AT_ONCE]:
        closed += not settle(attempt=attempt, at=at).is_open
    return closed


def _locked(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_for_update().select_related("learner", "assessment", "version").get(pk=attempt.pk)


def _close(attempt: Attempt, at: datetime, ending: str) -> None:
    """Turn drafts into answers and close. The clock hands in what was saved, as of then; the learner hands in now."""
    end = attempt.deadline if ending == Attempt.Ending.TIME and attempt.deadline else at
    for draft in _unanswered(attempt):
        confidence = str(draft.payload.get("confidence") or "")
        # What was saved in the grace has its flag; what a new, earlier end overtook counts as of that end.
        given = at if end == at else draft.saved_at if timing_of(attempt, draft.saved_at) != OVER else end
        # Read once already; should it no longer be readable, it stays a draft and everything else is handed in.
        with suppress(Invalid):
            respond_in(
                attempt,
                draft.slot,
                draft.payload,
                idempotency_key=f"draft:{draft.slot_id}:{draft.revision}",
                confidence=confidence if confidence in Confidence.values else "",
                at=given,
            )
    attempt.state, attempt.ended_by, attempt.closed_at = Attempt.State.SUBMITTED, ending, end
    attempt.save(update_fields=["state", "closed_at", "ended_by"])
    keep_grade_of(attempt, cause=GradeRevision.Cause.HANDED_IN, at=at)


def _unanswered(attempt: Attempt) -> list[Draft]:
    """Readable drafts whose question has no answer in this sitting yet, in the order of the slots."""
    drafts = Draft.objects.filter(slot__attempt=attempt, readable=True)
    drafts = drafts.exclude(slot__in=Response.objects.filter(attempt=attempt).values("slot"))
    rows = drafts.select_related("slot__item_version__item__bank", "slot__item_version__key", "slot__attempt")
    return list(rows.order_by("slot__position"))

"""What workers do: grade what is too slow for the answer's own transaction, and sweep up."""

from datetime import timedelta

import structlog
from celery import shared_task

from assessments import scoring
from assessments.handing_in import close_overdue
from assessments.limits import forget_counts
from overlook.kit.clock import now

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=10)
MOST_AT_ONCE = 500


@shared_task(name="assessments.score_response")
def score_response(*, response: int) -> None:
    """Grade one response; delivered twice, it does nothing the second time."""
    scoring.score_pending(response=response, at=now())


@shared_task(name="assessments.sweep", expires=30)
def sweep() -> None:
    """Hand in what is out of time and grade what was left lying; beat calls it every five seconds."""
    at = now()
    closed = close_overdue(at=at)
    scored = sum(
        scoring.score_pending(response=response, at=at)
        for response in scoring.pending_since(at - PATIENCE, MOST_AT_ONCE)
    )
    if closed or scored:
        log.info("assessments.swept", closed=closed, scored=scored)


@shared_task(name="assessments.tidy")
def tidy() -> None:
    """Drop what limits nobody any more; beat calls it every hour."""
    forget_counts(at=now())

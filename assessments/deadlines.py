"""Moving the end of what is under way: an extension, a multiplier or another date reaches running attempts at once."""

from datetime import datetime

from django.db import transaction

from assessments.attempts import Times
from assessments.engine.papers import deadline_of
from assessments.models import Attempt
from overlook.accounts.models import Learner

_MOVED = ["due_at", "closes_at", "results_at", "multiplier", "deadline"]


@transaction.atomic
def retime(*, context: str, learner: Learner, times: Times, at: datetime) -> int:
    """Give a learner's attempts in a context their times anew.

    The end of an open attempt moves, to the second, whether its time is running or is up and nobody has closed it yet.
    An end that would lie in the past is now, since what was given until now was given in time. What was handed in stays
    as it was judged; only the telling of its results follows.

    Returns
    -------
    int
        How many open attempts have another end than before.
    """
    moved = 0
    for attempt in Attempt.objects.select_for_update().filter(context=context, learner=learner).order_by("pk"):
        attempt.results_at = times.results_at
        if not attempt.is_open:
            attempt.save(update_fields=["results_at"])
            continue
        attempt.due_at, attempt.closes_at = times.due_at, times.closes_at
        attempt.multiplier = times.multiplier
        end = deadline_of(
            opened=attempt.opened_at,
            minutes=attempt.rules.minutes,
            multiplier=times.multiplier,
            closes=times.closes_at,
        )
        if end is not None and end < at:
            end = max(end, min(at, attempt.deadline or at))
        moved += end != attempt.deadline
        attempt.deadline = end
        attempt.save(update_fields=_MOVED)
    return moved

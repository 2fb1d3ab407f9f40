"""How much an anonymous reader may answer: counted in the database, in one statement, so that no race gets past it.

That a script drops its cookies between answers is met where anonymous learners are made (`accounts.sessions`).
"""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from assessments.models import AnswerCount
from overlook.accounts.models import Learner
from overlook.kit.errors import TooMany

MOST_ANSWERS = 120
WINDOW = timedelta(minutes=1)
KEPT = timedelta(hours=1)


def count_answer(*, learner: Learner, at: datetime) -> None:
    """Count an answer of a reader without an account; everybody else is known, and answers as they like.

    Raises
    ------
    TooMany
        More than 120 answers in a minute. It is not counted further, and nothing of the answer is kept.
    """
    if learner.user_id is not None:
        return
    AnswerCount.objects.get_or_create(place=learner.ref, defaults={"window_at": at})
    own = AnswerCount.objects.filter(place=learner.ref)
    if own.filter(window_at__lte=at - WINDOW).update(window_at=at, count=1):
        return
    if not own.filter(count__lt=MOST_ANSWERS).update(count=F("count") + 1):
        raise TooMany(
            _("That were 120 answers in a minute. Wait a minute, or sign in to answer as much as you like."),
            retry_after=int(WINDOW.total_seconds()),
        )


def forget_counts(*, at: datetime) -> int:
    """Drop counts that limit nobody any more."""
    return AnswerCount.objects.filter(window_at__lt=at - KEPT).delete()[0]

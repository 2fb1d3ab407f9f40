"""The learner behind a request: the signed-in user's, or the anonymous row that the session holds."""

from django.http import HttpRequest

from overlook.accounts.models import Learner, User
from overlook.accounts.services import learner_for

SESSION_KEY = "learner"


def present_learner(request: HttpRequest) -> Learner | None:
    """The learner of this request, or None for a reader about whom nothing is stored yet."""
    if isinstance(request.user, User):
        return learner_for(request.user)
    return anonymous_learner(request)


def ensure_learner(request: HttpRequest) -> Learner:
    """The learner of this request, made now if need be. Call it only where something is about to be stored."""
    learner = present_learner(request)
    if learner is None:
        learner = Learner.objects.create()
        request.session[SESSION_KEY] = learner.ref
    return learner


def anonymous_learner(request: HttpRequest) -> Learner | None:
    """The row without a user that this session holds; a row that was claimed meanwhile is nobody's to pick up."""
    ref = request.session.get(SESSION_KEY)
    return Learner.objects.filter(ref=ref, user=None).first() if ref else None


def forget_anonymous(request: HttpRequest) -> None:
    """Drop the session's hold on an anonymous row: it has been claimed."""
    request.session.pop(SESSION_KEY, None)

"""The learner behind a request: the signed-in user's, or the anonymous row that the session holds."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from overlook.accounts.models import Learner, User
from overlook.accounts.services import learner_for
from overlook.kit.errors import TooMany

SESSION_KEY = "learner"
MOST_NEWCOMERS = 3000
NEWCOMERS_SECONDS = 10 * 60


def present_learner(request: HttpRequest) -> Learner | None:
    """The learner of this request, or None for a reader about whom nothing is stored yet."""
    if isinstance(request.user, User):
        return learner_for(request.user)
    return anonymous_learner(request)


def ensure_learner(request: HttpRequest) -> Learner:
    """The learner of this request, made now if need be. Call it only where something is about to be stored."""
    learner = present_learner(request)
    if learner is None:
        _count_newcomer(request)
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


def count_from(request: HttpRequest, what: str, *, seconds: int) -> int:
    """How often ``what`` came from the address of this request within ``seconds``, this time included.

    The count is taken in one step in the cache, under a keyed hash of the address. A cache that is away counts nothing.
    """
    place = salted_hmac(what, _address(request), algorithm="sha256").hexdigest()
    cache.add(f"{what}:{place}", 0, seconds)
    try:
        return cache.incr(f"{what}:{place}")
    except ValueError:
        # It ran out between the two lines.
        return 0


def _count_newcomer(request: HttpRequest) -> None:
    """A script that drops its cookies is a newcomer every time; a school behind one address is a few thousand."""
    if count_from(request, "newcomers", seconds=NEWCOMERS_SECONDS) > MOST_NEWCOMERS:
        raise TooMany(
            _("Very many readers came from your address just now. Sign in, or try again in ten minutes."),
            retry_after=NEWCOMERS_SECONDS,
        )


def _address(request: HttpRequest) -> str:
    """Whence the request came; behind our own proxy, what that proxy saw last."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))

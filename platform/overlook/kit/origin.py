"""Forms in pages that everybody shares carry no CSRF token; their views ask where the request comes from instead.

A cached essay is one and the same for all readers and sets no cookie, so there is nothing to put a token into. A
browser says by itself whether a request was made by our own pages, and a page of somebody else cannot forge that.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from overlook.kit.errors import Forbidden

View = Callable[..., HttpResponseBase]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})


def same_origin_required(view: View) -> View:
    """Refuse a request that changes something unless it was made by a page of this very site.

    ``Sec-Fetch-Site`` decides where the browser sends it; else ``Origin``, else ``Referer`` must name this host. A
    request that says nothing at all is refused.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method not in _SAFE_METHODS and not is_same_origin(request):
            raise Forbidden(
                _("This form was not sent from a page of this site. Open the page here and send it again."),
                code="other-origin",
            )
        return view(request, *args, **options)

    return csrf_exempt(guarded)


def is_same_origin(request: HttpRequest) -> bool:
    """Whether a page of this site, or the reader's own hand, made the request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OURS
    for header in ("Origin", "Referer"):
        said = request.headers.get(header)
        if said is not None:
            return _names(said, request)
    return False


def _names(url: str, request: HttpRequest) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == request.scheme and parts.netloc == request.get_host()

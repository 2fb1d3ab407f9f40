"""Error pages. They render without the database, the cache or a session, since any of those may be what failed.

Below ``/api/`` the same errors are problem+json: a program must never have to read a page.
"""

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from overlook.kit import problems
from overlook.kit.database import is_away


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, "kit/400.html", 413, "too-large", problems.TOO_LARGE)
    return _answer(request, "kit/400.html", 400, "bad-request", "The request cannot be understood.")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "kit/403.html", 403, "forbidden", "You may not do this.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "kit/csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "kit/404.html", 404, "not-found", problems.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_away(sys.exc_info()[1]):
        return database_away(request)
    return _answer(request, "kit/500.html", 500, "internal", "Something broke on our side; nothing of yours was lost.")


def database_away(request: HttpRequest) -> HttpResponse:
    """Said plainly, and below a form of a page without taking away what was typed. Caches must not keep it."""
    if "HX-Request" in request.headers:
        response = render(request, "kit/away.html", status=503)
        safe = request.method in ("GET", "HEAD")
        # A part of a page that cannot be fetched stays away; the page itself says why.
        response["HX-Reswap"], response["HX-Retarget"] = ("none" if safe else "beforeend"), "this"
    else:
        response = _answer(request, "kit/offline.html", 503, "unavailable", problems.DATABASE_AWAY)
    response["Retry-After"] = "10"
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, template: str, status: int, code: str, sentence: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "code": code, "title": sentence, "status": status}
        return JsonResponse(body, status=status, content_type=problems.CONTENT_TYPE)
    return render(request, template, status=status)


def account(request: HttpRequest) -> HttpResponse:
    """The personal part of the bar, for pages that are otherwise the same for everybody."""
    response = render(request, "kit/account.html")
    response["Cache-Control"] = "private, no-store"
    return response

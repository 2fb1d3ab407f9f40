"""The edges of a request: what can never be meant is refused, and a `DomainError` becomes a page with a way out."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from overlook.kit.database import is_away, let_go
from overlook.kit.errors import DomainError
from overlook.kit.views import database_away

log = structlog.get_logger(__name__)


class NulMiddleware:
    """Refuse addresses that hold a NUL: PostgreSQL cannot even compare with one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a NUL character.")
        return self.get_response(request)


class CookielessMiddleware:
    """Pages that anybody's page may hold (``COOKIELESS`` names how their paths begin) are asked as by a stranger.

    Nobody after it sees a cookie; so none is read, and a stale one is not taken back, which would be a cookie set.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.COOKIELESS):
            request.COOKIES = {}
        return self.get_response(request)


class DomainErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_away(exception):
            log.warning("database.away", error=str(exception).strip())
            let_go()
            return database_away(request)
        if not isinstance(exception, DomainError):
            return None
        response = render(request, "kit/refused.html", {"error": exception}, status=exception.status)
        if exception.retry_after:
            response["Retry-After"] = str(exception.retry_after)
        return response

"""One line and one measurement for each request, with nothing about the person in either."""

import re
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from overlook.kit.refs import new_ref
from overlook.ops.logs import route_of
from overlook.ops.metrics import REQUESTS, SECONDS

log = structlog.get_logger("overlook.requests")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = ("/static/", "/health/", "/metrics")


class RequestLogMiddleware:
    """Outermost. It names the route, not the path: a path may hold a reset token, a query string an e-mail address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else new_ref()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            route = route_of(request)
            method = request.method if request.method in _METHODS else "other"
            REQUESTS.labels(method, route, str(response.status_code)).inc()
            SECONDS.labels(route).observe(seconds)
            if not request.path.startswith(_QUIET):
                log.info(f"{method} {route}", status=response.status_code, ms=round(seconds * 1000))
        response["X-Request-ID"] = request_id
        return response

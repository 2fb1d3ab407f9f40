"""Probes, metrics and the API's documentation."""

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from overlook.kit.errors import Forbidden
from overlook.ops import health, metrics


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served; 503 says that the database or the broker is away."""
    state = health.examine()
    parts = {"database": state.database, "broker": state.broker, "worker": state.worker}
    return JsonResponse({"status": state.status, "checks": parts}, status=200 if state.ready else 503)


@never_cache
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    if not _may_read_metrics(request):
        raise Forbidden("Metrics are for staff, or for whoever sends METRICS_TOKEN as a bearer token.")
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


@ensure_csrf_cookie
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI, served by ourselves and clean under the content security policy."""
    return render(request, "ops/api_docs.html")


def _may_read_metrics(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return True
    return bool(request.user.is_authenticated and request.user.is_active and request.user.is_staff)

"""Every error of the API as problem+json (RFC 9457) with a stable ``code`` and, for fields, their paths.

Unparsable input is 400, a field that is wrong is 422.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from overlook.kit.database import is_away
from overlook.kit.errors import DomainError

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"
NOT_FOUND = "There is nothing here, or it is not yours."
DATABASE_AWAY = "Our database does not answer just now. Nothing was kept; please try again in a minute."
TOO_LARGE = "The body is larger than 512 KB."


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's hook: turn whatever a view raised into a problem, or return None for what is truly ours to mend."""
    response = _problem_for(error)
    if response is not None:
        set_rollback()
    return response


def problem(
    code: str,
    detail: str,
    http_status: int,
    *,
    errors: list[dict[str, str]] | None = None,
    retry_after: int | None = None,
) -> Response:
    body: dict[str, Any] = {"type": "about:blank", "code": code, "title": detail, "status": http_status}
    if errors:
        body["errors"] = errors
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    return Response(body, status=http_status, headers=headers, content_type=CONTENT_TYPE)


def _problem_for(error: Exception) -> Response | None:
    match error:
        case DomainError():
            errors = [{"field": name, "message": text} for name, texts in error.fields.items() for text in texts]
            return problem(error.error_code, error.message, error.status, errors=errors, retry_after=error.retry_after)
        case Http404() | exceptions.NotFound():
            return problem("not-found", NOT_FOUND, status.HTTP_404_NOT_FOUND)
        case PermissionDenied():
            return problem("forbidden", "You may not do this.", status.HTTP_403_FORBIDDEN)
        case RequestDataTooBig():
            return problem("too-large", TOO_LARGE, status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        case exceptions.ValidationError():
            errors = [{"field": path, "message": text} for path, text in _flatten(error.detail)]
            named = ", ".join(dict.fromkeys(item["field"] for item in errors if item["field"]))
            title = f"Not accepted: {named}." if named else "Not accepted."
            return problem("invalid", title, status.HTTP_422_UNPROCESSABLE_ENTITY, errors=errors)
        case exceptions.Throttled():
            wait = int(getattr(error, "wait", None) or 1)
            return problem("too-many", str(error.detail), error.status_code, retry_after=wait)
        case exceptions.APIException():
            codes = error.get_codes()
            code = codes if isinstance(codes, str) else "refused"
            response = problem(code.replace("_", "-"), str(error.detail), error.status_code)
            authenticate = getattr(error, "auth_header", None)
            if authenticate:
                response["WWW-Authenticate"] = authenticate
            return response
    if is_away(error):
        log.warning("database.away", error=str(error).strip())
        return problem("unavailable", DATABASE_AWAY, status.HTTP_503_SERVICE_UNAVAILABLE, retry_after=10)
    return None


def _flatten(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _flatten(inner, ".".join(part for part in (path, own) if part))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _flatten(inner, f"{path}.{index}" if isinstance(inner, Mapping) else path)
    else:
        yield path, str(detail)

"""JSON as the standard has it: NaN and Infinity are refused, and so is a body that is not an object.

Text that no database can keep (NUL, half a surrogate pair) is refused here too, once for all endpoints.
"""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        _refuse_oversized(parser_context)
        try:
            body = json.loads(stream.read().decode("utf-8"), parse_constant=self._refuse)
        except (ValueError, RecursionError) as error:
            raise ParseError(f"The body is not valid JSON: {error}") from error
        if not isinstance(body, dict):
            raise ParseError("The body must be a JSON object.")
        _refuse_unstorable(body)
        return body

    @staticmethod
    def _refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON; send a finite number or null.")


def _refuse_oversized(parser_context: Mapping[str, Any] | None) -> None:
    """DRF reads the stream itself, past Django's own limit."""
    request = (parser_context or {}).get("request")
    length = request.META.get("CONTENT_LENGTH") if request is not None else None
    if length and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise RequestDataTooBig("The body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.")


def _refuse_unstorable(body: dict[str, Any]) -> None:
    pending: list[Any] = [body]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value):
            raise ParseError("The body holds text that cannot be kept: a NUL character or half a surrogate pair.")

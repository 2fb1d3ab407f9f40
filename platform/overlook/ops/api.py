"""The API's own description: the OpenAPI schema and an index made from it."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

_PREFIX = "/api/v1/"


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI 3.1 document; it depends on the code alone, so it is made once."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document


class SchemaView(APIView):
    """OpenAPI 3.1 description of this API."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (OpenApiJsonRenderer, JSONRenderer)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(schema(), headers={"Cache-Control": "public, max-age=300"})


class IndexView(APIView):
    """Where to begin: the documentation, the schema, and every address that needs no reference."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        open_paths = [path for path in schema()["paths"] if "{" not in path]
        links = {path.removeprefix(_PREFIX): path for path in sorted(open_paths)}
        return Response({"documentation": f"{_PREFIX}docs", "schema": f"{_PREFIX}schema", "collections": links})

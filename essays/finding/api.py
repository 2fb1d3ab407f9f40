"""Search over the API."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from essays.finding import searching


class HitSerializer(serializers.Serializer[Any]):
    essay = serializers.CharField(allow_blank=True, help_text="Slug; empty for challenges and simulations.")
    kind = serializers.ChoiceField(choices=list(searching.KINDS))
    url = serializers.CharField()
    heading = serializers.CharField(allow_blank=True, help_text="HTML: what was searched for stands in <mark>.")
    excerpt = serializers.CharField(allow_blank=True, help_text="HTML: what was searched for stands in <mark>.")


class TermSerializer(serializers.Serializer[Any]):
    term = serializers.CharField(source="heading")
    url = serializers.CharField()


class SearchSerializer(serializers.Serializer[Any]):
    query = serializers.CharField(allow_blank=True)
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    some = serializers.BooleanField(help_text="No passage has all the words; these have some of them.")
    instead = serializers.CharField(allow_blank=True, help_text="The query with unknown words mended, or empty.")
    terms = TermSerializer(many=True, help_text="Where nothing was found: the glossary's terms of like spelling.")
    results = HitSerializer(many=True)


class Search(APIView):
    """What is published, searched."""

    @extend_schema(
        operation_id="search",
        parameters=[
            OpenApiParameter("q", str, description='Words, or phrases in quotes: "bias and variance".'),
            OpenApiParameter("page", int, description=f"{searching.PAGE} results a page, from 1."),
        ],
        responses=SearchSerializer,
        tags=["essays"],
    )
    def get(self, request: Request) -> Response:
        """Titles, sections, paragraphs, figures, terms, aims, challenges, simulations: the best essay's hits first."""
        found = searching.results(*searching.asked_of(request._request))
        hits = [result for group in found.groups for result in group.results]
        return Response(SearchSerializer({**vars(found), "results": hits}).data)

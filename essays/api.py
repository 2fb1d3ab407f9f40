"""Essays over the API: what is published, with objectives, figures, sources and where each number comes from."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from essays import selectors


class ObjectiveSerializer(serializers.Serializer[Any]):
    slug = serializers.SlugField()
    verb = serializers.CharField()
    text = serializers.CharField()


class EssaySerializer(serializers.Serializer[Any]):
    slug = serializers.SlugField()
    title = serializers.CharField()
    summary = serializers.CharField()
    level = serializers.IntegerField(min_value=1, max_value=3)
    minutes = serializers.IntegerField()
    questions = serializers.IntegerField()
    prerequisites = serializers.ListField(child=serializers.SlugField())
    objectives = ObjectiveSerializer(many=True)
    challenge = serializers.CharField(allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField())
    url = serializers.CharField()


class EssaysSerializer(serializers.Serializer[Any]):
    results = EssaySerializer(many=True)


class FigureSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    describe = serializers.CharField()
    goal = serializers.CharField()
    embed = serializers.CharField(help_text="Page of the figure by itself, for a frame; /oembed?url= takes it too.")


class NumberSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    printed = serializers.CharField()
    kind = serializers.ChoiceField(choices=["computed", "offline", "quoted", "given"])
    how = serializers.CharField()


class SourceSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    short = serializers.CharField()


class EssayDetailSerializer(EssaySerializer):
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    licence = serializers.CharField()
    lang = serializers.CharField()
    figures = FigureSerializer(many=True)
    items = serializers.ListField(child=serializers.CharField())
    numbers = NumberSerializer(many=True)
    references = SourceSerializer(many=True)


class Essays(APIView):
    """The catalogue."""

    @extend_schema(operation_id="essays_list", responses=EssaysSerializer, tags=["essays"])
    def get(self, request: Request) -> Response:
        """Every published essay, each after those that it builds upon."""
        return Response(EssaysSerializer({"results": selectors.catalogue()}).data)


class Essay(APIView):
    """One essay."""

    @extend_schema(operation_id="essays_read", responses=EssayDetailSerializer, tags=["essays"])
    def get(self, request: Request, slug: str) -> Response:
        """One essay: its figures, its questions' ids, its sources, and how each number in it was computed."""
        return Response(EssayDetailSerializer(selectors.detail(slug)).data)

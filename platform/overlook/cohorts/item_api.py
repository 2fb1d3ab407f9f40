"""The API of the item analysis, for those who teach: the same values as on the pages."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.analysis_words import TITLES, sentence_of
from assessments.engine.telling import Flag
from overlook.cohorts.api import CohortView
from overlook.cohorts.item_analysis import analysed, of_bank, of_question, version_asked
from overlook.cohorts.models import TEACHING
from overlook.cohorts.selectors import seat_of

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="problem+json.")
VERSION = OpenApiParameter("version", OpenApiTypes.INT, description="First answers to this version alone.")


class EstimateShape(serializers.Serializer[Any]):
    value = serializers.FloatField()
    low = serializers.FloatField(help_text="Lower end of the 95 % interval.")
    high = serializers.FloatField()


class QuestionFlagShape(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=sorted(TITLES))
    option = serializers.CharField(help_text="The letters of the options concerned; empty where none is.")
    sentence = serializers.SerializerMethodField()

    def get_sentence(self, flag: Flag) -> str:
        return sentence_of(flag)


class ReliabilityShape(serializers.Serializer[Any]):
    questions = serializers.IntegerField()
    learners = serializers.IntegerField()
    mean = serializers.FloatField()
    deviation = serializers.FloatField(help_text="Standard deviation of the mean over the questions, over learners.")
    alpha = serializers.FloatField(help_text="Cronbach's.")
    error = serializers.FloatField(allow_null=True, help_text="Standard error of measurement of that mean.")


class QuestionShape(serializers.Serializer[Any]):
    id = serializers.CharField(source="slug")
    type = serializers.CharField()
    retired = serializers.BooleanField()
    first_answers = serializers.IntegerField(source="n", help_text="0 where hidden.")
    hidden = serializers.BooleanField(help_text="Under ten first answers nothing is told.")
    provisional = serializers.BooleanField(help_text="Under thirty first answers.")
    difficulty = EstimateShape(allow_null=True)
    discrimination = EstimateShape(allow_null=True, help_text="Corrected item-rest correlation.")
    alpha_without = serializers.FloatField(allow_null=True)
    flags = QuestionFlagShape(many=True)


class BankAnalysisShape(serializers.Serializer[Any]):
    essay = serializers.CharField(source="bank")
    title = serializers.CharField()
    learners = serializers.IntegerField(help_text="0 where fewer than ten.")
    reliability = ReliabilityShape(allow_null=True)
    questions = QuestionShape(many=True)


class CountShape(serializers.Serializer[Any]):
    count = serializers.FloatField(allow_null=True, help_text="Null where withheld.")
    share = serializers.FloatField(allow_null=True)


class OptionShape(serializers.Serializer[Any]):
    letter = serializers.CharField()
    text = serializers.CharField(source="plain")
    right = serializers.BooleanField()
    misconception = serializers.CharField()
    chosen = CountShape(source="all")
    top = CountShape(help_text="Of the 27 % who do best on the other questions.")
    bottom = CountShape()
    correlation = EstimateShape(allow_null=True, help_text="Point-biserial, with the mean on the other questions.")


class GroupShape(serializers.Serializer[Any]):
    learners = serializers.IntegerField()
    rest = serializers.FloatField(help_text="Their mean on the other questions.")
    share = EstimateShape()


class VersionShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    current = serializers.BooleanField()
    first_answers = serializers.IntegerField(source="learners", allow_null=True, help_text="Null where withheld.")
    difficulty = EstimateShape(allow_null=True)


class QuestionAnalysisShape(serializers.Serializer[Any]):
    essay = serializers.CharField(source="bank")
    question = QuestionShape()
    version = serializers.IntegerField(allow_null=True, help_text="Null: all versions together.")
    options = OptionShape(many=True)
    extreme_size = serializers.IntegerField(source="extreme", allow_null=True)
    groups = GroupShape(many=True)
    reliability = ReliabilityShape(allow_null=True)
    versions = VersionShape(many=True)


class CohortItems(CohortView):
    @extend_schema(
        operation_id="cohorts_items", responses={200: BankAnalysisShape, 401: PROBLEM, 404: PROBLEM}, tags=["cohorts"]
    )
    def get(self, request: Request, ref: str, essay: str) -> Response:
        """How the questions of an assigned essay work, on first answers: for those who teach the cohort."""
        seat = seat_of(self.person(request), ref, TEACHING)
        return Response(BankAnalysisShape(of_bank(seat, analysed(seat.cohort), essay)).data)


class CohortItem(CohortView):
    @extend_schema(
        operation_id="cohorts_item",
        parameters=[VERSION],
        responses={200: QuestionAnalysisShape, 401: PROBLEM, 404: PROBLEM},
        tags=["cohorts"],
    )
    def get(self, request: Request, ref: str, essay: str, item: str) -> Response:
        """One question with its answers, its observed curve and its versions."""
        seat = seat_of(self.person(request), ref, TEACHING)
        found = of_question(seat, essay, item, version_asked(request.query_params.get("version", "")))
        return Response(QuestionAnalysisShape(found).data)

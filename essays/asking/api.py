"""The API of reviews and of the tests around an essay: the same verbs as the pages."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.afresh import answer_afresh, fresh_question, turns
from assessments.serializers import AnsweredShape
from essays.asking.questions import items_by_objective, next_question
from essays.asking.testing import compared, entry_of, tests_of
from overlook.accounts.models import Learner, User
from overlook.accounts.services import learner_for
from overlook.kit.clock import now
from overlook.kit.errors import Invalid, NotFound
from overlook.progress.models import Confidence
from overlook.progress.reviews import REVIEW

KEY = OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True)
PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="problem+json with `code`.")


class ReviewQuestionShape(serializers.Serializer[Any]):
    essay = serializers.SlugField()
    item = serializers.SlugField()
    objective = serializers.CharField()
    text = serializers.CharField(help_text="The objective.")
    reason = serializers.CharField(help_text="`due`, `weak` or `thin` (too little evidence).")
    why = serializers.ListField(child=serializers.CharField())
    chance = serializers.FloatField(help_text="Of a right answer, as far as can be told.")
    turn = serializers.IntegerField(help_text="Send it back with the answer.")
    version = serializers.CharField()
    type = serializers.CharField()
    question = serializers.DictField(help_text="As in an attempt.")


class ReviewAnswerRequest(serializers.Serializer[Any]):
    essay = serializers.SlugField(max_length=80)
    item = serializers.SlugField(max_length=80)
    turn = serializers.IntegerField(min_value=0, max_value=1_000_000)
    answer = serializers.DictField(help_text="As in a response to an attempt.")
    confidence = serializers.ChoiceField(choices=Confidence.choices, required=False, default="")
    version = serializers.CharField(max_length=64, required=False)


class SittingShape(serializers.Serializer[Any]):
    right = serializers.FloatField()
    n = serializers.IntegerField()


class EssayTestShape(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="`pre`, `post` or `delayed`.")
    title = serializers.CharField()
    standing = serializers.CharField(source="state", help_text="`ready`, `running`, `taken`, `waiting` or `past`.")
    questions = serializers.IntegerField()
    sitting = SittingShape(allow_null=True)
    taken_at = serializers.DateTimeField(allow_null=True)
    opens_at = serializers.DateTimeField(allow_null=True)


class GainShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    change = serializers.FloatField(source="gain.change", allow_null=True, help_text="Normalised change, -1 to 1.")
    low = serializers.FloatField(source="gain.low")
    high = serializers.FloatField(source="gain.high")
    verdict = serializers.CharField(source="gain.state")
    sentence = serializers.CharField()


class EssayTestsShape(serializers.Serializer[Any]):
    tests = EssayTestShape(many=True)
    gains = GainShape(many=True)


class NextReview(APIView):
    @extend_schema(
        operation_id="me_reviews_next",
        responses={200: ReviewQuestionShape, 204: OpenApiResponse(description="Nothing to ask now."), 401: PROBLEM},
        tags=["me"],
    )
    def get(self, request: Request) -> Response:
        """The question to ask now in your variant, and why it is asked."""
        learner = _learner(request)
        chosen = next_question(learner, at=now())
        if chosen is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        turn = turns(learner, chosen.essay, chosen.item)
        asked = fresh_question(learner, chosen.essay, chosen.item, turn=turn)
        answer = Response(ReviewQuestionShape({**vars(chosen), **asked, "turn": turn}).data)
        answer["Cache-Control"] = "no-store"
        return answer


class ReviewAnswers(APIView):
    @extend_schema(
        operation_id="me_reviews_answer",
        request=ReviewAnswerRequest,
        parameters=[KEY],
        responses={201: AnsweredShape, 200: AnsweredShape, 401: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
        tags=["me"],
    )
    def post(self, request: Request) -> Response:
        """Answer a question of a review. A turn that is over is refused with 409: ask for the next question."""
        learner = _learner(request)
        body = ReviewAnswerRequest(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        if (said["essay"], said["item"]) not in {pair for pairs in items_by_objective().values() for pair in pairs}:
            raise NotFound(_("There is no such question."))
        answered = answer_afresh(
            learner=learner,
            bank=said["essay"],
            item_id=said["item"],
            turn=said["turn"],
            payload={**said["answer"], "version": said.get("version", "")},
            idempotency_key=_key(request),
            context=REVIEW,
            confidence=said["confidence"],
            at=now(),
        )
        code = status.HTTP_200_OK if answered.repeated else status.HTTP_201_CREATED
        return Response(AnsweredShape(answered).data, status=code)


class EssayTests(APIView):
    @extend_schema(
        operation_id="essays_tests", responses={200: EssayTestsShape, 401: PROBLEM, 404: PROBLEM}, tags=["essays"]
    )
    def get(self, request: Request, slug: str) -> Response:
        """Your tests before and after an essay and a week later, and what you gained between them."""
        learner = _learner(request)
        found = tests_of(learner, entry_of(slug).slug, at=now())
        answer = Response(EssayTestsShape({"tests": found, "gains": compared(found)}).data)
        answer["Cache-Control"] = "no-store"
        return answer


def _learner(request: Request) -> Learner:
    if not isinstance(request.user, User):
        raise NotAuthenticated(_("Sign in, or send a token of yours as `Authorization: Bearer …`."))
    return learner_for(request.user)


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        sentence = _("Send an Idempotency-Key header, so that a repeated request is not a second answer.")
        raise Invalid(sentence, code="idempotency-key-missing", fields={"Idempotency-Key": [sentence]})
    return key

"""The REST API of attempts: open, answer, hand in, read. The same verbs as the pages."""

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments import selectors, serializers, services
from assessments.models import Attempt
from overlook.accounts.models import Learner, User
from overlook.accounts.services import learner_for
from overlook.kit.clock import now
from overlook.kit.errors import Invalid

KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="1 to 100 characters. The same key with the same answer gives the stored result; with another, 422.",
)
PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="problem+json with `code` and `errors` by field.")


class Attempts(APIView):
    @extend_schema(
        operation_id="attempts_open",
        request=serializers.AttemptRequest,
        responses={
            201: serializers.AttemptShape,
            401: PROBLEM,
            403: PROBLEM,
            404: PROBLEM,
            422: PROBLEM,
        },
    )
    def post(self, request: Request) -> Response:
        """Open an attempt, or get the one that is open."""
        learner = _learner(request)
        body = serializers.AttemptRequest(data=request.data)
        body.is_valid(raise_exception=True)
        assessment = selectors.practice_assessment(body.validated_data["assessment"])
        attempt = services.open_attempt(learner=learner, assessment=assessment, at=now())
        address = reverse("assessments_api:attempt", args=[attempt.ref])
        return Response(_shape(attempt), status=status.HTTP_201_CREATED, headers={"Location": address})


class AttemptView(APIView):
    @extend_schema(operation_id="attempts_read", responses={200: serializers.AttemptShape, 401: PROBLEM, 404: PROBLEM})
    def get(self, request: Request, ref: str) -> Response:
        """One of your attempts, with its questions and what was told about your answers."""
        return Response(_shape(_own(request, ref)))


class Responses(APIView):
    @extend_schema(
        operation_id="attempts_respond",
        request=serializers.ResponseRequest,
        parameters=[KEY],
        responses={
            201: serializers.AnsweredShape,
            200: OpenApiResponse(serializers.AnsweredShape, description="The key was used before: what was stored."),
            401: PROBLEM,
            403: PROBLEM,
            404: PROBLEM,
            409: PROBLEM,
            422: PROBLEM,
        },
    )
    def post(self, request: Request, ref: str) -> Response:
        """Answer an item. What cannot be read is refused with a sentence, and costs no try."""
        attempt = _own(request, ref)
        body = serializers.ResponseRequest(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        answered = services.respond(
            attempt=attempt,
            item_id=said["item"],
            payload={**said["answer"], "version": said.get("version", "")},
            idempotency_key=_key(request),
            confidence=said["confidence"],
            at=now(),
        )
        code = status.HTTP_200_OK if answered.repeated else status.HTTP_201_CREATED
        return Response(serializers.AnsweredShape(answered).data, status=code)


class DraftOfQuestion(APIView):
    @extend_schema(
        operation_id="attempts_draft_read",
        responses={200: serializers.StoredDraftShape, 401: PROBLEM, 404: PROBLEM},
    )
    def get(self, request: Request, ref: str, number: int) -> Response:
        """What is saved for a question; 404 while nothing is."""
        stored = selectors.stored_draft(_own(request, ref), number)
        return Response(serializers.StoredDraftShape(stored).data)

    @extend_schema(
        operation_id="attempts_draft_save",
        request=serializers.DraftRequest,
        responses={
            200: serializers.SavedDraftShape,
            401: PROBLEM,
            403: PROBLEM,
            404: PROBLEM,
            409: OpenApiResponse(
                OpenApiTypes.OBJECT,
                description="`draft-conflict`: another tab wrote meanwhile; `attempt-late`; `attempt-closed`.",
            ),
            422: PROBLEM,
        },
    )
    def put(self, request: Request, ref: str, number: int) -> Response:
        """Save a draft. What arrives twice or is overtaken by a later one of the same writer changes nothing."""
        body = serializers.DraftRequest(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        saved = services.save_draft(
            attempt=_own(request, ref),
            number=number,
            payload=said["answer"],
            revision=said["revision"],
            seen=said["seen"],
            writer=said["writer"],
            at=now(),
        )
        return Response(serializers.SavedDraftShape(saved).data)


class Clock(APIView):
    @extend_schema(operation_id="attempts_clock", responses={200: serializers.ClockShape, 401: PROBLEM, 404: PROBLEM})
    def get(self, request: Request, ref: str) -> Response:
        """The server's time and the end of the attempt as it stands now: a multiplier moves it while it runs."""
        attempt = _own(request, ref)
        said = {"now": now(), "deadline": attempt.deadline, "state": attempt.state}
        return Response(serializers.ClockShape(said).data)


class Submission(APIView):
    @extend_schema(
        operation_id="attempts_submit",
        request=None,
        responses={200: serializers.AttemptShape, 401: PROBLEM, 403: PROBLEM, 404: PROBLEM},
    )
    def post(self, request: Request, ref: str) -> Response:
        """Hand in; drafts that can be read become answers. A second time changes nothing."""
        return Response(_shape(services.submit_attempt(attempt=_own(request, ref), at=now())))


def _learner(request: Request) -> Learner:
    if not isinstance(request.user, User):
        raise NotAuthenticated(_("Sign in, or send a token of yours as `Authorization: Bearer …`."))
    return learner_for(request.user)


def _own(request: Request, ref: str) -> Attempt:
    return services.settle(attempt=selectors.own_attempt(_learner(request), ref[:32]), at=now())


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        sentence = _("Send an Idempotency-Key header, so that a repeated request is not a second answer.")
        raise Invalid(sentence, code="idempotency-key-missing", fields={"Idempotency-Key": [sentence]})
    return key


def _shape(attempt: Attempt) -> object:
    return serializers.AttemptShape(selectors.attempt_view(attempt, at=now())).data

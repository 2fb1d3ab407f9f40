"""The API of a cohort's board: one's own place among those around, and whether one is on it."""

from typing import Any, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from overlook.accounts.models import User
from overlook.accounts.permissions import TokenScope
from overlook.cohorts.boards import board_of, take_place
from overlook.cohorts.models import Enrolment, Role
from overlook.cohorts.selectors import seat_of
from overlook.kit.clock import now

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="problem+json with `code`.")


class PlaceShape(serializers.Serializer[Any]):
    rank = serializers.IntegerField()
    pseudonym = serializers.CharField()
    points = serializers.IntegerField()
    own = serializers.BooleanField()


class BoardShape(serializers.Serializer[Any]):
    open = serializers.BooleanField(help_text="Whether an instructor has opened a board.")
    joined = serializers.BooleanField()
    members = serializers.IntegerField()
    points = serializers.IntegerField(help_text="Your own, of the last 28 days; 0 while you are not on it.")
    places = PlaceShape(many=True, help_text="Five above and five below you; empty under five members.")


class BoardRequest(serializers.Serializer[Any]):
    joined = serializers.BooleanField()


class CohortBoard(APIView):
    permission_classes = [IsAuthenticated, TokenScope]

    @extend_schema(
        operation_id="cohorts_board", responses={200: BoardShape, 401: PROBLEM, 404: PROBLEM}, tags=["cohorts"]
    )
    def get(self, request: Request, ref: str) -> Response:
        """The board of a cohort that you are in, as you may see it."""
        return _told(_seat(request, ref))

    @extend_schema(
        operation_id="cohorts_board_place",
        request=BoardRequest,
        responses={200: BoardShape, 401: PROBLEM, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
        tags=["cohorts"],
    )
    def put(self, request: Request, ref: str) -> Response:
        """Be on the board, or no longer."""
        seat = _seat(request, ref)
        body = BoardRequest(data=request.data)
        body.is_valid(raise_exception=True)
        take_place(seat=seat, on=body.validated_data["joined"], at=now())
        return _told(seat)


def _seat(request: Request, ref: str) -> Enrolment:
    return seat_of(cast("User", request.user), ref, list(Role))


def _told(seat: Enrolment) -> Response:
    answer = Response(BoardShape(board_of(seat, at=now())).data)
    answer["Cache-Control"] = "no-store"
    return answer

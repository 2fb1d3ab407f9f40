"""The API of cohorts, for those who teach. A token needs the scope ``cohorts.read``."""

from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from overlook.accounts.models import User
from overlook.accounts.permissions import COHORTS_READ, TokenScope
from overlook.cohorts.models import STAFF, TUTORING, Enrolment
from overlook.cohorts.results import result_rows, results_of
from overlook.cohorts.selectors import dashboard, seat_of
from overlook.cohorts.serializers import (
    CohortPage,
    CohortSerializer,
    DashboardSerializer,
    PersonPage,
    PersonSerializer,
    ResultPage,
    ResultSerializer,
    ResultsQuery,
)
from overlook.kit.clock import now
from overlook.kit.pagination import CursorPages

CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="From `next` or `previous` of a page.")
LIMIT = OpenApiParameter("limit", OpenApiTypes.INT, description="Rows per page, at most 200.")


class CohortView(APIView):
    permission_classes = [IsAuthenticated, TokenScope]
    required_scopes: Any = (COHORTS_READ,)

    def person(self, request: Request) -> User:
        return cast("User", request.user)


class CohortPages(CursorPages):
    ordering = "id"


class ResultPages(CursorPages):
    ordering = ("last_at", "id")  # type: ignore[assignment]  # a tuple is allowed; the base only names one


class CohortList(CohortView):
    @extend_schema(operation_id="cohorts_list", parameters=[CURSOR, LIMIT], responses=CohortPage, tags=["cohorts"])
    def get(self, request: Request) -> Response:
        """The cohorts that you teach, assist or observe."""
        pages = CohortPages()
        seats = Enrolment.objects.seats_of(self.person(request), STAFF)
        page = pages.paginate_queryset(seats, request, view=self)
        return pages.get_paginated_response(CohortSerializer(page, many=True).data)


class CohortDashboard(CohortView):
    @extend_schema(operation_id="cohorts_dashboard", responses=DashboardSerializer, tags=["cohorts"])
    def get(self, request: Request, ref: str) -> Response:
        """Everything that the dashboard page shows, as you may see it."""
        seat = seat_of(self.person(request), ref, STAFF)
        return Response(DashboardSerializer(dashboard(seat, at=now())).data)


class CohortLearners(CohortView):
    @extend_schema(
        operation_id="cohorts_learners",
        parameters=[CURSOR, LIMIT],
        responses=PersonPage,
        tags=["cohorts"],
    )
    def get(self, request: Request, ref: str) -> Response:
        """The learners with their flags and their standing on each objective."""
        seat = seat_of(self.person(request), ref, TUTORING)
        pages = CohortPages()
        enrolments = Enrolment.objects.filter(cohort=seat.cohort).learning()
        page = pages.paginate_queryset(enrolments, request, view=self) or []
        by_ref = {person.ref: person for person in dashboard(seat, at=now()).people}
        people = [by_ref[enrolment.ref] for enrolment in page if enrolment.ref in by_ref]
        return pages.get_paginated_response(PersonSerializer(people, many=True).data)


class CohortResults(CohortView):
    @extend_schema(
        operation_id="cohorts_results",
        parameters=[ResultsQuery, CURSOR, LIMIT],
        responses=ResultPage,
        tags=["cohorts"],
    )
    def get(self, request: Request, ref: str) -> Response:
        """One row per learner and objective, oldest change first: poll with the last `updated_at` that you have."""
        seat = seat_of(self.person(request), ref, TUTORING)
        query = ResultsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        pages = ResultPages()
        rows: QuerySet[Any] = results_of(seat, since=query.validated_data.get("updated_since"))
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(ResultSerializer(result_rows(seat, page), many=True).data)

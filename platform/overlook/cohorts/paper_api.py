"""The API of papers: for learners to see and begin theirs, for those who teach to assign them and give time."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.selectors import attempt_view
from assessments.serializers import AttemptShape
from overlook.accounts.permissions import COHORTS_READ, COHORTS_WRITE, READ, WRITE
from overlook.cohorts import deadlines, papers, services
from overlook.cohorts import paper_serializers as shapes
from overlook.cohorts.api import CURSOR, LIMIT, CohortPages, CohortView
from overlook.cohorts.models import TEACHING, TUTORING, Assignment, Enrolment, Role
from overlook.cohorts.selectors import enrolment_of, essays_on_offer, seat_of
from overlook.kit.clock import now
from overlook.kit.errors import Invalid

DATED = ("essay", "questions", "opens", "due", "closes")


class Papers(CohortView):
    required_scopes: Any = {"GET": (COHORTS_READ,), "POST": (COHORTS_WRITE,)}

    @extend_schema(
        operation_id="cohorts_papers_list", parameters=[CURSOR, LIMIT], responses=shapes.PaperPage, tags=["cohorts"]
    )
    def get(self, request: Request, ref: str) -> Response:
        """The papers that are assigned to a cohort which you teach or assist."""
        seat = seat_of(self.person(request), ref, TUTORING)
        pages = CohortPages()
        rows = Assignment.objects.filter(cohort=seat.cohort, kind=Assignment.Kind.PAPER)
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(shapes.PaperSerializer(page, many=True).data)

    @extend_schema(
        operation_id="cohorts_papers_assign",
        request=shapes.PaperRequest,
        responses={201: shapes.PaperSerializer},
        tags=["cohorts"],
    )
    def post(self, request: Request, ref: str) -> Response:
        """Assign the paper of an essay with its policy. Times are wall time in the cohort's zone."""
        seat = seat_of(self.person(request), ref, TEACHING)
        body = shapes.PaperRequest(data=request.data)
        body.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(body.validated_data)
        dated = {name: given.pop(name) for name in DATED}
        title = dict(essays_on_offer()).get(dated["essay"])
        if title is None:
            raise Invalid("Not assigned.", fields={"essay": ["There is no such published essay."]})
        policy = papers.policy_of(**given)
        made = papers.assign_paper(cohort=seat.cohort, title=title, policy=policy, at=now(), **dated)
        return Response(shapes.PaperSerializer(made).data, status=status.HTTP_201_CREATED)


class Extensions(CohortView):
    required_scopes = (COHORTS_WRITE,)

    @extend_schema(
        operation_id="cohorts_papers_extend",
        request=shapes.ExtensionsRequest,
        responses=shapes.ExtensionsShape,
        tags=["cohorts"],
    )
    def put(self, request: Request, ref: str, assignment: str) -> Response:
        """Give extensions in calendar days; they reach sittings that are under way."""
        seat = seat_of(self.person(request), ref, TEACHING)
        found = papers.paper_of(seat.cohort, assignment)
        body = shapes.ExtensionsRequest(data=request.data)
        body.is_valid(raise_exception=True)
        days = body.validated_data["days"]
        changed = deadlines.extend(assignment=found, days=days, by=self.person(request), at=now())
        return Response(shapes.ExtensionsShape({"changed": changed}).data)


class TimeOfLearner(CohortView):
    required_scopes = (COHORTS_WRITE,)

    @extend_schema(
        operation_id="cohorts_learner_time", request=shapes.TimeRequest, responses=shapes.TimeShape, tags=["cohorts"]
    )
    def put(self, request: Request, ref: str, member: str) -> Response:
        """Give a learner more time in everything that is timed, also in what is under way."""
        seat = seat_of(self.person(request), ref, TEACHING)
        enrolment = enrolment_of(seat.cohort, member)
        body = shapes.TimeRequest(data=request.data)
        body.is_valid(raise_exception=True)
        multiplier = body.validated_data["time_multiplier"]
        services.change_enrolment(enrolment=enrolment, role=Role(enrolment.role), time_multiplier=multiplier, at=now())
        return Response(shapes.TimeShape(enrolment).data)


class OwnPapers(CohortView):
    required_scopes = (READ,)

    @extend_schema(
        operation_id="papers_list", parameters=[CURSOR, LIMIT], responses=shapes.OwnPaperPage, tags=["papers"]
    )
    def get(self, request: Request) -> Response:
        """The papers that are assigned to you and have opened, with your sittings."""
        pages = CohortPages()
        rows = own_papers(self.person(request).pk).filter(opens_at__lte=now())
        page = pages.paginate_queryset(rows, request, view=self) or []
        seats = {seat.cohort_id: seat for seat in Enrolment.objects.seats_of(self.person(request), [Role.LEARNER])}
        found = [papers.own_paper(seats[paper.cohort_id], paper, at=now()) for paper in page]
        return pages.get_paginated_response(shapes.OwnPaperSerializer(found, many=True).data)


class OwnSittings(CohortView):
    required_scopes = (WRITE,)

    @extend_schema(operation_id="papers_begin", request=None, responses={201: AttemptShape}, tags=["papers"])
    def post(self, request: Request, ref: str) -> Response:
        """Begin a sitting of a paper, or get the one that is open."""
        attempt = papers.begin_paper(user=self.person(request), ref=ref[:32], at=now())
        address = reverse("assessments_api:attempt", args=[attempt.ref])
        shape = AttemptShape(attempt_view(attempt, at=now())).data
        return Response(shape, status=status.HTTP_201_CREATED, headers={"Location": address})


def own_papers(user: int) -> QuerySet[Assignment]:
    mine = Enrolment.objects.filter(user=user).learning()
    rows = Assignment.objects.filter(kind=Assignment.Kind.PAPER, cohort__in=mine.values("cohort"))
    return rows.select_related("cohort")

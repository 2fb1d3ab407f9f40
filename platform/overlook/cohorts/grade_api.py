"""The API of a cohort's grades: a feed of what changed, and one grade that is read and set under its ETag."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.models import Grade
from overlook.accounts.permissions import COHORTS_READ, COHORTS_WRITE
from overlook.cohorts.api import CURSOR, LIMIT, CohortPages, CohortView
from overlook.cohorts.gradebook import Cell, Column
from overlook.cohorts.grading import OneGrade, cell_of, columns_of, grade_rows, one_grade, set_grade
from overlook.cohorts.models import TEACHING, TUTORING, Enrolment
from overlook.cohorts.selectors import seat_of
from overlook.cohorts.serializers import Page, ResultsQuery
from overlook.kit.clock import now
from overlook.kit.conditions import etag, seen_revision

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="problem+json with `code` and `errors` by field.")
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The `etag` that you read. Another by now: 412, and nothing is changed. None: 428.",
)


def _grade(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=7, decimal_places=6, allow_null=True, **more)


class GradeShape(serializers.Serializer[Any]):
    assignment = serializers.CharField()
    learner = serializers.CharField(help_text="As in the list of learners.")
    grade = _grade(help_text="What counts, 0 to 1; null where there is nothing to grade yet, which is not 0.")
    computed = _grade(help_text="What the answers give.")
    override = _grade(help_text="What was set by hand; null where nothing was.")
    etag = serializers.CharField(help_text="For `If-Match`.")
    updated_at = serializers.DateTimeField(allow_null=True)


class GradePage(Page):
    results = GradeShape(many=True)


class RevisionShape(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    grade = _grade(source="effective")
    computed = _grade()
    override = _grade()
    cause = serializers.ChoiceField(
        ["answer", "handed-in", "regrade", "undo", "override", "lifted", "claim"], help_text="What changed it."
    )
    by = serializers.CharField(source="who", help_text="Empty where nobody did, or where you may not know names.")
    note = serializers.CharField()
    regrade = serializers.CharField(help_text="Which regrade; empty where none.")


class GradeWithHistory(GradeShape):
    history = RevisionShape(many=True, help_text="Every change, newest first.")


class GradeRequest(serializers.Serializer[Any]):
    grade = serializers.DecimalField(
        max_digits=7, decimal_places=6, min_value=0, max_value=1, allow_null=True, help_text="Null lifts what was set."
    )
    note = serializers.CharField(max_length=500, help_text="Why; kept with the grade.")


class GradePages(CohortPages):
    ordering = ("changed_at", "id")  # type: ignore[assignment]  # a tuple is allowed; the base only names one


class CohortGrades(CohortView):
    @extend_schema(
        operation_id="cohorts_grades", parameters=[ResultsQuery, CURSOR, LIMIT], responses=GradePage, tags=["cohorts"]
    )
    def get(self, request: Request, ref: str) -> Response:
        """One row per assignment and learner, oldest change first: poll with the last `updated_at` that you have."""
        seat = seat_of(self.person(request), ref, TUTORING)
        query = ResultsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        columns, pages = columns_of(seat.cohort), GradePages()
        rows = grade_rows(seat, columns, since=query.validated_data.get("updated_since"))
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(GradeShape(_told(seat, columns, page), many=True).data)


class CohortGrade(CohortView):
    required_scopes: Any = {"GET": (COHORTS_READ,), "PUT": (COHORTS_WRITE,)}

    @extend_schema(
        operation_id="cohorts_grade", responses={200: GradeWithHistory, 401: PROBLEM, 404: PROBLEM}, tags=["cohorts"]
    )
    def get(self, request: Request, ref: str, assignment: str, member: str) -> Response:
        """One grade with its whole history; its ETag is that of its newest revision."""
        seat = seat_of(self.person(request), ref, TUTORING)
        return _one(one_grade(seat, assignment, member))

    @extend_schema(
        operation_id="cohorts_grade_set",
        request=GradeRequest,
        parameters=[IF_MATCH],
        responses={
            200: GradeWithHistory,
            401: PROBLEM,
            403: PROBLEM,
            404: PROBLEM,
            412: PROBLEM,
            422: PROBLEM,
            428: PROBLEM,
        },
        tags=["cohorts"],
    )
    def put(self, request: Request, ref: str, assignment: str, member: str) -> Response:
        """Set a grade by hand, or lift what was set; what the answers give stays beside it."""
        seat = seat_of(self.person(request), ref, TEACHING)
        one_grade(seat, assignment, member)
        seen = seen_revision(request.headers.get("If-Match"))
        body = GradeRequest(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        set_grade(
            seat, assignment=assignment, member=member, value=said["grade"], note=said["note"], seen=seen, at=now()
        )
        return _one(one_grade(seat, assignment, member))


def _one(found: OneGrade) -> Response:
    told = {**_shape(found.column, found.seat.ref, found.cell, found.changed_at), "history": found.history}
    answer = Response(GradeWithHistory(told).data)
    answer["ETag"] = etag(found.cell.revision)
    answer["Cache-Control"] = "no-store"
    return answer


def _told(seat: Enrolment, columns: Iterable[Column], rows: list[Grade]) -> list[dict[str, Any]]:
    seats = dict(
        Enrolment.objects.filter(cohort=seat.cohort_id, user__learner__in=[row.learner_id for row in rows]).values_list(
            "user__learner", "ref"
        )
    )
    # Every row belongs to one column: one essay is assigned once as a reading, and a paper has its own context.
    by_place = {(column.assessment, context): column for column in columns for context in (column.pool, column.context)}
    placed = ((row, by_place[(row.assessment_id, row.context)]) for row in rows)
    return [_shape(column, seats[row.learner_id], cell_of(row, column), row.changed_at) for row, column in placed]


def _shape(column: Column, learner: str, cell: Cell, changed_at: Any) -> dict[str, Any]:
    return {
        "assignment": column.ref,
        "learner": learner,
        "grade": cell.effective,
        "computed": cell.computed,
        "override": cell.override,
        "etag": etag(cell.revision),
        "updated_at": changed_at,
    }

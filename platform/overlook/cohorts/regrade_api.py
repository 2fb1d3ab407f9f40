"""The API of regrading a cohort's paper: its own learners' answers, and nobody else's."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.regrade_api import (
    PROBLEM,
    PlanShape,
    RegradeRequest,
    RegradeShape,
    UndoRequest,
    listed,
    regraded,
    undone,
)
from assessments.regrade_pages import Desk
from overlook.accounts.permissions import COHORTS_READ, COHORTS_WRITE
from overlook.cohorts.api import CohortView
from overlook.cohorts.models import TEACHING
from overlook.cohorts.regrade_views import desk_of
from overlook.cohorts.selectors import seat_of


class _PaperView(CohortView):
    required_scopes: Any = {"GET": (COHORTS_READ,), "POST": (COHORTS_WRITE,)}

    def desk(self, request: Request, ref: str, assignment: str) -> Desk:
        return desk_of(seat_of(self.person(request), ref, TEACHING), assignment)


class PaperRegrades(_PaperView):
    @extend_schema(
        operation_id="cohorts_regrades",
        responses={200: RegradeShape(many=True), 401: PROBLEM, 404: PROBLEM},
        tags=["cohorts"],
    )
    def get(self, request: Request, ref: str, assignment: str) -> Response:
        """The regrades that reached this paper, newest first."""
        desk = self.desk(request, ref, assignment)
        return listed(desk.bank, desk.scope)

    @extend_schema(
        operation_id="cohorts_regrade",
        request=RegradeRequest,
        responses={200: PlanShape, 401: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
        tags=["cohorts"],
    )
    def post(self, request: Request, ref: str, assignment: str) -> Response:
        """Without `agreed` a dry run over this cohort's answers; with it, what was seen is applied."""
        desk = self.desk(request, ref, assignment)
        return regraded(desk.bank, desk.scope, desk.user, request.data)


class PaperUndo(_PaperView):
    @extend_schema(
        operation_id="cohorts_regrade_undo",
        request=UndoRequest,
        responses={200: RegradeShape, 401: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
        tags=["cohorts"],
    )
    def post(self, request: Request, ref: str, assignment: str, regrade: str) -> Response:
        """Take a regrade of this paper back. A second time changes nothing."""
        desk = self.desk(request, ref, assignment)
        return undone(desk.bank, desk.scope, desk.user, regrade, request.data)

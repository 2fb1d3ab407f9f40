"""The API of regrading: a dry run, its application, its undoing. The same verbs as the pages and the command."""

from typing import Any, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.models import Bank, Regrade
from assessments.regrade_selectors import Scope, own_regrade, proposal_of, question, regrades_in
from assessments.regrade_views import owned_bank
from assessments.regrades import apply_regrade, undo_regrade
from assessments.regrading import Plan, plan_regrade
from overlook.accounts.models import Learner, User
from overlook.accounts.permissions import TokenScope
from overlook.kit.clock import now

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="problem+json with `code` and `errors` by field.")
MOST_SHOWN = 1000


class RegradeRequest(serializers.Serializer[Any]):
    item = serializers.SlugField(max_length=80)
    seen = serializers.IntegerField(min_value=1, help_text="Number of the version that was answered.")
    mended = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, default=None, help_text="Version to score by; the present one."
    )
    policy = serializers.ChoiceField(choices=Regrade.Policy.choices, default=Regrade.Policy.BEST)
    may_lower = serializers.BooleanField(default=False)
    agreed = serializers.CharField(
        max_length=64, required=False, default="", help_text="`agreed` of a dry run: apply it. Empty: a dry run."
    )
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True, help_text="Why.")


class UndoRequest(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class RegradeShape(serializers.Serializer[Any]):
    id = serializers.CharField(source="ref")
    item = serializers.CharField(source="item.slug")
    seen = serializers.IntegerField(source="from_version.number")
    mended = serializers.IntegerField(source="to_version.number", allow_null=True, default=None)
    policy = serializers.ChoiceField(choices=Regrade.Policy.choices)
    may_lower = serializers.BooleanField()
    note = serializers.CharField()
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(source="undo.at", allow_null=True, default=None)


class RegradedShape(serializers.Serializer[Any]):
    learner = serializers.CharField(help_text="A reference that holds within this answer's organisation.")
    before = serializers.DecimalField(max_digits=7, decimal_places=6, allow_null=True)
    after = serializers.DecimalField(max_digits=7, decimal_places=6, allow_null=True)
    direction = serializers.ChoiceField(["rises", "falls"])
    override = serializers.DecimalField(
        max_digits=7, decimal_places=6, allow_null=True, help_text="Set by hand: it stays."
    )


class PlanShape(serializers.Serializer[Any]):
    agreed = serializers.CharField(help_text="Send it back to apply exactly this.")
    answers = serializers.IntegerField()
    rescored = serializers.IntegerField()
    unread = serializers.IntegerField(help_text="Answers that the version cannot read; they keep their scores.")
    rising = serializers.IntegerField()
    falling = serializers.IntegerField()
    grades = RegradedShape(many=True, help_text="Who falls and who rises; at most a thousand.")
    applied = RegradeShape(allow_null=True)


class RegradeView(APIView):
    permission_classes = [IsAuthenticated, TokenScope]

    def person(self, request: Request) -> User:
        return cast("User", request.user)


class BankRegrades(RegradeView):
    @extend_schema(operation_id="banks_regrades", responses={200: RegradeShape(many=True), 401: PROBLEM, 404: PROBLEM})
    def get(self, request: Request, bank: str) -> Response:
        """The regrades of a bank that is yours, newest first."""
        return listed(owned_bank(self.person(request), bank), None)

    @extend_schema(
        operation_id="banks_regrade",
        request=RegradeRequest,
        responses={200: PlanShape, 401: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request, bank: str) -> Response:
        """Without `agreed` a dry run; with it, what was seen is applied."""
        user = self.person(request)
        return regraded(owned_bank(user, bank), None, user, request.data)


class BankUndo(RegradeView):
    @extend_schema(
        operation_id="banks_regrade_undo",
        request=UndoRequest,
        responses={200: RegradeShape, 401: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request, bank: str, regrade: str) -> Response:
        """Take a regrade back. A second time changes nothing."""
        user = self.person(request)
        return undone(owned_bank(user, bank), None, user, regrade, request.data)


def listed(bank: Bank, scope: Scope) -> Response:
    rows = regrades_in(scope).filter(item__bank=bank).select_related("item")
    return Response(RegradeShape(rows[:MOST_SHOWN], many=True).data)


def regraded(bank: Bank, scope: Scope, user: User, data: Any) -> Response:
    """A dry run, or what was agreed to, applied."""
    body = RegradeRequest(data=data)
    body.is_valid(raise_exception=True)
    said = body.validated_data
    proposal = proposal_of(
        question(bank, said["item"], scope),
        scope,
        seen=said["seen"],
        mended=said["mended"],
        policy=said["policy"],
        may_lower=said["may_lower"],
    )
    plan = plan_regrade(proposal)
    applied = (
        apply_regrade(proposal=proposal, agreed=said["agreed"], note=said["note"], by=user, at=now())
        if said["agreed"]
        else None
    )
    return Response(PlanShape(_told(plan, applied)).data)


def undone(bank: Bank, scope: Scope, user: User, ref: str, data: Any) -> Response:
    regrade = own_regrade(bank, ref[:32], scope)
    body = UndoRequest(data=data)
    body.is_valid(raise_exception=True)
    undo_regrade(regrade=regrade, note=body.validated_data["note"], by=user, at=now())
    return Response(RegradeShape(own_regrade(bank, ref[:32], scope)).data)


def _told(plan: Plan, applied: Regrade | None) -> dict[str, Any]:
    changed = (*plan.falling, *plan.rising)[:MOST_SHOWN]
    names = dict(Learner.objects.filter(pk__in=[row.learner for row in changed]).values_list("pk", "ref"))
    return {
        "agreed": plan.sha256,
        "answers": len(plan.answers),
        "rescored": len(plan.rescored),
        "unread": len(plan.unread),
        "rising": len(plan.rising),
        "falling": len(plan.falling),
        "grades": [
            {
                "learner": names[row.learner],
                "before": row.before,
                "after": row.after,
                "direction": row.direction,
                "override": row.override,
            }
            for row in changed
        ],
        "applied": applied,
    }

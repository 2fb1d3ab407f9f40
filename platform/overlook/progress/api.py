"""The REST API of one's own record: standing, reviews, points, badges, the week, confidence."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from overlook.accounts.models import Learner, User
from overlook.accounts.services import learner_for
from overlook.kit.clock import now
from overlook.progress import selectors, serializers, services
from overlook.progress.posterior import INTERVAL

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="problem+json with `code`.")


class MyRecord(APIView):
    """What is one's own: never stored by anybody on the way."""

    def learner(self, request: Request) -> Learner:
        if not isinstance(request.user, User):
            raise NotAuthenticated(_("Sign in, or send a token of yours as `Authorization: Bearer …`."))
        return learner_for(request.user)

    def answer(self, data: Any) -> Response:
        answer = Response(data)
        answer["Cache-Control"] = "no-store"
        return answer


class MyProgress(MyRecord):
    @extend_schema(operation_id="me_progress", responses={200: serializers.ProgressShape, 401: PROBLEM}, tags=["me"])
    def get(self, request: Request) -> Response:
        """Where you stand on every objective, each with its evidence count and interval."""
        found = selectors.standings(self.learner(request))
        return self.answer(serializers.ProgressShape({"interval": INTERVAL, "objectives": found}).data)


class MyReviews(MyRecord):
    @extend_schema(operation_id="me_reviews", responses={200: serializers.ReviewsShape, 401: PROBLEM}, tags=["me"])
    def get(self, request: Request) -> Response:
        """When each objective that you have recalled is met again, the next due first."""
        found = selectors.reviews(self.learner(request), at=now())
        due = sum(review.due for review in found)
        return self.answer(serializers.ReviewsShape({"due": due, "results": found}).data)


class MyPoints(MyRecord):
    @extend_schema(operation_id="me_xp", responses={200: serializers.LedgerShape, 401: PROBLEM}, tags=["me"])
    def get(self, request: Request) -> Response:
        """Your points, each with what it was given for, the newest first."""
        found = selectors.points(self.learner(request))
        total = sum(line.points for line in found)
        return self.answer(serializers.LedgerShape({"points": total, "results": found}).data)


class MyBadges(MyRecord):
    @extend_schema(operation_id="me_badges", responses={200: serializers.BadgesShape, 401: PROBLEM}, tags=["me"])
    def get(self, request: Request) -> Response:
        """Your badges: each is about one objective and says by what it was reached."""
        found = selectors.badges(self.learner(request))
        return self.answer(serializers.BadgesShape({"results": found}).data)


class MyConfidence(MyRecord):
    @extend_schema(
        operation_id="me_confidence", responses={200: serializers.ConfidenceShape, 401: PROBLEM}, tags=["me"]
    )
    def get(self, request: Request) -> Response:
        """How often you were right when you said how sure you were; a word used under five times has no share."""
        found = selectors.confidence(self.learner(request))
        return self.answer(serializers.ConfidenceShape({"interval": INTERVAL, "words": found}).data)


class MyWeek(MyRecord):
    @extend_schema(operation_id="me_week", responses={200: serializers.PracticeWeekShape, 401: PROBLEM}, tags=["me"])
    def get(self, request: Request) -> Response:
        """Your weekly goal and streak, in your own time zone."""
        learner = self.learner(request)
        found = selectors.streak(learner, zone=learner.time_zone, at=now())
        return self.answer(serializers.PracticeWeekShape(found, context={"zone": learner.time_zone}).data)

    @extend_schema(
        operation_id="me_week_goal",
        request=serializers.GoalRequest,
        responses={200: serializers.GoalShape, 401: PROBLEM, 403: PROBLEM, 422: PROBLEM},
        tags=["me"],
    )
    def put(self, request: Request) -> Response:
        """Set on how many days a week you mean to practise, from next Monday on."""
        learner = self.learner(request)
        body = serializers.GoalRequest(data=request.data)
        body.is_valid(raise_exception=True)
        today = now().astimezone(ZoneInfo(learner.time_zone)).date()
        goal = services.set_weekly_goal(learner=learner, days=body.validated_data["days"], today=today)
        return self.answer(serializers.GoalShape(goal).data)

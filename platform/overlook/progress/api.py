"""The REST API of one's own record."""

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from overlook.accounts.models import User
from overlook.accounts.services import learner_for
from overlook.progress.posterior import INTERVAL
from overlook.progress.selectors import standings
from overlook.progress.serializers import ProgressShape

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="problem+json with `code`.")


class MyProgress(APIView):
    @extend_schema(operation_id="me_progress", responses={200: ProgressShape, 401: PROBLEM})
    def get(self, request: Request) -> Response:
        """Where you stand on every objective, each with its evidence count and interval."""
        if not isinstance(request.user, User):
            raise NotAuthenticated(_("Sign in, or send a token of yours as `Authorization: Bearer …`."))
        found = standings(learner_for(request.user))
        answer = Response(ProgressShape({"interval": INTERVAL, "objectives": found}).data)
        answer["Cache-Control"] = "no-store"
        return answer

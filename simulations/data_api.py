"""The REST API of a learner's own data sets."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from overlook.kit.clock import now
from overlook.kit.errors import NotFound
from simulations import own_data, serializers
from simulations.api import PROBLEM, present, writer
from simulations.models import DataSet


class DataSets(APIView):
    @extend_schema(operation_id="data_sets_list", responses=serializers.DataSetShape(many=True))
    def get(self, request: Request) -> Response:
        """Your data sets, the newest first. Nobody else's are ever shown."""
        return _unkept(Response([_shape(found) for found in DataSet.objects.of(present(request))]))

    @extend_schema(
        operation_id="data_sets_create",
        request=serializers.DataSetRequest,
        responses={
            201: serializers.DataSetShape,
            401: PROBLEM,
            422: OpenApiResponse(PROBLEM.response, description="Row and column of what cannot be read, on `csv`."),
        },
    )
    def post(self, request: Request) -> Response:
        """Bring a table. The same table again is the data set that is there."""
        learner = writer(request)
        body = serializers.DataSetRequest(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        kept = own_data.add(learner=learner, name=given["name"], content=given["csv"], at=now())
        shape = _shape(kept)
        return Response(shape, status=status.HTTP_201_CREATED, headers={"Location": shape["url"]})


class DataSetView(APIView):
    @extend_schema(operation_id="data_sets_read", responses={200: serializers.DataSetWithRows, 404: PROBLEM})
    def get(self, request: Request, ref: str) -> Response:
        """One of your data sets, with its numbers."""
        found = _own(request, ref)
        return _unkept(Response(_shape(found) | {"csv": found.csv}))

    @extend_schema(
        operation_id="data_sets_delete",
        request=None,
        responses={204: OpenApiResponse(description="Deleted."), 404: PROBLEM},
    )
    def delete(self, request: Request, ref: str) -> Response:
        """Delete the data and everything that was computed from them."""
        writer(request)
        own_data.delete(data_set=_own(request, ref), at=now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _own(request: Request, ref: str) -> DataSet:
    found = DataSet.objects.of(present(request)).filter(ref=ref[:32]).first()
    if found is None:
        raise NotFound(_("There is no such data set, or it is not yours."))
    return found


def _shape(found: DataSet) -> dict[str, Any]:
    return {
        "id": found.ref,
        "name": found.name,
        "address": found.digest,
        "columns": found.columns,
        "rows": found.rows,
        "created_at": found.created_at,
        "url": reverse("simulations_api:data-set", args=[found.ref]),
    }


def _unkept(answer: Response) -> Response:
    answer["Cache-Control"] = "no-store"
    return answer

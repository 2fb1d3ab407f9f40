"""The REST API of simulations and runs."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from overlook.accounts.authentication import SiteSessionAuthentication
from overlook.accounts.models import Learner, User
from overlook.accounts.sessions import present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Conflict, Invalid, NotFound
from overlook.kit.refs import new_ref
from simulations import selectors, serializers, services, streams
from simulations.catalogue import simulation as find_simulation
from simulations.catalogue import simulations
from simulations.engine.contract import Simulation
from simulations.models import Result, Run

KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Any text of up to 200 characters. Sending the same key with the same body again gives the same run.",
)
AFTER = OpenApiParameter("after", OpenApiTypes.INT, description="The `seq` that you have; no curves unless newer.")
SERIES = OpenApiParameter("series", OpenApiTypes.STR, enum=["all", "none"], description="`none` leaves the curves out.")
# A run is its owner's: no cache on the way keeps what is said of it.
_UNKEPT = {"Cache-Control": "no-store"}
PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="problem+json with `code` and `errors` by field.")


class Simulations(APIView):
    @extend_schema(operation_id="simulations_list", responses=serializers.SimulationBrief(many=True))
    def get(self, request: Request) -> Response:
        """Every simulation."""
        return Response([_brief(leaf) for leaf in simulations().values()])


class SimulationView(APIView):
    @extend_schema(operation_id="simulations_read", responses={200: serializers.SimulationDetail, 404: PROBLEM})
    def get(self, request: Request, slug: str) -> Response:
        """One simulation: the JSON Schema of its parameters, presets, and what a run may cost."""
        leaf = find_simulation(slug)
        detail = {
            "params_schema": leaf.json_schema(),
            "max_seeds": {family.slug: family.max_seeds for family in leaf.families},
            "presets": [_preset(leaf, preset) for preset in leaf.presets],
            "cost": {"cap_seconds": settings.SIMULATIONS["COST_CAP_SECONDS"], "unit": "CPU seconds"},
            "brief": leaf.brief,
        }
        return Response(_brief(leaf) | detail)


class Runs(APIView):
    @extend_schema(
        operation_id="runs_create",
        request=serializers.RunRequest,
        parameters=[KEY],
        responses={
            201: serializers.Snapshot,
            200: OpenApiResponse(serializers.Snapshot, description="The key was used before: the same run."),
            401: PROBLEM,
            422: PROBLEM,
            429: PROBLEM,
        },
    )
    def post(self, request: Request) -> Response:
        """Ask for a run. What has been computed before is answered at once."""
        learner = writer(request)
        body = serializers.RunRequest(data=request.data)
        body.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key", "") or new_ref()
        asked = body.validated_data
        priority = Run.Priority[asked.pop("priority").upper()]
        run = services.request_run(learner=learner, idempotency_key=key, at=now(), priority=priority, **asked)
        state = _state(run, series=False)
        code = status.HTTP_200_OK if run.replayed else status.HTTP_201_CREATED
        return Response(state, status=code, headers={"Location": state["url"]})


class RunView(APIView):
    @extend_schema(
        operation_id="runs_read", parameters=[AFTER, SERIES], responses={200: serializers.Snapshot, 404: PROBLEM}
    )
    def get(self, request: Request, ref: str) -> Response:
        """How far a run has come, and the curves over the seeds so far."""
        answer = Response(_state(_own(request, ref), after=_after(request), series=_series(request)))
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(
        operation_id="runs_cancel", request=None, responses={200: serializers.Snapshot, 404: PROBLEM, 409: PROBLEM}
    )
    def delete(self, request: Request, ref: str) -> Response:
        """Withdraw: the computation stops when nobody else waits for it."""
        writer(request)
        return Response(_state(services.withdraw(run=_own(request, ref), at=now()), series=False))


class EventStreamRenderer(JSONRenderer):
    """Lets ``Accept: text/event-stream`` through; only refusals are ever rendered by it, and those are JSON."""

    media_type = "text/event-stream"
    format = "events"


class RunEvents(APIView):
    renderer_classes = (EventStreamRenderer, JSONRenderer)

    @extend_schema(
        operation_id="runs_events",
        parameters=[SERIES, OpenApiParameter("Last-Event-ID", OpenApiTypes.STR, OpenApiParameter.HEADER)],
        responses={
            (200, "text/event-stream"): OpenApiTypes.STR,
            404: PROBLEM,
            503: OpenApiResponse(OpenApiTypes.OBJECT, description="Too many streams are open: poll instead."),
        },
    )
    def get(self, request: Request, ref: str) -> HttpResponseBase:
        """The run as server-sent events: `snapshot` (the newest state replaces the one before), then how it ended."""
        last = request.headers.get("Last-Event-ID", "")
        after = int(last) if last.isdecimal() and len(last) < 10 else None
        return streams.response(_own(request, ref), after=after, series=_series(request))


class RunResult(APIView):
    @extend_schema(operation_id="runs_result", responses={200: serializers.ResultShape, 404: PROBLEM, 409: PROBLEM})
    def get(self, request: Request, ref: str) -> Response:
        """The whole result with its provenance, once the run is done."""
        run = _own(request, ref)
        if run.status != Run.Status.DONE:
            raise Conflict(_("This run has no result yet: it is %(status)s.") % {"status": run.status}, code="not-done")
        return Response(
            selectors.result(Result.objects.select_related("recipe").get(recipe=run.recipe, seeds=run.seeds)),
            headers=_UNKEPT,
        )


class RunCode(APIView):
    @extend_schema(operation_id="runs_code", responses={200: serializers.Code, 404: PROBLEM})
    def get(self, request: Request, ref: str) -> Response:
        """A short script, with NumPy only, that computes the same numbers."""
        run = _own(request, ref)
        code = find_simulation(run.recipe.simulation).code(run.recipe.given, run.seeds)
        return Response({"language": "python", "code": code}, headers=_UNKEPT)


def _brief(leaf: Simulation) -> dict[str, Any]:
    return {
        "slug": leaf.slug,
        "title": leaf.title,
        "summary": leaf.summary,
        "version": leaf.version,
        "families": [family.slug for family in leaf.families],
        "url": reverse("simulations_api:simulation", args=[leaf.slug]),
    }


def _preset(leaf: Simulation, preset: Any) -> dict[str, Any]:
    seconds = leaf.cost(leaf.normalise(preset.params), preset.seeds)
    return {
        "slug": preset.slug,
        "title": preset.title,
        "why": preset.why,
        "params": dict(preset.params),
        "seeds": preset.seeds,
        "cost_seconds": round(seconds, 3),
    }


def _state(run: Run, *, after: int | None = None, series: bool = True) -> dict[str, Any]:
    links = {
        "url": reverse("simulations_api:run", args=[run.ref]),
        "events": reverse("simulations_api:run-events", args=[run.ref]),
    }
    return selectors.snapshot(run, after=after, series=series) | links


def present(request: Request) -> Learner | None:
    """The learner of this request, or None for a reader about whom nothing is stored."""
    # DRF's request answers for session and user like Django's, with the user that its authenticators found.
    return present_learner(cast(HttpRequest, request))


def writer(request: Request) -> Learner:
    """Who asks: a user, or the anonymous reader of a session, who must then show the CSRF token as a user would."""
    learner = present(request)
    if learner is None:
        raise NotAuthenticated(_("Sign in, or send a token of yours as `Authorization: Bearer …`."))
    if not isinstance(request.user, User):
        SiteSessionAuthentication().enforce_csrf(request)
    return learner


def _own(request: Request, ref: str) -> Run:
    run = Run.objects.of(present(request)).select_related("recipe").filter(ref=ref[:32]).first()
    if run is None:
        raise NotFound(_("There is no such run, or it is not yours."))
    return run


def _after(request: Request) -> int | None:
    text = request.query_params.get("after")
    if text is None:
        return None
    if not (text.isdecimal() and len(text) < 10):
        raise Invalid(
            _("`after` must be a number that a snapshot gave as `seq`."), fields={"after": [_("A whole number.")]}
        )
    return int(text)


def _series(request: Request) -> bool:
    choice = request.query_params.get("series", "all")
    if choice not in ("all", "none"):
        raise Invalid(_("`series` must be all or none."), fields={"series": [_("Choose one of: all, none.")]})
    return choice == "all"

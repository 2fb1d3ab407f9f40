"""The REST API of challenges: a list, a game, its actions. The server replays and scores; a client sends moves only."""

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
from simulations import play_pages, plays, serializers
from simulations.api import KEY, PROBLEM, present, writer
from simulations.catalogue import challenge as find_challenge
from simulations.catalogue import challenges
from simulations.engine.playing import action_schema
from simulations.engine.scenes import plain
from simulations.models import ChallengePlay
from simulations.weeks import weeks_for


class Challenges(APIView):
    @extend_schema(operation_id="challenges_list", responses=serializers.ChallengeShape(many=True), tags=["challenges"])
    def get(self, request: Request) -> Response:
        """Every challenge, with your best score and this week's games."""
        return Response([_told(item) for item in play_pages.standings(present(request), at=now())])


class ChallengeView(APIView):
    @extend_schema(
        operation_id="challenges_read",
        responses={200: serializers.ChallengeShape, 404: PROBLEM},
        tags=["challenges"],
    )
    def get(self, request: Request, slug: str) -> Response:
        """One challenge."""
        found = find_challenge(slug)
        learner = present(request)
        mine = list(ChallengePlay.objects.of(learner).filter(challenge=found.slug).order_by("-created_at")[:500])
        return Response(_told(play_pages.standing(found, mine, weeks_for(learner, at=now()))))


class Plays(APIView):
    @extend_schema(
        operation_id="plays_create",
        request=serializers.PlayRequest,
        parameters=[KEY],
        responses={
            201: serializers.PlayShape,
            200: OpenApiResponse(serializers.PlayShape, description="A game that you have already."),
            401: PROBLEM,
            404: PROBLEM,
            409: PROBLEM,
            422: PROBLEM,
            429: PROBLEM,
        },
        tags=["challenges"],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Begin a game: on a random instance, or on the week's."""
        learner = writer(request)
        body = serializers.PlayRequest(data=request.data)
        body.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key", "")
        play, new = plays.begin_play(
            learner=learner, challenge=slug, whose_week=body.validated_data["week"], key=key, at=now()
        )
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        return Response(_state(play), status=code, headers={"Location": _url(play)})


class PlayView(APIView):
    @extend_schema(operation_id="plays_read", responses={200: serializers.PlayShape, 404: PROBLEM}, tags=["challenges"])
    def get(self, request: Request, ref: str) -> Response:
        """A game as it stands; what was hidden, once it is over."""
        return Response(_state(_own(request, ref)), headers={"Cache-Control": "no-store"})


class PlayActions(APIView):
    @extend_schema(
        operation_id="plays_act",
        request=serializers.ActionRequest,
        parameters=[KEY],
        responses={200: serializers.PlayShape, 401: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
        tags=["challenges"],
    )
    def post(self, request: Request, ref: str) -> Response:
        """Take the next step. An impossible action is refused by name; a game that is over takes none."""
        writer(request)
        play = _own(request, ref)
        body = serializers.ActionRequest(data=request.data)
        body.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key", "")
        return Response(_state(plays.take_step(play=play, key=key, at=now(), **body.validated_data)))


def _told(standing: play_pages.Standing) -> dict[str, Any]:
    found, best = standing.challenge, standing.best
    return {
        "slug": found.slug,
        "title": found.title,
        "summary": found.summary,
        "rules": list(found.rules),
        "version": found.version,
        "minutes": found.minutes,
        "best": {"score": best.score, "stars": best.stars} if best else None,
        "weeks": [_offer(offer) for offer in standing.offers],
        "url": reverse("simulations_api:challenge", args=[found.slug]),
    }


def _offer(offer: play_pages.Offer) -> dict[str, Any]:
    week, play = offer.week, offer.play
    return {
        "week": week.name,
        "whose": week.whose,
        "title": week.title,
        "ends_at": week.ends_at,
        "play": play.ref if play else None,
        "score": play.score if play else None,
    }


def _state(play: ChallengePlay) -> dict[str, Any]:
    rules = find_challenge(play.challenge)
    outcome = plays.replay(play)
    over = play.finished_at is not None
    kept = play.outcome if over and play.outcome else {}
    going = outcome is not None and not over
    fields = rules.game.actions(play.seed, play.actions) if going else ()
    return {
        "id": play.ref,
        "challenge": play.challenge,
        "version": play.version,
        "week": play.week,
        "step": play.revision,
        "finished": over,
        "said": outcome.said if outcome else _("The rules have changed since this game."),
        "public": plain(rules.game.public(play.seed)) if outcome else {},
        "shown": [plain(step.shown) for step in outcome.steps] if outcome else [],
        "action_schema": action_schema(fields, title=rules.title) if going else None,
        "score": play.score,
        "stars": play.stars,
        "loss": kept.get("loss"),
        "base": kept.get("base"),
        "oracle": kept.get("oracle"),
        "debrief": plain(kept["debrief"]) if kept else None,
        "url": _url(play),
    }


def _url(play: ChallengePlay) -> str:
    return reverse("simulations_api:play", args=[play.ref])


def _own(request: Request, ref: str) -> ChallengePlay:
    play = ChallengePlay.objects.of(present(request)).filter(ref=ref[:32]).first()
    if play is None or play.challenge not in challenges():
        raise NotFound(_("There is no such game, or it is not yours."))
    return play

"""The pages of challenges: a form for each step, which works without script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Conflict, DomainError, Invalid, NotFound
from simulations import play_pages, plays
from simulations.catalogue import challenge as find_challenge
from simulations.models import ChallengePlay
from simulations.weeks import weeks_for


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every challenge with the reader's own best score and this week's game."""
    standings = play_pages.standings(present_learner(request), at=now())
    return render(request, "simulations/challenges.html", {"nav": "challenges", "standings": standings})


@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules and the reader's own games; POST begins one."""
    find_challenge(slug)
    if request.method != "POST":
        return _offer(request, slug)
    try:
        play, _new = plays.begin_play(
            learner=ensure_learner(request), challenge=slug, whose_week=request.POST.get("week", ""), at=now()
        )
    except Conflict as error:
        return _offer(request, slug, error)
    return _see(play)


@require_http_methods(["GET", "HEAD", "POST"])
def play(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """One game; POST takes the next step."""
    found = find_challenge(slug)
    mine = ChallengePlay.objects.of(present_learner(request)).filter(challenge=slug, ref=ref).first()
    if mine is None:
        raise NotFound(_("There is no such game, or it is not yours."))
    if request.method != "POST":
        return _show(request, play_pages.play_page(found, mine))
    data = play_pages.form_data(request.POST)
    try:
        action = play_pages.read_action(found, mine, data)
        plays.take_step(play=mine, step=_step(data), action=action, key=data.get("key", "")[:200], at=now())
    except (Invalid, Conflict) as error:
        mine.refresh_from_db()
        return _show(request, play_pages.play_page(found, mine, data=data, error=error), status=error.status)
    return _see(mine)


def _step(data: dict[str, str]) -> int:
    step = data.get("step", "")
    if not (step.isascii() and step.isdecimal() and len(step) < 5):
        raise Invalid(_("The number of the step is missing. Reload the page."), fields={"step": [_("A number.")]})
    return int(step)


def _offer(request: HttpRequest, slug: str, error: DomainError | None = None) -> HttpResponse:
    learner = present_learner(request)
    mine = ChallengePlay.objects.of(learner).filter(challenge=slug).order_by("-created_at")[:100]
    standing = play_pages.standing(find_challenge(slug), list(mine), weeks_for(learner, at=now()))
    context = {"nav": "challenges", "standing": standing, "refusal": error.message if error else ""}
    return render(request, "simulations/challenge.html", context, status=error.status if error else 200)


def _see(play: ChallengePlay) -> HttpResponse:
    answer = redirect(
        reverse("simulations:play", args=[play.challenge, play.ref]) + ("#stand" if play.revision else "")
    )
    answer.status_code = 303
    return answer


def _show(request: HttpRequest, page: play_pages.PlayPage, status: int = 200) -> HttpResponse:
    answer = render(request, "simulations/play.html", {"nav": "challenges", "page": page}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer

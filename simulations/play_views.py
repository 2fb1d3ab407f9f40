"""The pages of challenges: a form for each step, which works without script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Invalid, NotFound
from simulations import play_pages, plays
from simulations.catalogue import challenge as find_challenge
from simulations.models import ChallengePlay


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every challenge with the reader's own best score."""
    context = {"nav": "challenges", "standings": play_pages.standings(present_learner(request))}
    return render(request, "simulations/challenges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules and the reader's own games; POST begins one."""
    found = find_challenge(slug)
    if request.method == "POST":
        play = plays.begin_play(learner=ensure_learner(request), challenge=slug, at=now())
        return _see(play)
    mine = ChallengePlay.objects.of(present_learner(request)).filter(challenge=slug).order_by("-created_at")[:100]
    context = {"nav": "challenges", "standing": play_pages.standing(found, list(mine))}
    return render(request, "simulations/challenge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def play(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """One game; POST takes the next step."""
    found = find_challenge(slug)
    mine = ChallengePlay.objects.of(present_learner(request)).filter(challenge=slug, ref=ref).first()
    if mine is None:
        raise NotFound(_("There is no such game, or it is not yours."))
    if request.method != "POST":
        return _show(request, play_pages.play_page(found, mine))
    data = {name: str(value) for name, value in request.POST.items()}
    step = data.get("step", "")
    try:
        if not (step.isdecimal() and len(step) < 5):
            raise Invalid(_("The number of the step is missing. Reload the page."), fields={"step": [_("A number.")]})
        plays.take_step(play=mine, step=int(step), action=play_pages.read_action(found, mine, data), at=now())
    except Invalid as error:
        return _show(request, play_pages.play_page(found, mine, data=data, error=error), status=error.status)
    return _see(mine)


def _see(play: ChallengePlay) -> HttpResponse:
    answer = redirect("simulations:play", play.challenge, play.ref)
    answer.status_code = 303
    return answer


def _show(request: HttpRequest, page: play_pages.PlayPage, status: int = 200) -> HttpResponse:
    answer = render(request, "simulations/play.html", {"nav": "challenges", "page": page}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer

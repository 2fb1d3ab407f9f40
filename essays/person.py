"""Pages about the reader: own progress with one next step, the weekly goal; and the page about the platform."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from essays import selectors
from essays.asking.nextstep import next_step
from essays.dots import calibration_plot, dot_of
from essays.fields import whole
from overlook.accounts.models import Learner
from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit.clock import now
from overlook.kit.origin import same_origin_required
from overlook.progress.posterior import SECURE_STATE
from overlook.progress.selectors import (
    Review,
    Standing,
    badges,
    confidence,
    points,
    reviews,
    standings,
    streak,
)
from overlook.progress.services import set_weekly_goal
from overlook.progress.streaks import Streak

_SHOWN = 5
"""Reviews and lines of the ledger that /me lists; the API has all."""


@dataclass(frozen=True)
class Row:
    """One objective as /me shows it."""

    standing: Standing
    dot: str


@dataclass(frozen=True)
class Day:
    """One day of the running week."""

    name: str
    practised: bool
    today: bool


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """One sentence of state, one next step, what is due, and where the reader stands on each objective."""
    learner, at = present_learner(request), now()
    zone = learner.time_zone if learner else "UTC"
    entries, progress, found = selectors.catalogue(), selectors.readings(learner), standings(learner)
    known = {entry.slug for entry in entries}
    listed = [standing for standing in found if standing.essay in known]
    ahead = [review for review in reviews(learner, at=at) if review.essay in known]
    context = {
        "nav": "me",
        "sentence": _sentence(listed, ahead),
        "next": next_step(entries, progress, listed, ahead),
        "essays": [_shelf(entry, progress, listed) for entry in entries],
        "anonymous": learner is None or learner.user_id is None,
        "known": any(standing.answers for standing in listed),
        "zone": zone,
        **_ahead(ahead),
        **_earned(learner, zone, at),
    }
    return render(request, "essays/me.html", context)


@never_cache
@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """The first tile of the home page, for a reader who has begun something; nothing for anybody else."""
    learner = present_learner(request)
    progress, found = selectors.readings(learner), standings(learner)
    if not progress and not any(standing.answers for standing in found):
        return HttpResponse(status=204)
    step = next_step(selectors.catalogue(), progress, found, reviews(learner, at=now()))
    return render(request, "essays/continue.html", {"next": step}) if step else HttpResponse(status=204)


@never_cache
@same_origin_required
@require_POST
def goal(request: HttpRequest) -> HttpResponse:
    """On how many days a week the reader means to practise, from next Monday on."""
    days, learner = whole(request.POST.get("days", "")), present_learner(request)
    if not 1 <= days <= 7:
        messages.error(request, _("Choose 1 to 7 days a week."))
        return redirect("/me#week")
    learner = learner or ensure_learner(request)
    set_weekly_goal(learner=learner, days=days, today=now().astimezone(ZoneInfo(learner.time_zone)).date())
    messages.success(
        request,
        ngettext(
            "From Monday on your goal is %(days)d day a week.",
            "From Monday on your goal is %(days)d days a week.",
            days,
        )
        % {"days": days},
    )
    return redirect("/me#week")


def _sentence(found: list[Standing], ahead: list[Review]) -> str:
    secure = sum(standing.state == SECURE_STATE for standing in found)
    begun = sum(standing.answers > 0 for standing in found)
    due = sum(review.due for review in ahead)
    if not begun:
        return ""
    sentence = ngettext(
        "You are secure in %(secure)d of %(total)d objective, and have begun %(begun)d.",
        "You are secure in %(secure)d of %(total)d objectives, and have begun %(begun)d.",
        len(found),
    ) % {"secure": secure, "total": len(found), "begun": begun}
    if not due:
        return sentence
    return f"{sentence} " + _("Due for review: %(due)d.") % {"due": due}


def _shelf(entry: selectors.Entry, progress: list[selectors.Progress], found: list[Standing]) -> dict[str, Any]:
    rows = [Row(standing, dot_of(standing)) for standing in found if standing.essay == entry.slug]
    return {"entry": entry, "rows": rows, "progress": next((one for one in progress if one.slug == entry.slug), None)}


def _ahead(ahead: list[Review]) -> dict[str, Any]:
    due = [review for review in ahead if review.due]
    return {"due": due[:_SHOWN], "due_more": max(len(due) - _SHOWN, 0), "coming": [r for r in ahead if not r.due][:1]}


def _earned(learner: Learner | None, zone: str, at: datetime) -> dict[str, Any]:
    """Week, confidence, points and badges."""
    ledger, said, week = points(learner), confidence(learner), streak(learner, zone=zone, at=at)
    return {
        "week": week,
        "days": _days(week),
        "goals": range(1, 8),
        "confidence": said if any(word.n for word in said) else [],
        "plot": calibration_plot(said),
        "points": sum(line.points for line in ledger),
        "ledger": ledger[:_SHOWN],
        "badges": badges(learner),
    }


def _days(week: Streak) -> list[Day]:
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return [Day(name, week.days[number], week.today == number) for number, name in enumerate(names)]


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Method, licence, accessibility, privacy: the same for everybody."""
    response = render(request, "essays/about.html", {"production": settings.PRODUCTION})
    response["Cache-Control"] = "public, max-age=300"
    return response

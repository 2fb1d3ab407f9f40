"""Pages about the reader: own progress, the self-assessment of one objective; and the page about the platform."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.engine.variants import digest
from assessments.selectors import ItemView, answered_view, item_view
from assessments.services import answer_item, check_answer
from essays import selectors
from essays.dots import interval_dot
from essays.nextstep import next_step
from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Invalid, NotFound
from overlook.kit.origin import same_origin_required
from overlook.progress.posterior import SECURE_STATE
from overlook.progress.selectors import Standing, standings

_LONGEST_FIELD = 2000
_SENDING = frozenset({"csrfmiddlewaretoken", "idempotency_key", "figure_state"})


@dataclass(frozen=True)
class Row:
    """One objective as /me shows it."""

    standing: Standing
    dot: str


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """One sentence of state, one next step, and where the reader stands on each objective."""
    learner = present_learner(request)
    entries, progress, found = selectors.catalogue(), selectors.readings(learner), standings(learner)
    known = {entry.slug for entry in entries}
    listed = [standing for standing in found if standing.essay in known]
    context = {
        "nav": "me",
        "sentence": _sentence(listed),
        "next": next_step(entries, progress, listed),
        "essays": [_shelf(entry, progress, listed) for entry in entries],
        "anonymous": learner is None or learner.user_id is None,
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
    step = next_step(selectors.catalogue(), progress, found)
    return render(request, "essays/continue.html", {"next": step}) if step else HttpResponse(status=204)


def _sentence(found: list[Standing]) -> str:
    secure = sum(standing.state == SECURE_STATE for standing in found)
    begun = sum(standing.answers > 0 for standing in found)
    if not begun:
        return ""
    return ngettext(
        "You are secure in %(secure)d of %(total)d objective, and have begun %(begun)d.",
        "You are secure in %(secure)d of %(total)d objectives, and have begun %(begun)d.",
        len(found),
    ) % {"secure": secure, "total": len(found), "begun": begun}


def _shelf(entry: selectors.Entry, progress: list[selectors.Progress], found: list[Standing]) -> dict[str, Any]:
    rows = [Row(standing, dot_of(standing)) for standing in found if standing.essay == entry.slug]
    return {"entry": entry, "rows": rows, "progress": next((one for one in progress if one.slug == entry.slug), None)}


def dot_of(standing: Standing) -> str:
    """The interval dot, or nothing while there is too little evidence."""
    if standing.estimate is None or standing.low is None or standing.high is None:
        return ""
    return interval_dot(standing.estimate, standing.low, standing.high)


@never_cache
@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, objective: str) -> HttpResponse:
    """The questions of one objective, one a screen (``?q=2``); after the last one, where the reader stands."""
    essay, asked = _questions(objective)
    number = max(_whole(request.GET.get("q", "1")), 1)
    if request.method == "POST" and number <= len(asked):
        return _answered(request, essay, objective, asked, number)
    learner = present_learner(request)
    if number > len(asked):
        standing = next((one for one in standings(learner, essay=essay.slug) if one.objective == objective), None)
        dot = dot_of(standing) if standing else ""
        return render(request, "essays/check_end.html", {"essay": essay, "standing": standing, "dot": dot})
    tried = _whole(request.GET.get("try", "0"))
    view = answered_view(learner, essay.slug, asked[number - 1], seq=tried or None)
    return _question(request, essay, objective, asked, number, view)


def _answered(
    request: HttpRequest, essay: selectors.Entry, objective: str, asked: list[str], number: int
) -> HttpResponse:
    item = asked[number - 1]
    fields = {name: str(value)[:_LONGEST_FIELD] for name, value in request.POST.items() if name not in _SENDING}
    try:
        check_answer(bank=essay.slug, item_id=item, payload=fields)
        answered = answer_item(
            learner=ensure_learner(request),
            bank=essay.slug,
            item_id=item,
            payload=fields,
            idempotency_key=request.POST.get("idempotency_key") or f"form:{digest(fields)}",
            confidence=fields.get("confidence", ""),
            at=now(),
        )
    except Invalid as refusal:
        view = replace(item_view(essay.slug, item, fields=fields), refusal=refusal.message, errors=refusal.fields)
        return _question(request, essay, objective, asked, number, view, status=422)
    if "HX-Request" not in request.headers:
        return redirect(f"{request.path}?q={number}&try={answered.seq}#item-{item}-feedback")
    view = answered_view(present_learner(request), essay.slug, item, seq=answered.seq)
    return _question(request, essay, objective, asked, number, view)


def _question(
    request: HttpRequest,
    essay: selectors.Entry,
    objective: str,
    asked: list[str],
    number: int,
    view: ItemView,
    status: int = 200,
) -> HttpResponse:
    aim = next(aim for aim in essay.objectives if aim.slug == objective)
    context = {
        "essay": essay,
        "aim": aim,
        "number": number,
        "total": len(asked),
        "next": f"{request.path}?q={number + 1}",
        "item": replace(view, action=f"{request.path}?q={number}"),
    }
    template = "essays/check_item.html" if "HX-Request" in request.headers else "essays/check.html"
    return render(request, template, context, status=status)


def _questions(objective: str) -> tuple[selectors.Entry, list[str]]:
    """The essay of an objective and the ids of its questions; predictions are not questions."""
    for entry in selectors.catalogue():
        if objective in {aim.slug for aim in entry.objectives}:
            items = selectors.edition(entry.slug).manifest["items"]
            asked = [one["id"] for one in items if objective in one["objectives"] and one["roles"] != ["predict"]]
            if asked:
                return entry, asked
    raise NotFound("There is no such objective.")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Method, licence, accessibility, privacy: the same for everybody."""
    response = render(request, "essays/about.html", {"production": settings.PRODUCTION})
    response["Cache-Control"] = "public, max-age=300"
    return response

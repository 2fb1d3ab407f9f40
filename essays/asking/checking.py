"""Pages of the self-assessment: the questions of one objective, one a screen; then an estimate with its range."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.engine.variants import digest
from assessments.selectors import ItemView, answered_view, item_view
from assessments.services import answer_item, check_answer
from essays import selectors
from essays.dots import dot_of
from essays.fields import answer_fields, whole
from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Invalid, NotFound
from overlook.kit.origin import same_origin_required
from overlook.progress.selectors import reviews, standings


@never_cache
@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, objective: str) -> HttpResponse:
    """The questions of one objective, one a screen (``?q=2``); after the last one, where the reader stands."""
    essay, asked = _questions(objective)
    number = max(whole(request.GET.get("q", "1")), 1)
    if request.method == "POST" and number <= len(asked):
        return _answered(request, essay, objective, asked, number)
    learner = present_learner(request)
    if number > len(asked):
        return _end(request, essay, objective)
    tried = whole(request.GET.get("try", "0"))
    view = answered_view(learner, essay.slug, asked[number - 1], seq=tried or None)
    return _question(request, essay, objective, asked, number, view)


def _end(request: HttpRequest, essay: selectors.Entry, objective: str) -> HttpResponse:
    learner = present_learner(request)
    standing = next((one for one in standings(learner, essay=essay.slug) if one.objective == objective), None)
    context = {
        "nav": "me",
        "essay": essay,
        "standing": standing,
        "dot": dot_of(standing) if standing else "",
        "review": next((one for one in reviews(learner, at=now()) if one.objective == objective), None),
        "zone": learner.time_zone if learner else "UTC",
    }
    return render(request, "essays/check_end.html", context)


def _answered(
    request: HttpRequest, essay: selectors.Entry, objective: str, asked: list[str], number: int
) -> HttpResponse:
    item = asked[number - 1]
    fields = answer_fields(request)
    try:
        check_answer(bank=essay.slug, item_id=item, payload=fields)
        answered = answer_item(
            learner=ensure_learner(request),
            bank=essay.slug,
            item_id=item,
            payload=fields,
            idempotency_key=request.POST.get("idempotency_key") or f"form:{digest([item, fields])}",
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

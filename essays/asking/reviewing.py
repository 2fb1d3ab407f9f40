"""Pages of the review: one question a screen, each in a new variant, with the reason why it is asked."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.afresh import answer_afresh, fresh_view, turns
from assessments.engine.variants import digest
from assessments.selectors import ItemView, own_attempt
from assessments.sittings import question_view
from essays import selectors
from essays.asking.questions import SITTING, Chosen, items_by_objective, next_question
from essays.fields import answer_fields, whole
from overlook.accounts.models import Learner
from overlook.accounts.sessions import present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Conflict, Invalid, NotFound
from overlook.kit.origin import same_origin_required
from overlook.progress.reviews import REVIEW
from overlook.progress.selectors import reviews


@never_cache
@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """The next question (``?n=2`` counts them), or what is due when; POST: an answer to ``?item=…&turn=…``."""
    learner, number = present_learner(request), max(whole(request.GET.get("n", "1")), 1)
    if request.method == "POST":
        return _answered(request, learner, number)
    chosen = next_question(learner, at=now()) if number <= SITTING else None
    if chosen is None or learner is None:
        return render(request, "essays/review_end.html", _end(learner, number))
    turn = turns(learner, chosen.essay, chosen.item)
    view = fresh_view(learner, chosen.essay, chosen.item, turn=turn)
    return _question(request, _asked(view, chosen.essay, turn, number), number, chosen=chosen)


@never_cache
@require_safe
def reviewed(request: HttpRequest, ref: str) -> HttpResponse:
    """What came of one answer."""
    attempt = own_attempt(present_learner(request), ref[:32])
    if attempt.context != REVIEW:
        raise NotFound(_("There is no such review."))
    asked = question_view(attempt, 1, at=now(), tried=1)
    number = max(whole(request.GET.get("n", "1")), 1)
    return _question(request, replace(asked.item, hint_costs=()), number, answered=True, grading=asked.grading)


def _answered(request: HttpRequest, learner: Learner | None, number: int) -> HttpResponse:
    essay, _slash, item = request.GET.get("item", "").partition("/")
    if learner is None or (essay, item) not in {pair for pairs in items_by_objective().values() for pair in pairs}:
        raise NotFound(_("There is no such question."))
    turn, fields = whole(request.GET.get("turn", "0")), answer_fields(request)
    try:
        answered = answer_afresh(
            learner=learner,
            bank=essay,
            item_id=item,
            turn=turn,
            payload=fields,
            idempotency_key=request.POST.get("idempotency_key") or f"turn:{turn}:{digest([item, fields])}",
            context=REVIEW,
            confidence=fields.get("confidence", ""),
            at=now(),
        )
    except Conflict:
        return redirect(f"{request.path}?n={number}")
    except Invalid as refusal:
        view = fresh_view(learner, essay, item, turn=turn, fields=fields)
        view = replace(view, refusal=refusal.message, errors=refusal.fields, confidence=fields.get("confidence", ""))
        return _question(request, _asked(view, essay, turn, number), number, status=422)
    if "HX-Request" not in request.headers:
        return redirect(f"{request.path}/{answered.attempt}?n={number}#item-{item}-feedback")
    asked = question_view(own_attempt(learner, answered.attempt), 1, at=now(), tried=1)
    return _question(request, replace(asked.item, hint_costs=()), number, answered=True, grading=asked.grading)


def _asked(view: ItemView, essay: str, turn: int, number: int) -> ItemView:
    return replace(view, action=f"/review?item={essay}/{view.id}&turn={turn}&n={number}")


def _question(
    request: HttpRequest,
    view: ItemView,
    number: int,
    *,
    chosen: Chosen | None = None,
    answered: bool = False,
    grading: bool = False,
    status: int = 200,
) -> HttpResponse:
    entry = next(entry for entry in selectors.catalogue() if entry.slug == view.bank)
    context: dict[str, Any] = {
        "nav": "me",
        "essay": entry,
        "item": view,
        "chosen": chosen,
        "answered": answered,
        "grading": grading,
        "number": number,
        "total": SITTING,
        "next": f"/review?n={number + 1}",
    }
    template = "essays/review_item.html" if "HX-Request" in request.headers else "essays/review.html"
    return render(request, template, context, status=status)


def _end(learner: Learner | None, number: int) -> dict[str, Any]:
    known = reviews(learner, at=now())
    return {
        "nav": "me",
        "asked": number - 1,
        "due": [one for one in known if one.due],
        "ahead": next((one for one in known if not one.due), None),
        "unknown": not known,
        "zone": learner.time_zone if learner else "UTC",
    }

"""An item as a page of its own, or as the section that an essay swaps in place: the same template in both cases."""

import json
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessments import selectors, services
from assessments.engine.variants import canonical_json, digest
from assessments.selectors import ItemView
from overlook.accounts.models import Learner
from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Invalid
from overlook.kit.origin import same_origin_required

LONGEST_FIELD = 2000
_SENDING = frozenset({"csrfmiddlewaretoken", "idempotency_key", "figure_state", "hint"})


@never_cache
@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, bank: str, item: str) -> HttpResponse:
    """GET: the item on its own page; ``?try=2`` tells the feedback on that try. POST: an answer."""
    if request.method == "POST":
        return _answer(request, bank, item)
    tried = request.GET.get("try", "")
    seq = int(tried) if tried.isascii() and tried.isdigit() and len(tried) < 7 else None
    return _shown(request, selectors.answered_view(present_learner(request), bank, item, seq=seq))


@never_cache
@same_origin_required
@require_POST
def hint(request: HttpRequest, bank: str, item: str) -> HttpResponse:
    """Tell the next hint; an htmx request gets the list of hints only, so that a draft answer stays as it is."""
    fields = _fields(request)
    number = request.POST.get("hint", "")
    selectors.published_item(bank, item)
    learner = ensure_learner(request)
    services.take_hint(
        learner=learner, bank=bank, item_id=item, number=int(number) if number.isdecimal() else 0, at=now()
    )
    told = selectors.answered_view(learner, bank, item).hints
    view = replace(selectors.item_view(bank, item, fields=fields), hints=told)
    if _wants_fragment(request):
        return render(request, "assessments/hints.html", {"item": view})
    return _shown(request, view)


def _answer(request: HttpRequest, bank: str, item: str) -> HttpResponse:
    fields = _fields(request)
    try:
        answered = services.answer_item(
            learner=_answering(request, bank, item, fields),
            bank=bank,
            item_id=item,
            payload=fields,
            idempotency_key=request.POST.get("idempotency_key") or f"form:{digest([item, fields])}",
            confidence=fields.get("confidence", ""),
            figure_state=_figure_state(request),
            at=now(),
        )
    except Invalid as refusal:
        view = selectors.item_view(bank, item, fields=fields)
        told = selectors.answered_view(present_learner(request), bank, item).hints
        view = replace(view, refusal=refusal.message, errors=refusal.fields, hints=told)
        return _shown(request, view, status=422)
    if not _wants_fragment(request):
        return redirect(f"{request.path}?try={answered.seq}#item-{item}-feedback")
    response = _shown(request, selectors.answered_view(present_learner(request), bank, item, seq=answered.seq))
    response["HX-Trigger-After-Swap"] = json.dumps({"item:answered": {"bank": bank, "item": item}})
    return response


def _answering(request: HttpRequest, bank: str, item: str, fields: dict[str, str]) -> Learner:
    """Who answers. Nobody is made a learner by an answer that cannot be read."""
    learner = present_learner(request)
    if learner is None:
        services.check_answer(bank=bank, item_id=item, payload=fields)
        learner = ensure_learner(request)
    return learner


def _fields(request: HttpRequest) -> dict[str, str]:
    return {name: str(value)[:LONGEST_FIELD] for name, value in request.POST.items() if name not in _SENDING}


def _figure_state(request: HttpRequest) -> dict[str, Any] | None:
    """The state of the figure that the reader had last touched, if the page said so; kept, never trusted."""
    try:
        state = json.loads(request.POST.get("figure_state", "")[:LONGEST_FIELD])
        # What cannot be written again as strict JSON cannot be stored either.
        written = canonical_json(state)
    except (ValueError, RecursionError):
        return None
    return state if isinstance(state, dict) and "\\u0000" not in written and "\0" not in written else None


def _wants_fragment(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _shown(request: HttpRequest, view: ItemView, *, status: int = 200) -> HttpResponse:
    template = "assessments/item.html" if _wants_fragment(request) else "assessments/item_page.html"
    return render(request, template, {"item": view}, status=status)

"""The pages of a sitting: a page for each question, the look over all of them, handing in, and what came of it.

Everything works by forms that are answered with a redirect; a script only saves earlier and shows the clock.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import services
from assessments.drafts import DraftConflict
from assessments.models import Attempt
from assessments.selectors import own_attempt
from assessments.sittings import QuestionView, history, question_view, results, sitting_view
from overlook.accounts.models import User
from overlook.accounts.sessions import present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Conflict, Invalid, NotFound

LONGEST_FIELD = 2000
MOST_FIELDS = 200
_BESIDE = frozenset({"csrfmiddlewaretoken", "idempotency_key", "revision", "seen", "writer", "go"})


@never_cache
@require_GET
def attempt(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the sitting is: its next open question, or what came of it."""
    found = _own(request, ref)
    if found.is_open:
        return redirect("assessments:question", ref=ref, number=sitting_view(found).next_open)
    at = now()
    line = next((one for one in history(found.learner, found.context, at=at) if one.attempt.pk == found.pk), None)
    if line is None:
        raise NotFound(_("This attempt was joined with an earlier one of yours."))
    context = {"sitting": sitting_view(found), "results": results(found, at=at), "line": line}
    return render(request, "assessments/sitting/done.html", _page(request, context))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """GET: one question, ``?try=2`` with the feedback on that try. POST: save it, answer it, go on."""
    found = _own(request, ref)
    if not found.is_open:
        return redirect("assessments:attempt", ref=ref)
    if request.method == "POST":
        return _sent(request, found, number)
    tried = request.GET.get("try", "")
    seq = int(tried) if tried.isascii() and tried.isdigit() and len(tried) < 7 else None
    return _shown(request, found, question_view(found, number, at=now(), tried=seq))


@never_cache
@require_GET
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """All questions with their states, and the button that hands in."""
    found = _own(request, ref)
    if not found.is_open:
        return redirect("assessments:attempt", ref=ref)
    return render(request, "assessments/sitting/review.html", _page(request, {"sitting": sitting_view(found)}))


@never_cache
@require_POST
def submit(request: HttpRequest, ref: str) -> HttpResponse:
    """Hand in; where the policy asks for it, only from the page that shows all answers."""
    found = _own(request, ref)
    if found.is_open and found.rules.review and request.POST.get("confirm") != "yes":
        return redirect("assessments:review", ref=ref)
    services.submit_attempt(attempt=found, at=now())
    return redirect("assessments:attempt", ref=ref)


def _own(request: HttpRequest, ref: str) -> Attempt:
    """The reader's own sitting as it stands now: one whose time is over is handed in before anything else."""
    found = own_attempt(present_learner(request), ref[:32])
    if found.policy.get("mode") != "formal":
        raise NotFound(_("There is no such attempt, or it is not yours."))
    return services.settle(attempt=found, at=now())


def _sent(request: HttpRequest, attempt: Attempt, number: int) -> HttpResponse:
    fields = _fields(request)
    try:
        if request.POST.get("go") == "answer":
            return _answered(request, attempt, number, fields)
        services.save_draft(
            attempt=attempt,
            number=number,
            payload=fields,
            revision=_whole(request, "revision") or 1,
            seen=_whole(request, "seen"),
            writer=request.POST.get("writer", ""),
            at=now(),
        )
    except DraftConflict as conflict:
        mine = question_view(attempt, number, at=now(), fields=fields)
        theirs = question_view(attempt, number, at=now())
        return _shown(request, attempt, mine, status=409, refusal=conflict.message, saved=theirs)
    except Conflict as refusal:
        if refusal.error_code not in ("attempt-closed", "attempt-late"):
            raise
        return redirect("assessments:attempt", ref=attempt.ref)
    return _onward(request, attempt, number)


def _answered(request: HttpRequest, attempt: Attempt, number: int, fields: dict[str, str]) -> HttpResponse:
    view = question_view(attempt, number, at=now(), fields=fields)
    try:
        answered = services.respond(
            attempt=attempt,
            item_id=view.item.id,
            payload=fields,
            idempotency_key=request.POST.get("idempotency_key", "") or get_random_string(20),
            confidence=fields.get("confidence", ""),
            at=now(),
        )
    except Invalid as refusal:
        return _shown(request, attempt, view, status=422, refusal=refusal.message, errors=refusal.fields)
    address = f"/attempts/{attempt.ref}/{number}"
    return redirect(f"{address}?try={answered.seq}#{view.item.dom_id}-feedback")


def _onward(request: HttpRequest, attempt: Attempt, number: int) -> HttpResponse:
    """Where the button that was pressed leads; the last question's “next” is the look over all of them."""
    go, last = request.POST.get("go", "next"), len(sitting_view(attempt).places)
    if go == "submit" and not attempt.rules.review:
        services.submit_attempt(attempt=attempt, at=now())
        return redirect("assessments:attempt", ref=attempt.ref)
    to = number + 1 if go == "next" else number - 1 if go == "previous" else number
    if go.isascii() and go.isdigit() and len(go) < 6:
        to = int(go)
    if go in ("review", "submit") or to > last:
        return redirect("assessments:review", ref=attempt.ref)
    return redirect("assessments:question", ref=attempt.ref, number=max(to, 1))


def _fields(request: HttpRequest) -> dict[str, str]:
    sent = [(name, value) for name, value in request.POST.items() if name not in _BESIDE][:MOST_FIELDS]
    return {name: str(value).replace("\0", "")[:LONGEST_FIELD] for name, value in sent}


def _whole(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _shown(
    request: HttpRequest, attempt: Attempt, view: QuestionView, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"sitting": sitting_view(attempt), "question": view, "item": view.item, "key": get_random_string(20)}
    context |= more
    return render(request, "assessments/sitting/question.html", _page(request, context), status=status)


def _page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """With the reader's own zone and the server's time, by which the page's clock goes."""
    zone = request.user.time_zone if isinstance(request.user, User) else context["sitting"].zone
    return {**context, "reader_zone": zone, "server_time": now()}

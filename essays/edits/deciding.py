"""The editors' queue of suggested edits: look through it, decide, and take what was accepted away as a patch."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from essays.edits import queue, suggestions
from essays.fields import whole
from essays.workshop.editors import editors_only
from overlook.accounts.models import User
from overlook.kit.clock import now
from overlook.kit.errors import Invalid, NotFound
from overlook.kit.origin import same_origin_required

_WORDS = {
    "open": gettext_lazy("Open"),
    "accepted": gettext_lazy("Accepted"),
    "declined": gettext_lazy("Declined"),
    "published": gettext_lazy("In the essay"),
    "outdated": gettext_lazy("Outdated"),
}


@editors_only
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """The suggestions in one state, of one essay or of all."""
    state, essay = request.GET.get("state", "open"), request.GET.get("essay", "")
    if state not in _WORDS:
        raise NotFound(_("There is no such list."))
    found = queue.queue(state=state, essay=essay, page=whole(request.GET.get("page", "")))
    context = {
        "found": found,
        "shown": [(row, *queue.rendered(row)) for row in found.rows],
        "tabs": [(name, word, found.counts[name]) for name, word in _WORDS.items()],
        "state": state,
        "essay": essay,
    }
    return render(request, "essays/suggestions.html", context)


@same_origin_required
@editors_only
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """GET: a suggestion with everything that became of it. POST: a decision about it."""
    if request.method == "POST":
        return _decided(request, ref)
    return _page(request, ref)


@editors_only
@require_safe
def patch(request: HttpRequest, ref: str) -> HttpResponse:
    """One suggestion for ``git am`` or ``git apply``."""
    return _attached(queue.patch_of(ref, at=now()), ref)


@editors_only
@require_safe
def accepted(request: HttpRequest) -> HttpResponse:
    """All accepted suggestions, of one essay or of all, in one file."""
    essay = request.GET.get("essay", "")
    return _attached(queue.accepted_patch(essay=essay, at=now()), essay or "accepted")


def _decided(request: HttpRequest, ref: str) -> HttpResponse:
    sentence = suggestions.tidy(request.POST.get("sentence", ""))
    assert isinstance(request.user, User)
    try:
        decided = suggestions.decide(
            ref=ref,
            decision=request.POST.get("decision", ""),
            editor=request.user,
            sentence=sentence,
            at=now(),
        )
    except Invalid as refusal:
        return _page(request, ref, sentence=sentence, refusal=refusal)
    messages.success(request, _("Noted: %(state)s.") % {"state": decided.get_state_display()})
    return redirect("essays:suggestion", ref)


def _page(request: HttpRequest, ref: str, *, sentence: str = "", refusal: Invalid | None = None) -> HttpResponse:
    row = queue.row(ref)
    before, after = queue.rendered(row)
    context = {"row": row, "before": before, "after": after, "sentence": sentence, "refusal": refusal}
    return render(request, "essays/suggestion.html", context, status=refusal.status if refusal else 200)


def _attached(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/x-patch; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.patch"'
    return response

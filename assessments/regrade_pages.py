"""The pages of regrading, for whichever room says who may mend what: its scope, its names, its addresses."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.models import Bank
from assessments.regrade_forms import AgreementForm, ProposalForm
from assessments.regrade_selectors import (
    Question,
    Scope,
    own_regrade,
    proposal_of,
    question,
    questions_met,
    regrades_in,
)
from assessments.regrades import apply_regrade, undo_regrade
from assessments.regrading import Plan, plan_regrade
from overlook.accounts.models import Learner, User
from overlook.kit.clock import now
from overlook.kit.errors import DomainError, NotFound


@dataclass(frozen=True)
class Desk:
    """Who mends what. ``names`` says, for some learners, what they are called before this viewer."""

    user: User
    bank: Bank
    scope: Scope
    title: str
    back: str
    here: str
    nav: str
    names: Callable[[Iterable[int]], Mapping[int, str]]


def references(learners: Iterable[int]) -> dict[int, str]:
    """What learners are called where nobody needs their names."""
    rows = Learner.objects.filter(pk__in=list(learners)).values_list("pk", "ref")
    return {pk: _("learner %(ref)s") % {"ref": ref[:6]} for pk, ref in rows}


def list_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every question that was answered, those first that were mended since."""
    context = {"desk": desk, "questions": questions_met(desk.bank, desk.scope), "nav": desk.nav}
    return render(request, "assessments/regrade_list.html", context)


def item_page(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """One question: GET asks and shows the dry run; POST applies it or takes a regrade back."""
    asked = question(desk.bank, slug, desk.scope)
    if not any(each.answers for each in asked.met):
        raise NotFound(_("Nobody has answered this question."))
    if request.method != "POST":
        form = ProposalForm(request.GET or None, met=asked.met)
        return _shown(request, desk, asked, form)
    if "undo" in request.POST:
        return _undone(request, desk, asked)
    agreement = AgreementForm(request.POST, met=asked.met)
    if not agreement.is_valid():
        return _shown(request, desk, asked, agreement)
    try:
        _apply(desk, asked, agreement)
    except DomainError as refusal:
        return _shown(request, desk, asked, agreement, refusal)
    messages.success(request, _("Applied. It stands below, and can be taken back there."))
    return redirect(f"{desk.here}/{slug}#done")


def _apply(desk: Desk, asked: Question, form: AgreementForm) -> None:
    given = form.cleaned_data
    apply_regrade(
        proposal=_proposal(desk, asked, form), agreed=given["agreed"], note=given["note"], by=desk.user, at=now()
    )


def _undone(request: HttpRequest, desk: Desk, asked: Question) -> HttpResponse:
    regrade = own_regrade(desk.bank, request.POST["undo"][:32], desk.scope)
    try:
        undo_regrade(regrade=regrade, note=request.POST.get("note", "")[:500], by=desk.user, at=now())
    except DomainError as refusal:
        return _shown(request, desk, asked, ProposalForm(met=asked.met), refusal)
    messages.success(request, _("Taken back: every answer has again the score that it had before."))
    return redirect(f"{desk.here}/{asked.item.slug}#done")


def _proposal(desk: Desk, asked: Question, form: ProposalForm) -> Any:
    given = form.cleaned_data
    return proposal_of(
        asked,
        desk.scope,
        seen=given["seen"],
        mended=given["mended"],
        policy=given["policy"],
        may_lower=given["may_lower"],
    )


def _shown(
    request: HttpRequest, desk: Desk, asked: Question, form: ProposalForm, refusal: DomainError | None = None
) -> HttpResponse:
    plan: Plan | None = None
    if form.is_bound and form.is_valid():
        try:
            plan = plan_regrade(_proposal(desk, asked, form))
        except DomainError as error:
            refusal = refusal or error
    changed = (*plan.falling, *plan.rising) if plan else ()
    names = desk.names({row.learner for row in changed})
    context = {
        "desk": desk,
        "asked": asked,
        "form": form,
        "plan": plan,
        "rows": [(names.get(row.learner, ""), row) for row in changed],
        "refusal": refusal,
        "regrades": regrades_in(desk.scope).filter(item=asked.item),
        "nav": desk.nav,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "assessments/regrade.html", context, status=status)

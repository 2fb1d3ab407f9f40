"""Pages of the item analysis, for those who teach: they show what is right, so nobody else has them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from overlook.accounts.requests import PersonRequest
from overlook.cohorts.item_analysis import analysed, bank_csv, of_bank, of_question, question_csv, version_asked
from overlook.cohorts.models import TEACHING
from overlook.cohorts.selectors import seat_of


@login_required
@require_GET
def items(request: PersonRequest, ref: str) -> HttpResponse:
    """The questions of the essay that is due first; a page that says so where nothing is assigned."""
    seat = seat_of(request.user, ref, TEACHING)
    among = analysed(seat.cohort)
    if among.essays:
        return redirect("cohort-items-essay", ref=ref, essay=among.essays[0].slug)
    return render(request, "cohorts/items.html", {"seat": seat, "among": among, "nav": "cohorts"})


@never_cache
@login_required
@require_GET
def essay_items(request: PersonRequest, ref: str, essay: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TEACHING)
    among = analysed(seat.cohort)
    context = {"seat": seat, "among": among, "found": of_bank(seat, among, essay), "nav": "cohorts"}
    return render(request, "cohorts/items.html", context)


@never_cache
@login_required
@require_GET
def essay_items_csv(request: PersonRequest, ref: str, essay: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TEACHING)
    return _file(bank_csv(of_bank(seat, analysed(seat.cohort), essay)), f"items-{essay}.csv")


@never_cache
@login_required
@require_GET
def item(request: PersonRequest, ref: str, essay: str, item: str) -> HttpResponse:
    """One question; ``?version=2`` looks at the first answers to that version alone."""
    seat = seat_of(request.user, ref, TEACHING)
    found = of_question(seat, essay, item, version_asked(request.GET.get("version", "")))
    return render(request, "cohorts/item.html", {"seat": seat, "found": found, "nav": "cohorts"})


@never_cache
@login_required
@require_GET
def item_csv(request: PersonRequest, ref: str, essay: str, item: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TEACHING)
    found = of_question(seat, essay, item, version_asked(request.GET.get("version", "")))
    return _file(question_csv(found), f"item-{item}.csv")


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

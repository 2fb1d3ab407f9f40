"""Pages of the grade table: the table, its CSV, and one grade with its history and the form that sets it."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from overlook.accounts.requests import PersonRequest
from overlook.cohorts.forms import GradeForm
from overlook.cohorts.gradebook import written
from overlook.cohorts.grading import gradebook, one_grade, set_grade
from overlook.cohorts.models import TEACHING, TUTORING, Enrolment
from overlook.cohorts.selectors import seat_of
from overlook.cohorts.views import carry
from overlook.kit.clock import now
from overlook.kit.errors import DomainError, MustSee, NotAsSeen

HUNDRED = Decimal(100)


@never_cache
@login_required
@require_GET
def grades(request: PersonRequest, ref: str) -> HttpResponse:
    """Assignments by learners, fifty learners a page."""
    seat = seat_of(request.user, ref, TUTORING)
    book = gradebook(seat, sort=request.GET.get("sort", ""), page=request.GET.get("page", ""))
    return render(request, "cohorts/grades.html", {"seat": seat, "book": book, "nav": "cohorts"})


@never_cache
@login_required
@require_GET
def export(request: PersonRequest, ref: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TUTORING)
    response = HttpResponse(written(gradebook(seat, whole=True)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="grades.csv"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grade(request: PersonRequest, ref: str, assignment: str, member: str) -> HttpResponse:
    """One grade. Whoever teaches sets it by hand here, or lets the answers speak again."""
    seat = seat_of(request.user, ref, TUTORING if request.method != "POST" else TEACHING)
    form = GradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _set(seat, assignment, member, form)
        except DomainError as error:
            return _shown(request, seat, assignment, member, form, error)
        messages.success(request, _("Kept, with its reason, in the history below."))
        return redirect("cohort-grade", ref=ref, assignment=assignment, member=member)
    return _shown(request, seat, assignment, member, form, None)


def _set(seat: Enrolment, assignment: str, member: str, form: GradeForm) -> None:
    given = form.cleaned_data
    if given["seen"] is None:
        raise MustSee(_("The form did not say which grade it was made from. Look at the grade, then set it again."))
    value = None if given["lift"] else given["value"] / HUNDRED
    set_grade(seat, assignment=assignment, member=member, value=value, note=given["note"], seen=given["seen"], at=now())


def _shown(
    request: PersonRequest,
    seat: Enrolment,
    assignment: str,
    member: str,
    form: GradeForm,
    refusal: DomainError | None,
) -> HttpResponse:
    found = one_grade(seat, assignment, member)
    if refusal is not None:
        carry(form, refusal)
    context = {
        "seat": seat,
        "found": found,
        "form": form,
        "stale": isinstance(refusal, NotAsSeen | MustSee),
        "nav": "cohorts",
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "cohorts/grade.html", context, status=status)

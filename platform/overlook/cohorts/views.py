"""Pages of a cohort. Who may see which is said once per view, by the roles that its seat must have."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from overlook.accounts.requests import PersonRequest
from overlook.cohorts import services
from overlook.cohorts.arranging import heat_map
from overlook.cohorts.exports import ABOUT_PEOPLE, PANELS, write
from overlook.cohorts.forms import AssignForm, CohortForm, FlagForm, JoinForm, SeatForm, SettingsForm
from overlook.cohorts.models import STAFF, TEACHING, TUTORING, Cohort, Enrolment, Role
from overlook.cohorts.selectors import (
    dashboard,
    enrolment_of,
    essays_on_offer,
    live_code,
    own_work,
    seat_of,
    seats_of,
    staff_of,
)
from overlook.kit.clock import now
from overlook.kit.errors import DomainError, Forbidden, NotFound

THRESHOLDS = ("inactive_days", "wrong_in_a_row", "confident_and_wrong", "assignments_behind")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohorts(request: PersonRequest) -> HttpResponse:
    form = CohortForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        cohort = services.create_cohort(user=request.user, at=now(), **form.cleaned_data)
        return redirect("cohort-settings", ref=cohort.ref)
    return _list(request, form, JoinForm(), 422 if form.errors else 200)


@login_required
@require_POST
def join(request: PersonRequest) -> HttpResponse:
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _list(request, CohortForm(), form, 422)
    try:
        seat = services.join_cohort(user=request.user, code=form.cleaned_data["code"], at=now())
    except DomainError as error:
        form.add_error("code", error.message)
        return _list(request, CohortForm(), form, error.status)
    messages.success(request, _("You are in “%(name)s”.") % {"name": seat.cohort.name})
    return redirect("cohort", ref=seat.cohort.ref)


@login_required
@require_GET
def cohort(request: PersonRequest, ref: str) -> HttpResponse:
    seat = seat_of(request.user, ref, list(Role))
    if seat.role == Role.LEARNER:
        context = {"seat": seat, "work": own_work(seat, at=now()), "nav": "cohorts"}
        return render(request, "cohorts/own.html", context)
    board = dashboard(seat, at=now())
    context = {"seat": seat, "board": board, "map": heat_map(board, request.GET), "nav": "cohorts"}
    return render(request, "cohorts/dashboard.html", context)


@login_required
@require_GET
def export(request: PersonRequest, ref: str, panel: str) -> HttpResponse:
    roles = TUTORING if panel in ABOUT_PEOPLE else STAFF
    seat = seat_of(request.user, ref, roles)
    if panel not in PANELS:
        raise NotFound("There is no such table.")
    response = HttpResponse(write(dashboard(seat, at=now()), panel), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{panel}.csv"'
    return response


@login_required
@require_POST
def settle(request: PersonRequest, ref: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TUTORING)
    form = FlagForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    enrolment = enrolment_of(seat.cohort, given.pop("seat"))
    services.settle_flag(enrolment=enrolment, by=request.user, at=now(), **given)
    messages.success(
        request, _("Snoozed for seven days.") if given["snooze"] else _("Acknowledged until new evidence.")
    )
    return redirect("cohort", ref=ref)


@login_required
@require_GET
def roster(request: PersonRequest, ref: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TUTORING)
    board = dashboard(seat, at=now())
    people = sorted(board.people, key=lambda person: person.label.lower())
    staff = staff_of(seat.cohort) if seat.teaches else []
    context = {"seat": seat, "board": board, "people": people, "staff": staff, "nav": "cohorts"}
    return render(request, "cohorts/roster.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PersonRequest, ref: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TEACHING)
    present = {name: getattr(seat.cohort, name) for name in ("name", "time_zone", *THRESHOLDS)}
    form = SettingsForm(request.POST or None, initial=present)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        thresholds = {name: given[name] for name in THRESHOLDS}
        services.change_cohort(
            cohort=seat.cohort, name=given["name"], time_zone=given["time_zone"], thresholds=thresholds, at=now()
        )
        messages.success(request, _("Saved."))
        return redirect("cohort-settings", ref=ref)
    return _settings(request, seat, form=form)


@never_cache
@login_required
@require_POST
def rotate(request: PersonRequest, ref: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TEACHING)
    code = services.rotate_code(cohort=seat.cohort, at=now())
    return _settings(request, seat, code=code)


@login_required
@require_POST
def revoke(request: PersonRequest, ref: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TEACHING)
    services.revoke_code(cohort=seat.cohort, at=now())
    messages.success(request, _("The join code is revoked. Who is in stays in."))
    return redirect("cohort-settings", ref=ref)


@login_required
@require_POST
def assign(request: PersonRequest, ref: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TEACHING)
    form = AssignForm(request.POST, essays=essays_on_offer())
    if not form.is_valid():
        return _settings(request, seat, assign=form)
    given = form.cleaned_data
    title = dict(essays_on_offer())[given["essay"]]
    try:
        services.assign_essay(cohort=seat.cohort, title=title, at=now(), **given)
    except DomainError as error:
        carry(form, error)
        return _settings(request, seat, assign=form)
    messages.success(request, _("“%(title)s” is assigned.") % {"title": title})
    return redirect("cohort-settings", ref=ref)


@login_required
@require_POST
def withdraw(request: PersonRequest, ref: str, assignment: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TEACHING)
    services.withdraw_assignment(cohort=seat.cohort, ref=assignment)
    messages.success(request, _("The assignment is withdrawn. What was answered stays with the learners."))
    return redirect("cohort-settings", ref=ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: PersonRequest, ref: str, member: str) -> HttpResponse:
    """One learner's page; whoever teaches changes the seat there, and only an owner changes its role."""
    seat = seat_of(request.user, ref, TUTORING if request.method != "POST" else TEACHING)
    enrolment = enrolment_of(seat.cohort, member)
    form = SeatForm(
        request.POST or None, initial={"role": enrolment.role, "time_multiplier": enrolment.time_multiplier}
    )
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        _may_change(seat, enrolment, role)
        multiplier = form.cleaned_data["time_multiplier"]
        services.change_enrolment(enrolment=enrolment, role=role, time_multiplier=multiplier, at=now())
        messages.success(request, _("Saved."))
        return redirect("cohort-roster", ref=ref)
    board = dashboard(seat, at=now())
    person = next((person for person in board.people if person.ref == member), None)
    if person is None and not seat.teaches:
        raise NotFound("There is nobody under this address in this cohort.")
    context = {"seat": seat, "board": board, "person": person, "enrolment": enrolment, "form": form, "nav": "cohorts"}
    return render(request, "cohorts/member.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: PersonRequest, ref: str, member: str) -> HttpResponse:
    seat = seat_of(request.user, ref, TEACHING)
    enrolment = enrolment_of(seat.cohort, member)
    _may_change(seat, enrolment, Role.LEARNER)
    services.remove_enrolment(enrolment=enrolment)
    messages.success(request, _("Taken out of the cohort. Their record stays theirs."))
    return redirect("cohort-roster", ref=ref)


@login_required
@require_POST
def leave(request: PersonRequest, ref: str) -> HttpResponse:
    services.remove_enrolment(enrolment=seat_of(request.user, ref, list(Role)))
    messages.success(request, _("You have left the cohort. Your record stays yours."))
    return redirect("cohorts")


def _may_change(seat: Enrolment, enrolment: Enrolment, role: Role) -> None:
    if seat.role != Role.OWNER and (enrolment.role, role) != (Role.LEARNER, Role.LEARNER):
        raise Forbidden("Only an owner gives and takes roles. Ask an owner of this cohort.")


def carry(form: Any, error: DomainError) -> None:
    """Show a verb's refusal at the fields it names."""
    for name, sentences in (error.fields or {"": [error.message]}).items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def _list(request: PersonRequest, create: CohortForm, join: JoinForm, status: int) -> HttpResponse:
    context = {"seats": seats_of(request.user), "create": create, "join": join, "staff_roles": STAFF, "nav": "cohorts"}
    return render(request, "cohorts/list.html", context, status=status)


def _settings(
    request: PersonRequest,
    seat: Enrolment,
    *,
    form: SettingsForm | None = None,
    assign: AssignForm | None = None,
    code: str = "",
) -> HttpResponse:
    cohort: Cohort = seat.cohort
    present = {name: getattr(cohort, name) for name in ("name", "time_zone", *THRESHOLDS)}
    context = {
        "seat": seat,
        "form": form or SettingsForm(initial=present),
        "assign": assign or AssignForm(essays=essays_on_offer()),
        "assignments": cohort.assignments.all(),
        "live": live_code(cohort, now()),
        "code": code,
        "nav": "cohorts",
    }
    bad = bool((form and form.errors) or (assign and assign.errors))
    return render(request, "cohorts/settings.html", context, status=422 if bad else 200)

"""Pages of a paper: the learner's start page, and the page on which whoever teaches gives extensions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from overlook.accounts.requests import PersonRequest
from overlook.cohorts import deadlines, papers
from overlook.cohorts.forms import PaperForm
from overlook.cohorts.models import STAFF, TEACHING, Enrolment, Role
from overlook.cohorts.paper_selectors import paper_board
from overlook.cohorts.selectors import essays_on_offer, seat_of
from overlook.cohorts.views import carry
from overlook.kit.clock import now
from overlook.kit.errors import DomainError, Invalid, NotFound


@never_cache
@login_required
@require_GET
def paper(request: PersonRequest, ref: str, assignment: str) -> HttpResponse:
    """What to expect and all one's tries, for a learner; dates, extensions and states, for those who teach."""
    seat = seat_of(request.user, ref, list(Role))
    found = papers.paper_of(seat.cohort, assignment)
    if seat.role in STAFF:
        return _board(request, seat, assignment)
    if found.opens_at > now():
        raise NotFound(_("There is no such paper in this cohort."))
    own = papers.own_paper(seat, found, at=now())
    context = {"seat": seat, "own": own, "zone": request.user.time_zone, "nav": "cohorts"}
    return render(request, "cohorts/paper.html", context)


@login_required
@require_POST
def begin(request: PersonRequest, ref: str, assignment: str) -> HttpResponse:
    """Begin a sitting, or go on with the one that is open."""
    seat = seat_of(request.user, ref, [Role.LEARNER])
    papers.paper_of(seat.cohort, assignment)
    attempt = papers.begin_paper(user=request.user, ref=assignment, at=now())
    return redirect("assessments:attempt", ref=attempt.ref)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: PersonRequest, ref: str) -> HttpResponse:
    """The form that assigns a paper with its policy."""
    seat = seat_of(request.user, ref, TEACHING)
    form = PaperForm(request.POST or None, essays=essays_on_offer())
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        dated = {name: given.pop(name) for name in ("essay", "questions", "opens", "due", "closes")}
        title = dict(essays_on_offer())[dated["essay"]]
        try:
            policy = papers.policy_of(**given)
            made = papers.assign_paper(cohort=seat.cohort, title=title, policy=policy, at=now(), **dated)
        except DomainError as error:
            carry(form, error)
        else:
            messages.success(request, _("The paper of “%(title)s” is assigned.") % {"title": title})
            return redirect("cohort-assignment", ref=ref, assignment=made.ref)
    context = {"seat": seat, "form": form, "nav": "cohorts"}
    return render(request, "cohorts/paper_new.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def extend(request: PersonRequest, ref: str, assignment: str) -> HttpResponse:
    """Extensions for as many learners as the form names."""
    seat = seat_of(request.user, ref, TEACHING)
    found = papers.paper_of(seat.cohort, assignment)
    sent = {name.removeprefix("days-"): value for name, value in request.POST.items() if name.startswith("days-")}
    try:
        days = {member: _days(member, str(value)) for member, value in sent.items()}
        changed = deadlines.extend(assignment=found, days=days, by=request.user, at=now())
    except Invalid as error:
        return _board(request, seat, assignment, refusal=error)
    said = ngettext("%(count)d learner has other dates now.", "%(count)d learners have other dates now.", changed)
    messages.success(request, said % {"count": changed})
    return redirect("cohort-assignment", ref=ref, assignment=assignment)


def _board(request: PersonRequest, seat: Enrolment, assignment: str, refusal: Invalid | None = None) -> HttpResponse:
    board = paper_board(seat, papers.paper_of(seat.cohort, assignment), at=now())
    context = {"seat": seat, "board": board, "refusal": refusal, "nav": "cohorts"}
    return render(request, "cohorts/paper_board.html", context, status=422 if refusal else 200)


def _days(member: str, text: str) -> int:
    text = text.strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        sentence = _("Choose a whole number of days from 0 to 366.")
        raise Invalid(_("No extension was given."), fields={member: [sentence]})
    return int(text)

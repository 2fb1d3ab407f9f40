"""Regrading a paper by those who teach a cohort: the answers of its own learners, and nobody else's."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from assessments.models import Assessment
from assessments.regrade_pages import Desk, item_page, list_page
from overlook.accounts.requests import PersonRequest
from overlook.cohorts.models import TEACHING, Enrolment
from overlook.cohorts.papers import paper_of
from overlook.cohorts.selectors import seat_of


@never_cache
@login_required
@require_GET
def paper(request: PersonRequest, ref: str, assignment: str) -> HttpResponse:
    return list_page(request, desk_of(seat_of(request.user, ref, TEACHING), assignment))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: PersonRequest, ref: str, assignment: str, item: str) -> HttpResponse:
    return item_page(request, desk_of(seat_of(request.user, ref, TEACHING), assignment), item)


def desk_of(seat: Enrolment, assignment: str) -> Desk:
    """What the holder of a teaching seat may mend: one paper of the cohort."""
    found = paper_of(seat.cohort, assignment)
    paper = Assessment.objects.select_related("bank").get(bank__organisation=None, slug=found.paper)

    def names(learners: Iterable[int]) -> dict[int, str]:
        seats = Enrolment.objects.filter(cohort=seat.cohort_id, user__learner__in=list(learners))
        rows = seats.values_list("user__learner", "user__name", "user__email")
        return {learner: name or email for learner, name, email in rows if learner}

    return Desk(
        user=seat.user,
        bank=paper.bank,
        scope=(found.context,),
        title=found.title,
        back=reverse("cohort-assignment", args=[seat.cohort.ref, assignment]),
        here=reverse("cohort-regrade", args=[seat.cohort.ref, assignment]),
        nav="cohorts",
        names=names,
    )

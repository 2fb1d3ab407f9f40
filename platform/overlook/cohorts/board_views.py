"""The page of a cohort's board: its switch for those who teach, one's own place for a learner."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from overlook.accounts.requests import PersonRequest
from overlook.cohorts.boards import FEWEST, board_of, switch_board, take_place
from overlook.cohorts.models import TEACHING, Role
from overlook.cohorts.selectors import seat_of
from overlook.kit.clock import now


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: PersonRequest, ref: str) -> HttpResponse:
    """The board as its seat may see it; POST ``on``: be on it (1) or no longer (0)."""
    seat = seat_of(request.user, ref, list(Role))
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        take_place(seat=seat, on=on, at=now())
        messages.success(request, _("You are on the board.") if on else _("You are no longer on the board."))
        return redirect("cohort-board", ref=ref)
    context = {"seat": seat, "board": board_of(seat, at=now()), "fewest": FEWEST, "nav": "cohorts"}
    return render(request, "cohorts/board.html", context)


@login_required
@require_POST
def switch(request: PersonRequest, ref: str) -> HttpResponse:
    """Open or close the board of a cohort."""
    seat, on = seat_of(request.user, ref, TEACHING), request.POST.get("on") == "1"
    switch_board(cohort=seat.cohort, on=on, at=now())
    messages.success(
        request,
        _("The board is open to whoever chooses to be on it.") if on else _("The board is closed, and empty again."),
    )
    return redirect("cohort-board", ref=ref)

"""Regrading by the owner of a bank: every answer to it, wherever it was given."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from assessments.models import Bank
from assessments.regrade_pages import Desk, item_page, list_page, references
from overlook.accounts.models import User
from overlook.accounts.requests import PersonRequest
from overlook.kit.errors import NotFound


@never_cache
@login_required
@require_GET
def bank(request: PersonRequest, bank: str) -> HttpResponse:
    return list_page(request, _desk(request.user, bank))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: PersonRequest, bank: str, item: str) -> HttpResponse:
    return item_page(request, _desk(request.user, bank), item)


def owned_bank(user: User, slug: str) -> Bank:
    """A bank that is somebody's to mend; the others are not there."""
    found = Bank.objects.owned_by(user).filter(slug=slug).order_by("pk").first()
    if found is None:
        raise NotFound(_("There is no such bank, or it is not yours."))
    return found


def _desk(user: User, slug: str) -> Desk:
    found = owned_bank(user, slug)
    here = reverse("assessments:regrade-bank", args=[slug])
    return Desk(
        user=user,
        bank=found,
        scope=None,
        title=found.title,
        back=found.home,
        here=here,
        nav="essays",
        names=references,
    )

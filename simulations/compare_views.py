"""Two results laid over each other; while one is missing, the page on which it is chosen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overlook.accounts.sessions import present_learner
from overlook.kit.errors import Invalid
from simulations import comparing, finding, pages


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """``?r=…&r=…``: each the hash or the address of a result."""
    found = comparing.read(request.GET.getlist("r"), finding.reader(request))
    if len(found) < 2:
        choice = comparing.choose(found, present_learner(request))
        answer = render(request, "simulations/choose.html", {"nav": "simulations", "page": choice})
        answer["Cache-Control"] = "no-store"
        return answer
    page = comparing.compare(found[0], found[1])
    return finding.guarded(render(request, "simulations/compare.html", {"nav": "simulations", "page": page}), *found)


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The panels alone, at the width that the page has."""
    found = comparing.read(request.GET.getlist("r"), finding.reader(request))
    if len(found) != 2:
        raise Invalid(_("Two results are compared at a time."))
    page = comparing.compare(found[0], found[1], width=pages.read_width(request.GET.get("width", "")))
    return finding.guarded(render(request, "simulations/_compared.html", {"page": page}), *found)

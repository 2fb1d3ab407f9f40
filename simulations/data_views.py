"""A learner's own data sets as pages: what is there, what was computed from it, and how to be rid of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit import tables
from overlook.kit.clock import now
from overlook.kit.errors import Invalid, NotFound
from simulations import data_pages, forms, own_data
from simulations.models import DataSet


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def data_sets(request: HttpRequest) -> HttpResponse:
    """The reader's own; POST brings another."""
    if request.method != "POST":
        return _listed(request, forms.Brought("", "", ()))
    file, text = request.FILES.get(forms.FILE), request.POST.get(forms.TEXT, "")
    content: bytes | str = file.read() if file else text
    name = request.POST.get(forms.NAME) or (file.name if file else "") or ""
    try:
        text = tables.decoded(content, field=own_data.FIELD)
        kept = own_data.add(learner=ensure_learner(request), name=name, content=content, at=now())
    except Invalid as error:
        return _listed(request, forms.Brought(text, name, error.fields[own_data.FIELD]), status=422)
    return _see("simulations:data-set", kept.ref)


@never_cache
@require_safe
def data_set(request: HttpRequest, ref: str) -> HttpResponse:
    """One data set: its first rows, where it can be used, and what was computed from it."""
    page = data_pages.data_page(_own(request, ref))
    return render(request, "simulations/data_set.html", {"nav": "simulations", "page": page})


@never_cache
@require_safe
def data_csv(request: HttpRequest, ref: str) -> HttpResponse:
    found = _own(request, ref)
    answer = HttpResponse(found.csv, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="data-{found.ref}.csv"'
    return answer


@require_POST
def delete(request: HttpRequest, ref: str) -> HttpResponse:
    found = _own(request, ref)
    own_data.delete(data_set=found, at=now())
    messages.success(request, _("“%(name)s” and everything computed from it are deleted.") % {"name": found.name})
    return _see("simulations:data-sets")


def _own(request: HttpRequest, ref: str) -> DataSet:
    found = DataSet.objects.of(present_learner(request)).filter(ref=ref).first()
    if found is None:
        raise NotFound(_("There is no such data set, or it is not yours."))
    return found


def _listed(request: HttpRequest, brought: forms.Brought, status: int = 200) -> HttpResponse:
    context = {
        "nav": "simulations",
        "data_sets": list(DataSet.objects.of(present_learner(request))),
        "brought": brought,
        "takers": data_pages.takers(),
    }
    return render(request, "simulations/data_sets.html", context, status=status)


def _see(name: str, *arguments: str) -> HttpResponse:
    answer = redirect(name, *arguments)
    answer.status_code = 303
    return answer

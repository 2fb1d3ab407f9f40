"""The pages of simulations, runs and results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit import tables
from overlook.kit.clock import now
from overlook.kit.errors import DomainError, Invalid, NotFound, TooMany
from overlook.kit.refs import new_ref
from simulations import citing, finding, forms, listing, own_data, pages, reading, services
from simulations.catalogue import simulation as find_simulation
from simulations.catalogue import simulations
from simulations.engine import schema
from simulations.engine.contract import Simulation
from simulations.models import DataSet

_LATEST = 8


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every simulation, and the reader's own latest runs."""
    page = listing.runs_page(present_learner(request), size=_LATEST)
    context = {"nav": "simulations", "simulations": simulations().values(), "page": page}
    return render(request, "simulations/index.html", context)


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """All of the reader's own runs, the newest first."""
    page = listing.runs_page(present_learner(request), number=listing.read_number(request.GET.get("page", "")))
    return _never_kept(render(request, "simulations/runs.html", {"nav": "simulations", "page": page}))


@require_http_methods(["GET", "HEAD", "POST"])
def simulation(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a simulation: GET fills it in, POST asks for the run."""
    leaf = find_simulation(slug)
    if request.method == "POST":
        return _ask(request, leaf)
    preset = request.GET.get("preset", "")
    given = {name: str(value) for name, value in request.GET.items()}
    data = forms.preset_query(leaf, preset) if preset else given
    if data is None:
        raise NotFound(_("There is no such preset."))
    return _form(request, leaf, data, status=200)


@require_safe
def run(request: HttpRequest, ref: str) -> HttpResponse:
    """A run, whole, however far it has come."""
    page = pages.run_page(finding.own_run(request, ref), at=now())
    return _never_kept(render(request, "simulations/run.html", {"nav": "simulations", "page": page}))


@require_safe
def run_live(request: HttpRequest, ref: str) -> HttpResponse:
    """The part of the run's page that changes, at the width and on the axes that the page has."""
    width = pages.read_width(request.GET.get("width", ""))
    domains = pages.read_domains(request.GET.get("domains", ""))
    page = pages.run_page(finding.own_run(request, ref), at=now(), width=width, domains=domains)
    return _never_kept(render(request, "simulations/_live.html", {"page": page}))


@require_POST
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    services.withdraw(run=finding.own_run(request, ref), at=now())
    return redirect("simulations:run", ref, permanent=False)


@require_safe
def result(request: HttpRequest, digest: str) -> HttpResponse:
    """A permanent result: what was computed, by what, and how to compute it again."""
    found = finding.result(request, digest)
    page = pages.result_page(found)
    context = {"nav": "simulations", "page": page, "cited": _cited(request, page), "key": new_ref()}
    answer = render(request, "simulations/result.html", context)
    return finding.guarded(answer, found)


@require_safe
def result_picture(request: HttpRequest, digest: str) -> HttpResponse:
    """The pictures of a result, at the width that the page has."""
    found = finding.result(request, digest)
    page = pages.result_page(found, width=pages.read_width(request.GET.get("width", "")))
    return finding.guarded(render(request, "simulations/_result.html", {"page": page}), found)


@require_POST
def result_again(request: HttpRequest, digest: str) -> HttpResponse:
    """Compute a result again whose numbers were set aside, or that another engine computed."""
    found = finding.result(request, digest)
    made = services.request_run(
        learner=ensure_learner(request),
        simulation=found.recipe.simulation,
        params=found.recipe.params,
        seeds=found.seeds,
        idempotency_key=f"form:{request.POST.get('key') or new_ref()}",
        at=now(),
    )
    return redirect("simulations:run", made.ref)


def _ask(request: HttpRequest, leaf: Simulation) -> HttpResponse:
    data = {name: str(value) for name, value in request.POST.items()}
    learner = ensure_learner(request)
    key = f"form:{data.get('key') or new_ref()}"
    try:
        data |= _brought(request, leaf, data)
        params, seeds = forms.read(leaf, data)
        made = services.request_run(
            learner=learner, simulation=leaf.slug, params=params, seeds=seeds, idempotency_key=key, at=now()
        )
    except (Invalid, TooMany) as error:
        # The key of a refused form is spent only if it was used; a new one lets the mended form through.
        data["key"] = new_ref()
        return _form(request, leaf, data, error, status=error.status)
    answer = redirect("simulations:run", made.ref)
    answer.status_code = 303
    return answer


def _brought(request: HttpRequest, leaf: Simulation, data: dict[str, str]) -> dict[str, str]:
    """Keep the data that came with the form; gives the fields with these data chosen. A file goes before pasted text.

    What was uploaded and cannot be read stands in ``data`` as text, where it can be mended.
    """
    if not forms.takes_data(forms.family_of(leaf, data)):
        return {}
    file = request.FILES.get(forms.FILE)
    content: bytes | str = file.read() if file else data.get(forms.TEXT, "")
    if not content.strip():
        return {}
    data[forms.TEXT] = tables.decoded(content, field=own_data.FIELD)
    name = data.get(forms.NAME) or (file.name if file else "") or ""
    kept = own_data.add(learner=ensure_learner(request), name=name, content=content, at=now())
    return {"data": kept.digest, forms.TEXT: "", forms.NAME: ""}


def _form(
    request: HttpRequest, leaf: Simulation, data: dict[str, str], error: DomainError | None = None, *, status: int
) -> HttpResponse:
    own: list[DataSet] = []
    find: schema.Find = schema.no_data
    if forms.takes_data(forms.family_of(leaf, data)):
        reader = present_learner(request)
        own, find = list(DataSet.objects.of(reader)), own_data.finder(reader)
    form = forms.form_for(leaf, data, error, own)
    context = {
        "nav": "simulations",
        "leaf": leaf,
        "form": form,
        "notes": reading.notes_of_form(leaf, form, find),
        "brief": reading.brief(leaf),
    }
    return _never_kept(render(request, "simulations/simulation.html", context, status=status))


def _cited(request: HttpRequest, page: pages.ResultPage) -> citing.Citation:
    address = request.build_absolute_uri(reverse("simulations:result", args=[page.result.hash]))
    return citing.citation(page.result, title=page.named, address=address)


def _never_kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer

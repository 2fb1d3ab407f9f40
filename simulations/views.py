"""The pages of simulations, runs and results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Invalid, NotFound, TooMany
from overlook.kit.refs import new_ref
from simulations import citing, finding, forms, pages, reading, services
from simulations.catalogue import simulation as find_simulation
from simulations.catalogue import simulations
from simulations.engine.contract import Simulation
from simulations.models import Run


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every simulation, and the reader's own latest runs."""
    latest = Run.objects.of(present_learner(request)).select_related("recipe").order_by("-created_at")[:10]
    context = {"nav": "simulations", "simulations": simulations().values(), "runs": _named(list(latest))}
    return render(request, "simulations/index.html", context)


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
    return _form(request, leaf, forms.form_for(leaf, data), status=200)


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
    page = pages.result_page(finding.result(request, digest))
    context = {"nav": "simulations", "page": page, "cited": _cited(request, page), "key": new_ref()}
    return render(request, "simulations/result.html", context)


@require_safe
def result_picture(request: HttpRequest, digest: str) -> HttpResponse:
    """The pictures of a result, at the width that the page has."""
    page = pages.result_page(finding.result(request, digest), width=pages.read_width(request.GET.get("width", "")))
    return render(request, "simulations/_result.html", {"page": page})


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
    params, seeds = forms.read(leaf, data)
    key = f"form:{data.get('key') or new_ref()}"
    try:
        made = services.request_run(
            learner=ensure_learner(request),
            simulation=leaf.slug,
            params=params,
            seeds=seeds,
            idempotency_key=key,
            at=now(),
        )
    except (Invalid, TooMany) as error:
        # The key of a refused form is spent only if it was used; a new one lets the mended form through.
        data["key"] = new_ref()
        return _form(request, leaf, forms.form_for(leaf, data, error), status=error.status)
    answer = redirect("simulations:run", made.ref)
    answer.status_code = 303
    return answer


def _form(request: HttpRequest, leaf: Simulation, form: forms.RunForm, *, status: int) -> HttpResponse:
    context = {
        "nav": "simulations",
        "leaf": leaf,
        "form": form,
        "notes": reading.notes_of_form(leaf, form),
        "brief": reading.brief(leaf),
    }
    return render(request, "simulations/simulation.html", context, status=status)


def _cited(request: HttpRequest, page: pages.ResultPage) -> citing.Citation:
    address = request.build_absolute_uri(reverse("simulations:result", args=[page.result.hash]))
    return citing.citation(page.result, title=page.named, address=address)


def _named(runs: list[Run]) -> list[tuple[Run, str]]:
    known = simulations()
    return [(found, known[found.recipe.simulation].title) for found in runs if found.recipe.simulation in known]


def _never_kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer

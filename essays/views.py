"""Pages of the reading room: the catalogue, essays, predictions, and what is kept about reading."""

import mimetypes
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from assessments.engine.variants import digest
from assessments.selectors import answered_view, item_view
from assessments.services import check_answer
from essays import pages, selectors, services
from essays.sharing import shared
from overlook.accounts.models import Learner
from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Invalid, NotFound
from overlook.kit.origin import same_origin_required

_FOR_EVER = "public, max-age=31536000, immutable"
_LONGEST_FIELD = 2000
_SENDING = frozenset({"csrfmiddlewaretoken", "idempotency_key", "figure_state", "skip"})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The catalogue: the same for everybody."""
    entries = selectors.catalogue()
    tag = pages.etag_of("home", [(entry.slug, entry.sha256) for entry in entries], pages.front_stamp(request))
    return shared(request, tag, lambda: pages.home_bytes(request, entries, tag))


@require_safe
def essay(request: HttpRequest, slug: str) -> HttpResponse:
    """An essay: the same for everybody; ``?fig=…`` puts one figure into a state."""
    edition, entries = selectors.edition(slug), selectors.catalogue()
    asked = pages.asked_state(edition, request.GET)
    listed = [(entry.slug, entry.sha256) for entry in entries]
    tag = pages.etag_of("essay", edition.sha256, listed, sorted(asked.items()), pages.front_stamp(request))
    return shared(request, tag, lambda: pages.essay_bytes(request, edition, entries, asked, tag))


@require_safe
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """Where each number of an essay comes from: the same for everybody."""
    edition = selectors.edition(slug)
    tag = pages.etag_of("numbers", edition.sha256, pages.front_stamp(request))
    return shared(request, tag, lambda: pages.numbers_bytes(request, edition, tag))


@require_safe
def figure(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The numbers behind one figure, in the state of the query: a page, or the bare table for a figure on its page."""
    edition = selectors.edition(slug)
    bare = "HX-Request" in request.headers
    template = "essays/figure_table.html" if bare else "essays/figure_numbers.html"
    asked = pages.asked_state(edition, request.GET)
    tag = pages.etag_of("figure", edition.sha256, name, bare, sorted(asked.items()), pages.front_stamp(request))
    response = shared(request, tag, lambda: pages.figure_bytes(request, edition, name, asked, template, tag))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def data(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """A data file of an essay under its hashed name: it never changes."""
    path = pages.data_path(slug, name)
    if not path.is_file():
        raise NotFound("There is no such file.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(path.open("rb"), content_type=kind)
    response["Cache-Control"] = _FOR_EVER
    # A figure in a sandboxed frame of another page has no origin, and asks for its data like any stranger.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@never_cache
@require_GET
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """The personal part of an essay's head: where this reader was. Empty for a reader about whom nothing is kept."""
    progress = selectors.reading_of(present_learner(request), selectors.edition(slug).slug)
    if progress is None or not (progress.anchor or progress.done):
        return HttpResponse(status=204)
    return render(request, "essays/mine.html", {"progress": progress})


@never_cache
@same_origin_required
@require_POST
def reading(request: HttpRequest, slug: str) -> HttpResponse:
    """A note of how far the reader came: the anchor of the farthest mark."""
    found = selectors.published_essay(slug)
    furthest = services.number_in(found, request.POST.get("mark", ""))
    services.note_reading(learner=ensure_learner(request), essay=found, furthest=furthest, at=now())
    return HttpResponse(status=204)


@never_cache
@same_origin_required
def predict(request: HttpRequest, slug: str, prediction: str) -> HttpResponse:
    """POST: store a prediction, then show what happens. GET: what this reader has already seen, or the question."""
    if request.method == "POST":
        return _predicted(request, slug, prediction)
    if "HX-Request" in request.headers and not selectors.revealed(present_learner(request), slug, prediction):
        return HttpResponse(status=204)
    return _prediction(request, present_learner(request), slug, prediction)


def _predicted(request: HttpRequest, slug: str, prediction: str) -> HttpResponse:
    found = selectors.published_essay(slug)
    fields = {name: str(value)[:_LONGEST_FIELD] for name, value in request.POST.items() if name not in _SENDING}
    if "skip" in request.POST:
        learner = ensure_learner(request)
        services.show_without_predicting(learner=learner, essay=found, prediction=prediction, at=now())
    else:
        try:
            check_answer(bank=slug, item_id=prediction, payload=fields)
        except Invalid as refusal:
            return _refused(request, slug, prediction, fields, refusal)
        learner = ensure_learner(request)
        services.predict(
            learner=learner,
            essay=found,
            prediction=prediction,
            payload=fields,
            confidence=request.POST.get("confidence", ""),
            idempotency_key=request.POST.get("idempotency_key") or f"form:{digest([prediction, fields])}",
            at=now(),
        )
    if "HX-Request" in request.headers:
        return _prediction(request, learner, slug, prediction, fresh=True)
    return redirect(pages.predict_url(slug, prediction))


def _prediction(
    request: HttpRequest, learner: Learner | None, slug: str, prediction: str, *, fresh: bool = False
) -> HttpResponse:
    """The question, or the answer that was given and what happens; the focus goes there when it is ``fresh``."""
    given = selectors.revealed(learner, slug, prediction)
    edition = selectors.edition(slug)
    address = pages.predict_url(slug, prediction)
    context: dict[str, Any] = {"action": address, "given": given, "essay": edition.manifest, "fresh": fresh}
    if given is None:
        context["item"] = item_view(slug, prediction)
    else:
        context["item"] = answered_view(learner, slug, prediction, seq=1 if given.predicted else None)
        context["reveal"] = pages.assemble(edition, selectors.reveal_segments(slug, prediction), {}, {})
    return _prediction_page(request, context)


def _refused(
    request: HttpRequest, slug: str, prediction: str, fields: dict[str, str], refusal: Invalid
) -> HttpResponse:
    context = {
        "action": pages.predict_url(slug, prediction),
        "item": item_view(slug, prediction, fields=fields),
        "essay": selectors.edition(slug).manifest,
        "refusal": refusal,
    }
    return _prediction_page(request, context, status=422)


def _prediction_page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = "essays/predict.html" if "HX-Request" in request.headers else "essays/predict_page.html"
    return render(request, template, context, status=status)

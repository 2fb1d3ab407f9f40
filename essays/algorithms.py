"""How the figures are computed: a page for each kind, the same for everybody."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from essays import pages, selectors
from essays.selectors import Entry
from essays.sharing import keep, kept, shared
from essays.standby import standby
from overlook.figures.algorithms import algorithm_of
from overlook.figures.contract import Kind
from overlook.kit.errors import NotFound
from overlook.kit.registry import discover


@dataclass(frozen=True)
class Use:
    """A figure of a kind in an essay; what only a reveal shows is not told about."""

    essay: str
    title: str
    number: int | None
    url: str


@require_safe
def algorithm(request: HttpRequest, kind: str) -> HttpResponse:
    """What a kind computes, in words and in Python: a page, or the bare part for a figure that opens it in place."""
    known: Kind | None = discover("overlook.figures", "KIND").get(kind)
    if known is None:
        raise NotFound("There is no such kind of figure.")
    found, entries, bare = algorithm_of(kind), selectors.catalogue(), "HX-Request" in request.headers
    listed = [(entry.slug, entry.sha256) for entry in entries]
    tag = pages.etag_of("algorithm", kind, found, bare, listed, pages.front_stamp(request))

    def page() -> str:
        context: dict[str, Any] = {"kind": known, "algorithm": found, "bare": bare, "record_away": standby.in_use}
        if bare:
            return render_to_string("essays/algorithm_part.html", context, request)
        return render_to_string("essays/algorithm.html", {**context, "uses": uses(kind, entries)}, request)

    response = shared(request, tag, lambda: kept(tag) or keep(tag, page()))
    patch_vary_headers(response, ["HX-Request"])
    return response


def uses(kind: str, entries: list[Entry]) -> list[Use]:
    """Every figure of a kind, in the order of the catalogue."""
    found = []
    for entry in entries:
        manifest = selectors.edition(entry.slug).manifest
        names = [segment["figure"] for segment in manifest["segments"] if "figure" in segment]
        figures = {name: manifest["figures"][name] for name in names if manifest["figures"][name]["kind"] == kind}
        found += [
            Use(entry.title, figure["title"], figure["number"], f"{entry.url}#{name}")
            for name, figure in figures.items()
        ]
    return found

"""Pages about an essay's versions: the history, one version as it was, and two of them compared."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from essays import pages, selectors
from essays.history import versions
from essays.sharing import passing, shared
from essays.standby import standby


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version; ``?from=…&to=…`` leads to the comparison of two."""
    if request.GET.get("from") and request.GET.get("to"):
        before, after = (versions.version_of(slug, request.GET[name]) for name in ("from", "to"))
        return redirect(reverse("essays:compared", args=[slug, before.short, after.short]))
    found, manifest = versions.history(slug), selectors.edition(slug).manifest
    page = Paginator(found, versions.PAGE).get_page(request.GET.get("page"))
    tag = pages.etag_of("versions", [one.sha256 for one in found], page.number, pages.front_stamp(request))

    def context() -> dict[str, Any]:
        shown = versions.with_changes(list(page.object_list), found[page.end_index() :])
        return {"essay": manifest, "all": found, "versions": shown, "page": page, "record_away": standby.in_use}

    return shared(request, tag, lambda: passing(render_to_string("essays/versions.html", context(), request)))


@require_safe
def version(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """An essay as it was in one version, and how to cite it."""
    found = versions.version_of(slug, name)
    edition = versions.edition_of(slug, found)
    asked = pages.asked_state(edition, request.GET)
    newest = selectors.edition(slug).sha256
    address = request.build_absolute_uri(reverse("essays:version", args=[slug, found.short]))
    tag = pages.etag_of("version", found, newest, address, sorted(asked.items()), pages.front_stamp(request))

    def context() -> dict[str, Any]:
        cited = versions.bibtex(edition.manifest, found, address)
        asked_for = {"version": found, "newest": newest[: versions.SHORT], "address": address, "bibtex": cited}
        return {**versions.context_of(edition, asked), **asked_for}

    return shared(request, tag, lambda: passing(render_to_string("essays/version.html", context(), request)))


@require_safe
def compared(request: HttpRequest, slug: str, before: str, after: str) -> HttpResponse:
    """What changed from one version to another."""
    old, new = versions.version_of(slug, before), versions.version_of(slug, after)
    tag = pages.etag_of("compared", old, new, pages.front_stamp(request))

    def context() -> dict[str, Any]:
        manifest, found = versions.edition_of(slug, new).manifest, versions.compared(old, new)
        told = {"before": old, "after": new, "found": found, "record_away": standby.in_use}
        return {"essay": manifest, "slug": slug, **told}

    return shared(request, tag, lambda: passing(render_to_string("essays/compared.html", context(), request)))

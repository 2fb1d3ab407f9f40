"""The previewed page: what readers would get, with addresses that lead into the preview and nothing that is kept.

The page is made by the same templates and the same code as a published one. Only then its addresses below
``/e/<slug>/`` and ``/items/<slug>/`` are led to the preview, and the marks by which a page notes how far it was read
are taken off. Its policy allows it to speak to the preview alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.selectors import ItemView
from assessments.unpublished import withheld
from essays import pages, selectors
from essays.selectors import Edition
from essays.workshop.drafting import views_of
from essays.workshop.drafts import Draft
from essays.workshop.sheets import DARK, LIGHT, PAPER

PHONE, PRINT, WITHOUT_SCRIPT, WITHHELD = "phone", "print", "no-script", "withheld"
_MARK = re.compile(r' data-mark="\d+"')
_FORM = re.compile(r'<form class="controls"[^>]*>')
_OUTWARD = re.compile(r'<a (?=[^>]*\bhref="(?:/|https?:))(?![^>]*\btarget=)')
_CONTROL = re.compile(r'(<a class="ctl" href="\?)')


@dataclass(frozen=True)
class View:
    """How a page is looked at. Each way has an address: ``?view=dark,phone``; unknown words are passed over."""

    scheme: str = ""
    on: str = ""
    script: bool = True
    withheld: bool = False

    @classmethod
    def of(cls, text: str) -> "View":
        words = text.split(",")
        return cls(
            scheme=next((word for word in words if word in (LIGHT, DARK)), ""),
            on=next((word for word in words if word in (PHONE, PRINT)), ""),
            script=WITHOUT_SCRIPT not in words,
            withheld=WITHHELD in words,
        )

    def __str__(self) -> str:
        words = [self.scheme, self.on, "" if self.script else WITHOUT_SCRIPT, WITHHELD if self.withheld else ""]
        return ",".join(word for word in words if word)

    @property
    def runs(self) -> bool:
        """Whether the page's scripts run: paper does not move, so what is printed is shown as the server draws it."""
        return self.script and self.on != PRINT

    @property
    def sheet(self) -> str:
        """The stylesheet of this view, by its name in `essays.workshop.sheets`; empty for the site's own."""
        return PAPER if self.on == PRINT else self.scheme

    def switches(self) -> list[tuple[str, list[tuple[str, "View", bool]]]]:
        """The bar: each group's name, and its ways with their views, the present one marked."""
        groups: list[tuple[str, list[tuple[str, dict[str, Any]]]]] = [
            (
                _("Scheme"),
                [(_("system"), {"scheme": ""}), (_("light"), {"scheme": LIGHT}), (_("dark"), {"scheme": DARK})],
            ),
            (_("On"), [(_("screen"), {"on": ""}), (_("phone"), {"on": PHONE}), (_("print"), {"on": PRINT})]),
            (_("JavaScript"), [(_("on"), {"script": True}), (_("off"), {"script": False})]),
            (_("What predictions withhold"), [(_("hidden"), {"withheld": False}), (_("shown"), {"withheld": True})]),
        ]
        return [
            (name, [(text, replace(self, **change), replace(self, **change) == self) for text, change in ways])
            for name, ways in groups
        ]


def edition_of(draft: Draft, view: View | None = None) -> Edition:
    """The draft as pages know an essay; on paper each figure stands in the state that is printed."""
    assert draft.artefact is not None
    manifest = dict(draft.artefact.manifest)
    if view and view.on == PRINT:
        manifest["figures"] = {
            name: {**figure, "params": {**figure["params"], **figure["print"]}}
            for name, figure in manifest["figures"].items()
        }
    return Edition(0, draft.slug, draft.stamp, manifest, draft.built)


def page(request: HttpRequest, draft: Draft, view: View) -> HttpResponse:
    """The whole page in this view."""
    assert draft.artefact is not None
    items = views_of(draft.artefact)
    edition = edition_of(draft, view)
    if view.withheld:
        edition = replace(edition, manifest=_told(edition.manifest, draft, edition, items))
    context = pages.essay_context(edition, selectors.catalogue(), pages.asked_state(edition, request.GET), items)
    context |= {"sheet": view.sheet, "runs": view.runs}
    if not view.runs:
        context["modules"] = {"run": [], "preload": []}
    return framed(request, draft.slug, render_to_string("essays/preview_page.html", context, request), view)


def framed(request: HttpRequest, slug: str, html: str, view: View | None = None) -> HttpResponse:
    """An answer that only this site may frame, and that may speak to this essay's preview alone."""
    home = f"/author/{slug}/preview/"
    # A path needs a host beside it; a policy knows no host in brackets.
    host = request.get_host()
    only, algorithms = (SELF, SELF) if "[" in host else (f"{host}{home}", f"{host}/figures/")
    policy = {"frame-ancestors": [SELF], "connect-src": [only, algorithms], "form-action": [only]}
    answer = HttpResponse(_rehoused(html, slug, view or View()), headers={"X-Frame-Options": "SAMEORIGIN"})
    csp_replace(policy)(lambda _request: answer)(request)
    return answer


def _rehoused(html: str, slug: str, view: View) -> str:
    home = f"/author/{slug}/preview/at/"
    html = html.replace(f"/e/{slug}/", home).replace(f'"/items/{slug}/', f'"{home}item/')
    html = _MARK.sub("", html)
    # The other pages of the site let nobody frame them.
    html = _OUTWARD.sub('<a target="_blank" ', html)
    if str(view):
        hidden = f'<input type="hidden" name="view" value="{view}">'
        html = _FORM.sub(lambda match: match[0] + hidden, html)
        html = _CONTROL.sub(rf"\1view={view}&amp;", html)
    return html


def _told(manifest: Mapping[str, Any], draft: Draft, edition: Edition, items: Mapping[str, ItemView]) -> dict[str, Any]:
    """The manifest with what is withheld put behind each question; at the end of those that stand nowhere else."""
    assert draft.artefact is not None
    reveals = draft.artefact.secret["reveals"]
    segments: list[Mapping[str, str]] = []
    for segment in manifest["segments"]:
        segments.append(segment)
        name = segment.get("item") or segment.get("predict") or ""
        reveal = pages.assemble(edition, reveals.get(name, []), items, {}) if "predict" in segment else ""
        if name in draft.specs:
            segments.append({"html": _kept_back(draft, name, reveal)})
    placed = {segment.get("item") or segment.get("predict") for segment in manifest["segments"]}
    rest = [name for name in draft.specs if name not in placed]
    return {**manifest, "segments": [*segments, *({"html": _kept_back(draft, name)} for name in rest)]}


def _kept_back(draft: Draft, name: str, reveal: str = "") -> SafeString:
    try:
        kept = withheld(draft.specs[name])
    except Exception as error:
        # A key that its own grader trips over is an author's slip, and the lint tells it.
        return format_html('<p class="notice">{}: {}</p>', name, repr(error))
    return render_to_string("essays/preview_withheld.html", {"name": name, "reveal": reveal, **kept})


def tabs(draft: Draft, chosen: str) -> tuple[str, Iterable[str]]:
    """The file that is shown, and those that there are."""
    names = list(draft.texts)
    return (chosen if chosen in draft.texts else names[0] if names else ""), names

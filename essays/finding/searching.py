"""Search over what is published now: a page that is the same for everybody who asks the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from essays import pages, selectors
from essays.finding.index import LONGEST, Found, Hit, Index, Part, Passage, passages
from essays.sharing import passing, shared
from essays.standby import standby
from simulations.catalogue import challenges, simulations

PAGE = 20
Stamp = tuple[tuple[str, str], ...]

KINDS = {
    "essay": _("Essay"),
    "section": _("Section"),
    "text": _("Text"),
    "figure": _("Figure"),
    "term": _("Term"),
    "objective": _("Aim"),
    "challenge": _("Challenge"),
    "simulation": _("Simulation"),
}


@dataclass(frozen=True)
class Result:
    """A hit as the page and the API show it: what was searched for is marked."""

    essay: str
    kind: str
    label: str
    url: str
    heading: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class Group:
    """The hits of one essay on this page; of challenges and simulations where ``title`` is empty."""

    title: str
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Results:
    """One page of what was found."""

    query: str
    total: int
    page: int
    pages: int
    some: bool
    instead: str
    terms: tuple[Passage, ...]
    groups: tuple[Group, ...]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is found for ``?q=…``; without it the form alone."""
    asked, page = asked_of(request)
    tag = pages.etag_of("search", asked, page, stamp(), pages.front_stamp(request))

    def context() -> dict[str, Any]:
        return {"nav": "search", "results": results(asked, page), "longest": LONGEST, "record_away": standby.in_use}

    return shared(request, tag, lambda: passing(render_to_string("essays/search.html", context(), request)))


def asked_of(request: HttpRequest) -> tuple[str, int]:
    """The words and the page that a request asks for; whatever is no page is the first."""
    page = request.GET.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    return request.GET.get("q", "")[:LONGEST], number


def results(asked: str, page: int) -> Results:
    """One page of results; a page beyond the last is the last."""
    found = index().search(asked)
    last = max(1, -(-len(found.hits) // PAGE))
    page = min(max(page, 1), last)
    return Results(
        query=found.query,
        total=len(found.hits),
        page=page,
        pages=last,
        some=found.some,
        instead=found.instead,
        terms=found.terms,
        groups=_groups(found, page),
    )


def _groups(found: Found, page: int) -> tuple[Group, ...]:
    titles = {entry.slug: entry.title for entry in selectors.catalogue()}
    shown = found.hits[(page - 1) * PAGE : page * PAGE]
    return tuple(
        Group(titles.get(slug, ""), tuple(_result(hit) for hit in hits))
        for slug, hits in groupby(shown, key=lambda hit: hit.group)
    )


def _result(hit: Hit) -> Result:
    label = str(KINDS[hit.kind])
    return Result(hit.group, hit.kind, label, hit.url, _marked(hit.heading), _marked(hit.body))


def _marked(parts: Sequence[Part]) -> SafeString:
    pieces = (format_html("<mark>{}</mark>", part.text) if part.marked else part.text for part in parts)
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def stamp() -> Stamp:
    """What the index depends on: each published essay's content. One query."""
    return tuple((entry.slug, entry.sha256) for entry in selectors.catalogue())


def index() -> Index:
    """The index of what is published now: this process builds it anew when that changes."""
    return _index(stamp(), get_language() or "")


@lru_cache(maxsize=2)
def _index(published: Stamp, _language: str) -> Index:
    found = [one for slug, _sha256 in published for one in passages(slug, selectors.edition(slug).manifest)]
    played: list[tuple[str, Mapping[str, Any]]] = [("challenge", challenges()), ("simulation", simulations())]
    for kind, leaves in played:
        for slug, leaf in leaves.items():
            address = reverse(f"simulations:{kind}", args=[slug])
            found.append(Passage("", kind, address, heading=str(leaf.title), body=str(leaf.summary)))
    return Index(found)

"""One figure of an essay for elsewhere: its view, its page for a frame, the frame's size and code, its oEmbed."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from essays import pages, selectors
from essays.selectors import Edition
from overlook.figures.contract import NARROW, Data, Kind, Param, State
from overlook.figures.host import render_figure, state_from_query
from overlook.figures.presets import Preset, preset_from_query
from overlook.kit.errors import NotFound

THEMES = ("light", "dark")
#: A frame's width in pixels: as wide as a figure grows, unless somebody asks for less.
WIDTH, LEAST, MOST = 696, 240, 1200
# An LMS asks again after an hour.
CACHE_SECONDS = 3600
_WITHIN = re.compile(r'<a class="([^"]*)" href="([#?][^"]*)"')
_TAGS = re.compile(r"<[^>]+>")
# Mean width of a letter and height of a line of the small sans-serif, rather more than less, and the gap below a block.
_LETTER, _LINE, _GAP = 6.9, 22, 8


@dataclass(frozen=True)
class View:
    """A figure that an essay's page shows, in a state, with what is held in it and its colours."""

    edition: Edition
    name: str
    figure: Mapping[str, Any]
    kind: Kind
    data: Data
    authored: State
    state: State
    preset: Preset
    theme: str

    @property
    def title(self) -> str:
        return self.figure["title"] or str(self.kind.title)

    @property
    def moved(self) -> dict[str, str]:
        """What of the state is not as the author left it."""
        return {name: str(value) for name, value in self.state.items() if value != self.authored[name]}

    @property
    def asked(self) -> dict[str, str]:
        """All that tells this view from the author's: two addresses that mean the same ask the same."""
        return {**self.moved, **self.preset.query, **({"theme": self.theme} if self.theme else {})}

    @property
    def path(self) -> str:
        """Of the page for a frame."""
        return _with(f"/embed/{self.edition.slug}/{self.name}", self.asked)

    @property
    def picture(self) -> str:
        """Of the view as PNG."""
        return _with(f"/embed/{self.edition.slug}/{self.name}.png", self.moved)

    @property
    def builder(self) -> str:
        """Of the page where the view is chosen."""
        return f"/figure/{self.edition.slug}/{self.name}/preset"

    @property
    def essay(self) -> str:
        """Of the figure in its essay, in the same state and with nothing held."""
        return self._in_essay(self.moved)

    @property
    def lesson(self) -> str:
        """The same with what is held, for a cohort or an LMS."""
        return self._in_essay({**self.moved, **self.preset.query})

    def _in_essay(self, asked: Mapping[str, str]) -> str:
        address = f"/e/{self.edition.slug}"
        return f"{_with(address, {'fig': self.name, **asked}) if asked else address}#{self.name}"


def _with(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query, safe=',')}" if query else path


def whole(given: str, otherwise: int) -> int:
    """A whole number of an address; what is none means ``otherwise``."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else otherwise


def view_of(slug: str, name: str, query: Mapping[str, str]) -> View:
    """The view that an address asks for; what in it means nothing is passed over.

    Raises
    ------
    NotFound
        There is no such essay, or its page shows no such figure: what only a reveal shows has no address.
    """
    edition = selectors.edition(slug)
    if {"figure": name} not in edition.manifest["segments"]:
        raise NotFound(_("There is no such figure in this essay."))
    figure, kind, data, authored = pages.drawn(edition, name)
    asked = pages.asked_state(edition, {**query, "fig": name})
    return View(
        edition,
        name,
        figure,
        kind,
        data,
        authored,
        state_from_query(kind, data, authored, asked),
        preset_from_query(kind.params(data), asked),
        query.get("theme", "") if query.get("theme") in THEMES else "",
    )


def view_at(address: str, host: str) -> View:
    """The view behind an address of an essay (``?fig=…``, ``#fig-…``) or of a frame, on this host.

    Raises
    ------
    NotFound
        It leads elsewhere, or to no figure.
    """
    missing = NotFound(_("This address leads to no figure of ours."))
    try:
        parts = urlsplit(address)
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        raise missing from None
    query = dict(parse_qsl(parts.query))
    name = {"essays:embed": found.kwargs.get("name"), "essays:essay": query.get("fig") or parts.fragment}.get(
        found.view_name
    )
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != host.lower() or not name:
        raise missing
    return view_of(found.kwargs["slug"], name, query if found.view_name == "essays:embed" or "fig" in query else {})


def page(view: View, origin: str) -> str:
    """The whole page for a frame."""
    context = {
        "essay": view.edition.manifest,
        "view": view,
        "figure": drawn(view, {"theme": view.theme} if view.theme else {}),
        "css": stylesheet(view),
        "modules": pages.loaded(["essay.js", "essays/embed.js"], [view.kind.slug]),
        "oembed": oembed_address(view, origin),
        "picture": origin + view.picture,
    }
    return render_to_string("essays/embed.html", context)


def stylesheet(view: View) -> str:
    """Of the essay's equations, which a caption may hold; empty when there are none."""
    css = view.edition.manifest["css"]
    return f"/e/{view.edition.slug}/data/{css}" if css else ""


def drawn(view: View, carried: Mapping[str, str]) -> str:
    """The figure's markup; ``carried`` is what of the address its form takes along."""
    figure, slug = view.figure, view.edition.slug
    return render_figure(
        kind=view.kind,
        figure_id=view.name,
        state=view.state,
        authored=view.authored,
        print_state=view.state if view.moved else figure["print"],
        data=view.data,
        data_url=f"/e/{slug}/data/{figure['data']}" if figure["data"] else "",
        controls=figure["controls"],
        title=view.title,
        caption=_outward(figure["caption"], slug),
        describe=figure["describe"],
        task=_outward(figure["task"], slug),
        goal=figure["goal"],
        preset=view.preset,
        carried=carried,
        copies=False,
    )


def _outward(html: str, slug: str) -> str:
    """Links within the essay lead into the essay, in a window of its own."""
    return _WITHIN.sub(rf'<a class="\1" target="_blank" rel="noopener" href="/e/{slug}\2"', html)


def height_at(view: View, width: int) -> int:
    """How tall a frame of this width should be so that nothing scrolls; the page in it tells the true height later."""
    narrow = width <= NARROW
    # Nobody reads what is narrower than that.
    inner = max(width - (26 if narrow else 38), 60)
    free = [param for param in view.kind.params(view.data) if param.name in view.figure["controls"]]
    shown = [param for param in free if param.name not in view.preset.hide]
    controls = sum(_control(param, inner, narrow=narrow) for param in shown if not param.button)
    controls += 44 if any(param.button for param in shown) else 0
    figure = view.figure
    said = view.kind.describe(view.state, view.data)
    blocks = [said, figure["task"] and f"{_('Task')}. {figure['task']}", f"{view.title}. {figure['caption']}"]
    text = sum(_lines(_TAGS.sub("", block), inner) * _LINE + _GAP for block in blocks if block)
    foot = _lines(_("Show the numbers") + " " * 4 + _("What the figure shows"), inner) * 26
    credit = _lines(f"{view.edition.manifest['title']} · Overlook · {view.edition.manifest['licence']}", inner) * _LINE
    drawn = view.kind.height(view.state, inner)
    return math.ceil(drawn + controls + text + foot + credit + (104 if narrow else 70))


def _control(param: Param, inner: int, *, narrow: bool) -> int:
    """The height of one control: choices stand below their label where it is narrow, on as many lines as need be."""
    if not param.choices:
        return 36 + (_LINE if len(param.label) * _LETTER > inner / 2 else 0)
    room = inner if narrow else inner - 110
    rows, used = 1, 0.0
    for wide in (44 + len(choice.label) * _LETTER for choice in param.choices):
        if used and used + wide > room:
            rows, used = rows + 1, 0.0
        used += wide
    return 36 * rows + (_LINE if narrow else 0)


def _lines(text: str, width: float) -> int:
    return max(1, math.ceil(len(text) * _LETTER / width))


def frame(view: View, origin: str, width: int, height: int) -> str:
    """The HTML that puts the view into a page."""
    title = _("%(title)s: a figure of the essay “%(essay)s”") % {
        "title": view.title,
        "essay": view.edition.manifest["title"],
    }
    return (
        f'<iframe src="{escape(origin + view.path)}" width="{width}" height="{height}" title="{escape(title)}"'
        ' frameborder="0" loading="lazy"></iframe>'
    )


def oembed_address(view: View, origin: str) -> str:
    return f"{origin}/oembed?{urlencode({'url': origin + view.path})}"


def oembed(view: View, origin: str, most_width: int, most_height: int) -> dict[str, str | int]:
    """What the oEmbed specification (1.0, section 2.3.4.4) asks of rich content, at most so wide and so high."""
    width = min(WIDTH, most_width)
    height = min(height_at(view, width), most_height)
    manifest = view.edition.manifest
    return {
        "type": "rich",
        "version": "1.0",
        "title": view.title,
        "author_name": ", ".join(author["name"] for author in manifest["authors"]),
        "provider_name": "Overlook",
        "provider_url": f"{origin}/",
        "cache_age": CACHE_SECONDS,
        "html": frame(view, origin, width, height),
        "width": width,
        "height": height,
    }

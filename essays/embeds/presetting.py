"""The page where an instructor chooses a view of a figure and what its readers may change, and takes its addresses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from essays import pages
from essays.embeds import framing
from essays.embeds.framing import View
from overlook.figures.contract import Param
from overlook.figures.host import WIDTH
from overlook.figures.presets import FREE, LISTS, preset_from_query

#: What a reader may do with a control; the first is how the author left it.
WAYS: Mapping[str, str | Promise] = {"show": _("free"), "fix": _("fixed"), "hide": _("hidden")}
THEMES: Mapping[str, str | Promise] = {"": _("as the reader's system has it"), "light": _("light"), "dark": _("dark")}
_HANDLE = re.compile(r'data-handle="([^"]+)"')


@dataclass(frozen=True)
class Choice:
    """A view, and the width of its frame."""

    view: View
    width: int

    @property
    def changeable(self) -> list[Param]:
        """What readers can change here if nothing is held: by controls, then by handles that have none."""
        view = self.view
        by_name = {param.name: param for param in view.kind.params(view.data)}
        picture = view.kind.static(view.state, view.data, WIDTH)
        return [by_name[name] for name in dict.fromkeys([*view.figure["controls"], *_HANDLE.findall(picture)])]

    def way(self, name: str) -> str:
        preset = self.view.preset
        return "hide" if name in preset.hide else "fix" if name in preset.fix else "show"


def choice_of(slug: str, name: str, query: Mapping[str, str]) -> Choice:
    """What an address of the page has chosen. Its own form says ``how-<parameter>``; links say ``hide`` and ``fix``.

    Raises
    ------
    NotFound
        As `framing.view_of`.
    """
    ways = {key.removeprefix("how-"): way for key, way in query.items() if key.startswith("how-")}
    # Nothing is held here while it is chosen: the state is what the form on top was moved to.
    state = {key: value for key, value in query.items() if not key.startswith("how-") and key not in LISTS}
    view = framing.view_of(slug, name, state)
    lists = {way: ",".join(name for name, chosen in ways.items() if chosen == way) for way in LISTS} if ways else query
    width = framing.whole(query.get("width", ""), framing.WIDTH)
    preset = preset_from_query(view.kind.params(view.data), lists)
    return Choice(replace(view, preset=preset), min(max(width, framing.LEAST), framing.MOST))


def page(request: HttpRequest, choice: Choice, origin: str) -> str:
    """The whole page."""
    view, manifest = choice.view, choice.view.edition.manifest
    chosen = {**view.preset.query, "theme": view.theme, "width": str(choice.width)}
    context = {
        "essay": manifest,
        "view": view,
        "figure": framing.drawn(replace(view, preset=FREE), chosen),
        "css": framing.stylesheet(view),
        "modules": pages.loaded(["essay.js", "essays/preset.js"], [view.kind.slug], ["site.js"]),
        "rows": [_row(param, choice) for param in choice.changeable],
        "ways": WAYS.items(),
        "themes": [(value, label, value == view.theme) for value, label in THEMES.items()],
        "width": choice.width,
        "bounds": (framing.LEAST, framing.MOST),
        "lesson": origin + view.lesson,
        "alone": origin + view.path,
        "code": framing.frame(view, origin, choice.width, framing.height_at(view, choice.width)),
        "oembed": framing.oembed_address(view, origin),
    }
    return render_to_string("essays/preset.html", context, request)


def _row(param: Param, choice: Choice) -> dict[str, object]:
    """What can be changed: its name, its value, and what may be done with it. A lone handle cannot be hidden."""
    way = choice.way(param.name)
    ways = {way: label for way, label in WAYS.items() if way != "hide" or param.name in choice.view.figure["controls"]}
    return {
        "name": param.name,
        "label": param.button or param.label,
        "value": param.show(choice.view.state[param.name]),
        "ways": [(value, label, value == way) for value, label in ways.items()],
    }

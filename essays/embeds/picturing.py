"""A view of a figure as PNG: what a program shows of it before anybody has opened it."""

import math
import re
from functools import lru_cache
from html import escape
from pathlib import Path

from django.conf import settings

import overlook.kit
from essays.embeds.framing import View
from overlook.figures.host import WIDTH
from overlook.figures.svg import show
from overlook.kit.pictures import FAMILY, png

_MARGIN, _HEAD, _FOOT = 24, 46, 34
_CSS = Path(overlook.kit.__file__).parent / "frontend" / "css"
_TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")
_RULE = re.compile(r"((?:\.[\w-]+[\s,]*)+)\{([^{}]*)\}")
_DRAWN = re.compile(r"^\s*(fill|fill-opacity|stroke[\w-]*|opacity|font-weight|paint-order): ([^;]+);", re.MULTILINE)
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")
_ROOT = re.compile(r'<svg class="chart" xmlns="[^"]*"')


def size(view: View) -> tuple[int, int]:
    """Width and height of the picture in pixels."""
    return WIDTH + 2 * _MARGIN, int(view.kind.height(view.state, WIDTH)) + _HEAD + _FOOT


def within(view: View, width: int, height: int) -> tuple[int, int]:
    """Width and height of the picture when it may be at most so wide and so high."""
    wide, high = size(view)
    scale = min(1.0, width / wide, height / high)
    return max(1, math.floor(wide * scale)), max(1, math.floor(high * scale))


def drawn(view: View, width: int) -> bytes:
    """The picture in light colours with its title, ``width`` pixels wide and at most twice its own size."""
    wide, _ = size(view)
    return png(_sheet(view), build=settings.BUILD_DIR, scale=min(max(width, 16) / wide, 2.0))


def _sheet(view: View) -> str:
    wide, high = size(view)
    picture = view.kind.static(view.state, view.data, WIDTH, view.name, view.title)
    placed = _ROOT.sub(f'<svg x="{_MARGIN}" y="{_HEAD}"', picture, count=1)
    title, essay = (escape(text, quote=False) for text in (view.title, view.edition.manifest["title"]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{show(wide)}"'
        f' height="{show(high)}" font-family="{FAMILY}" font-size="12.5"><style>{_style()}</style>'
        f'<rect width="{wide}" height="{high}" fill="#ffffff"/>'
        f'<text x="{_MARGIN}" y="{_HEAD - 16}" class="label-ink" font-size="17">{title}</text>'
        f"{placed}"
        f'<text x="{_MARGIN}" y="{high - 12}" class="label">{essay} · Overlook</text></svg>'
    )


@lru_cache(maxsize=1)
def _style() -> str:
    """The rules of the site's stylesheet that colour a drawing, with the light values for its variables."""
    light = dict(_TOKEN.findall((_CSS / "tokens.css").read_text().partition("@media")[0]))
    rules = _RULE.findall((_CSS / "figure.css").read_text().partition("@media")[0])
    found = []
    for selectors, body in rules:
        drawn = "".join(f"{name}:{value};" for name, value in _DRAWN.findall(body))
        if drawn:
            found.append(f"{selectors.strip()}{{{_VARIABLE.sub(lambda name: light.get(name[1], 'none'), drawn)}}}")
    return "".join(found)

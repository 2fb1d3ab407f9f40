"""A result for elsewhere: how to cite it, and its pictures as one file that needs no stylesheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from simulations import chart
from simulations.models import Result

AUTHOR = "Overlook"
_MARGIN, _GAP, _LINE, _CHARACTERS, _TITLE_CHARACTERS = 24, 12, 18, 100, 72
_FRAME = re.compile(r'<svg class="chart" xmlns="[^"]*"')
_HEIGHT = re.compile(r'viewBox="0 0 \d+ (\d+)"')
_CLASS = re.compile(r'class="([^"]*)"')
_LINE_LOOK = 'fill="none" stroke-linejoin="round"'
# The light palette of the site (tokens.css), as attributes: outside of the site there are no classes.
_LOOKS = {
    "axis": 'fill="none" stroke="#7a8a92"',
    "gridline": 'fill="none" stroke="#cdd6d8"',
    "threshold": 'fill="none" stroke="#4d5c65" stroke-dasharray="3 4"',
    "band": 'fill="#e0eafa"',
    "band-2": 'fill="#fae7dc" fill-opacity="0.7"',
    "s1": f'{_LINE_LOOK} stroke="#1d60cc" stroke-width="2.2"',
    "s2": f'{_LINE_LOOK} stroke="#b0430c" stroke-width="2.2" stroke-dasharray="7 4"',
    "s3": f'{_LINE_LOOK} stroke="#0a4a38" stroke-width="2.2" stroke-dasharray="2 4" stroke-linecap="round"',
    "faint": f'{_LINE_LOOK} stroke="#4d5c65" stroke-width="1.4"',
    "theory": f'{_LINE_LOOK} stroke="#4d5c65" stroke-width="1.2" stroke-dasharray="4 3"',
    "tick": 'fill="#4d5c65"',
    "label": 'fill="#4d5c65"',
    "label-faint": 'fill="#4d5c65"',
    "label-theory": 'fill="#4d5c65"',
    "label-ink": 'fill="#16232b" font-weight="600"',
    "label-s1": 'fill="#1d60cc"',
    "label-s2": 'fill="#b0430c"',
    "label-s3": 'fill="#0a4a38"',
    "over": 'paint-order="stroke" stroke="#ffffff" stroke-width="4" stroke-linejoin="round"',
}


@dataclass(frozen=True)
class Citation:
    """How to cite a result: as a sentence, and as an entry of BibTeX."""

    text: str
    bibtex: str


def citation(result: Result, *, title: str, address: str) -> Citation:
    """Author, title, number of seeds, day, engine and address."""
    engine = result.recipe.engine
    seeds = ngettext("%(seeds)d seed", "%(seeds)d seeds", result.seeds) % {"seeds": result.seeds}
    text = _("%(author)s. “%(title)s”, %(seeds)s. Computed %(day)s by %(engine)s. %(address)s") % {
        "author": AUTHOR,
        "title": title,
        "seeds": seeds,
        "day": f"{result.created_at:%-d %B %Y}",
        "engine": engine.split(" ", 1)[0],
        "address": address,
    }
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{title}}}",
        "year": f"{result.created_at:%Y}",
        "howpublished": f"\\url{{{address}}}",
        "note": f"{seeds}; engine {_for_tex(engine)}",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return Citation(text, f"@misc{{overlook-{result.hash[:12]},\n{lines}\n}}")


def drawing(panels: Sequence[chart.Panel], *, title: str, said: Sequence[str], cited: Sequence[str], width: int) -> str:
    """All panels under each other as one SVG file, with title, sentences and citations."""
    shapes: list[str] = []
    top = _lines(shapes, [title], _MARGIN - 2, characters=_TITLE_CHARACTERS, size=17, line=24)
    top = _lines(shapes, said, top + 4) + _GAP
    for panel in panels:
        placed = _FRAME.sub(f'<svg x="{_MARGIN}" y="{top}"', panel.svg, count=1)
        shapes.append(_CLASS.sub(_look, placed))
        top += _height(panel) + _GAP
    top = _lines(shapes, cited, top)
    wide, high = width + 2 * _MARGIN, top + _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        f' font-family="system-ui, sans-serif" font-size="12.5" role="img" aria-label="{escape(title)}">'
        f'<rect width="{wide}" height="{high}" fill="#ffffff"/>{"".join(shapes)}</svg>\n'
    )


def _lines(
    shapes: list[str],
    texts: Sequence[str],
    top: int,
    *,
    characters: int = _CHARACTERS,
    size: float = 12.5,
    line: int = _LINE,
) -> int:
    """Set paragraphs under each other; gives where the next thing may begin."""
    for words in (part for text in texts for part in wrap(text, characters, break_on_hyphens=False)):
        shapes.append(_text(words, _MARGIN, top + line - 6, size=size))
        top += line
    return top


def _text(line: str, x: int, y: int, *, size: float = 12.5) -> str:
    return f'<text x="{x}" y="{y}" fill="#16232b" font-size="{size}">{escape(line, quote=False)}</text>'


def _height(panel: chart.Panel) -> int:
    found = _HEIGHT.search(panel.svg)
    return int(found.group(1)) if found else 0


def _look(found: re.Match[str]) -> str:
    return " ".join(_LOOKS.get(name, "") for name in found.group(1).split())


def _for_tex(text: str) -> str:
    return re.sub(r"([_%&#$])", r"\\\1", text)

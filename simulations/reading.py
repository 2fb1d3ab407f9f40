"""What helps to read a picture: the leaf's brief with its sources as HTML, and its notes on the numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from overlook.kit.errors import Invalid
from simulations.engine.contract import Simulation
from simulations.engine.schema import Find, read_form
from simulations.forms import SEEDS, RunForm


@dataclass(frozen=True)
class Brief:
    """The brief of a leaf as HTML without its title; the sources apart."""

    body: str
    sources: str


@dataclass(frozen=True)
class Note:
    """A sentence about the numbers; ``about`` says what it concerns, or is empty."""

    about: str
    text: str


def brief(leaf: Simulation) -> Brief:
    """The brief of a simulation, to stand under a heading of the second level."""
    return _rendered(leaf.brief)


def notes(leaf: Simulation, params: Mapping[str, Any]) -> Sequence[Note]:
    """What a reader of these curves should know: the theory line, missing means, and what the leaf itself says."""
    declared = leaf.series(params)
    found = []
    if any(value is not None for curve in leaf.theory(params).values() for value in curve):
        found.append(
            Note(
                _("Theory"),
                _("The thin dashed line is computed in closed form, not simulated; where it ends, none is known."),
            )
        )
    if any(series.finite_mean and not all(series.finite_mean) for series in declared):
        found.append(
            Note(_("No mean"), _("A dash in a column of means says that no finite expectation is known there."))
        )
    labels = {series.name: series.label.partition(",")[0] for series in declared}
    own = leaf.family(params).kernel.notes(params)
    for name, text in own.items():
        if isinstance(text, str):
            found.append(Note(labels.get(name, name.replace("_", " ").capitalize()), text))
    return found


def notes_of_form(leaf: Simulation, form: RunForm, find: Find) -> Sequence[Note]:
    """The notes on what a form asks for, as it is filled in; none while it asks for what there is not."""
    values = {item.name: item.value for item in form.fields if item.name != SEEDS}
    try:
        params = leaf.normalise(read_form(leaf.families, values | {"family": form.family.slug}), find)
    except Invalid:
        return ()
    return notes(leaf, params)


@cache
def _rendered(text: str) -> Brief:
    body, _heading, sources = text.partition("## Sources")
    return Brief(_html(body), _html(sources))


def _html(text: str) -> str:
    parser = MarkdownIt("commonmark", {"html": False})
    tokens = [_lowered(token) for token in _without_title(parser.parse(text))]
    return str(parser.renderer.render(tokens, parser.options, {}))


def _without_title(tokens: Sequence[Token]) -> Sequence[Token]:
    """The page has the title already."""
    return tokens[3:] if tokens and tokens[0].tag == "h1" else tokens


def _lowered(token: Token) -> Token:
    """A heading one level down: the brief stands inside a section of a page."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    return token

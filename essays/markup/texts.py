"""Every text that readers see, wherever it stands: prose, options, items, front matter, glossary."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from essays.contract import Folder, Item, Place
from essays.markup.directives import SPOKEN_OPTIONS
from essays.markup.nodes import Directive, Document, Prose
from essays.markup.parser import inline
from essays.source import yamls

# The fields of an item that are sentences. The wording of options may carry digits: a wrong answer is not a claim.
SENTENCES = ("stem", "feedback", "right", "explanation", "describe", "text")


@dataclass(frozen=True)
class Run:
    """Inline tokens, with where they begin and what they are for."""

    tokens: tuple[Token, ...]
    place: Place
    use: str

    def pieces(self) -> Iterator[tuple[Token, Place]]:
        """Each token with its own line."""
        line = self.place.line
        for token in self.tokens:
            yield token, Place(self.place.file, line)
            line += token.type in ("softbreak", "hardbreak")


@dataclass(frozen=True)
class Equation:
    latex: str
    place: Place
    display: bool
    label: str = ""


def of_document(document: Document) -> Iterator[Run]:
    """Texts of the body, in reading order."""
    for node in document.walk():
        if isinstance(node, Prose):
            yield from _of_prose(node)
        else:
            yield from _of_directive(node)


def _of_prose(prose: Prose) -> Iterator[Run]:
    use = "prose"
    for token in prose.tokens:
        if token.type == "heading_open":
            use = "heading"
        elif token.type == "heading_close":
            use = "prose"
        elif token.type == "inline":
            yield Run(tuple(token.children or ()), prose.place(token), use)


def _of_directive(node: Directive) -> Iterator[Run]:
    if node.name in ("overlooked", "aside", "warning") and node.argument:
        yield Run(tuple(inline(node.argument)), node.place, "heading")
    for name, option in node.options.items():
        if name in SPOKEN_OPTIONS:
            yield Run(tuple(inline(str(option.value))), node.at(name), name)


def of_folder(folder: Folder) -> Iterator[Run]:
    """Texts outside the body: front matter, glossary and items."""
    front = folder.front
    for name, source in (("title", front.title), ("summary", front.summary)):
        yield Run(tuple(inline(source)), Place("essay.md", front.lines.get(name, 1)), name)
    for objective in front.objectives:
        yield Run(tuple(inline(objective.text)), Place("essay.md", objective.line), "objective")
    for change in front.changes:
        yield Run(tuple(inline(change.text)), Place("essay.md", change.line), "change")
    for term in front.glossary:
        yield Run(tuple(inline(term.definition)), Place("essay.md", term.line), "definition")
    for item in folder.items:
        yield from of_item(item)


def of_item(item: Item) -> Iterator[Run]:
    yield from _of_mapping(item.raw, item.line)


def _of_mapping(value: Any, line: int, key: str = "", option: bool = False) -> Iterator[Run]:
    if isinstance(value, Mapping):
        lines = value.lines if isinstance(value, yamls.Mapped) else {}
        for name, inner in value.items():
            at = lines.get(name, line)
            if isinstance(inner, str) and name in SENTENCES:
                use = "option" if option and name == "text" else ("hint" if name == "text" else name)
                yield Run(tuple(inline(inner)), Place("items.yaml", at), use)
            else:
                yield from _of_mapping(inner, at, name, option=name == "options")
    elif isinstance(value, list):
        for inner in value:
            yield from _of_mapping(inner, line, key, option=option)


def equations(document: Document, folder: Folder) -> Iterator[Equation]:
    """Every equation, displayed and in a line."""
    for node in document.walk():
        if isinstance(node, Prose):
            for token in node.tokens:
                if token.type in ("math_block", "math_block_label"):
                    yield Equation(token.content.strip(), node.place(token), True, token.info)
    for run in (*of_document(document), *of_folder(folder)):
        for token, place in run.pieces():
            if token.type in ("math_inline", "math_inline_double"):
                yield Equation(token.content.strip(), place, False)

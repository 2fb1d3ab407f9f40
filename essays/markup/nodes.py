"""The tree that an essay's body is parsed into: runs of Markdown, and directives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from essays.contract import Place


@dataclass(frozen=True)
class Prose:
    """A run of Markdown between directives. ``first_line`` is the file's line of the run's line 0."""

    tokens: tuple[Token, ...]
    file: str
    first_line: int

    def place(self, token: Token) -> Place:
        return Place(self.file, self.first_line + (token.map[0] if token.map else 0))


@dataclass(frozen=True)
class Option:
    value: Any
    line: int


@dataclass(frozen=True)
class Directive:
    name: str
    argument: str
    options: Mapping[str, Option]
    body: tuple["Prose | Directive", ...]
    raw: str
    place: Place
    body_line: int = 0
    inside: str = ""

    def get(self, name: str, default: Any = "") -> Any:
        return self.options[name].value if name in self.options else default

    def at(self, name: str) -> Place:
        """Where the option stands, or the directive when it has none of that name."""
        return Place(self.place.file, self.options[name].line) if name in self.options else self.place

    def children(self, name: str) -> list["Directive"]:
        return [node for node in self.body if isinstance(node, Directive) and node.name == name]


Node = Prose | Directive


@dataclass(frozen=True)
class Document:
    nodes: tuple[Node, ...]
    file: str = "essay.md"
    extra: Mapping[str, Any] = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        """Every node, outer before inner, in reading order."""
        yield from _walk(self.nodes)

    def directives(self, *names: str) -> list[Directive]:
        return [node for node in self.walk() if isinstance(node, Directive) and node.name in names]


def _walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Directive):
            yield from _walk(node.body)

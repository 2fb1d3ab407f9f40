"""The blocks of an essay's source: each paragraph, list item, heading, caption … with the lines that it takes.

Only what every reader of the page is shown becomes a block: what a prediction withholds and tested code do not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from essays.markup.directives import SPOKEN_OPTIONS
from essays.markup.nodes import Directive, Node, Prose
from essays.markup.parser import parse
from essays.source import front

#: Withheld from readers, or tested as it stands.
_CLOSED = frozenset({"reveal", "code"})
BY_LINES = frozenset({"table", "equation"})
_WHOLE = {"table_open": "table", "math_block": "equation", "math_block_label": "equation"}
_ARGUMENT = re.compile(r"(:{3,}\{[a-z]+\}\s+)(\S.*)\Z")
_OPTION = re.compile(r"(:[a-z_]+:\s+)(\S.*)\Z")
_HEADING = re.compile(r"(\s*#{1,6}\s+)(\S.*)\Z")
_MARKER = re.compile(r"[-+*]|\d+[.)]")


@dataclass(frozen=True)
class Block:
    """One block of the source.

    Parameters
    ----------
    kind
        ``paragraph``, ``list item``, ``heading``, ``table``, ``equation``, or an option's name such as ``caption``.
    line, end
        First and last line in the file, counted from one.
    text
        What may be changed, as written; one line where ``single``.
    section
        The heading under which it stands, as written.
    of
        The figure whose option it is.
    lead, hang
        What stands before the text in the first line, and before each further line.
    """

    kind: str
    line: int
    end: int
    text: str
    section: str = ""
    of: str = ""
    lead: str = ""
    hang: str = ""
    single: bool = False

    def reads(self, text: str) -> bool:
        """Whether ``text`` says what the block says: spaces, and line ends where they mean nothing, do not count."""
        parts = "\n" if self.kind in BY_LINES else "\n\n"
        return [part.split() for part in text.split(parts)] == [part.split() for part in self.text.split(parts)]

    def with_text(self, text: str) -> list[str]:
        """The lines of the file that take this block's place when its text is ``text``."""
        if self.single:
            return [self.lead + " ".join(text.split())]
        first, *more = text.split("\n")
        return [self.lead + first, *((self.hang + line).rstrip() for line in more)]


@lru_cache(maxsize=32)
def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of an ``essay.md``, in reading order; no two begin on the same line."""
    _, body, body_line = front.split(text)
    document, _ = parse(body, "essay.md", body_line)
    return find(document.nodes, text.split("\n"))


def find(nodes: Sequence[Node], lines: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of a tree whose file has these lines."""
    section, found = "", {}
    for block in _of_nodes(nodes, lines):
        if block.kind == "heading":
            section = block.text
        if block.text and block.line not in found:
            found[block.line] = Block(**{**vars(block), "section": section})
    return tuple(found.values())


def replaced(lines: Sequence[str], block: Block, text: str) -> list[str]:
    """The file's lines with one block worded anew."""
    return [*lines[: block.line - 1], *block.with_text(text), *lines[block.end :]]


def _of_nodes(nodes: Sequence[Node], lines: Sequence[str]) -> Iterator[Block]:
    for node in nodes:
        if isinstance(node, Prose):
            yield from _of_prose(node, lines)
        elif node.name not in _CLOSED:
            yield from _of_directive(node, lines)
            yield from _of_nodes(node.body, lines)


def _of_directive(node: Directive, lines: Sequence[str]) -> Iterator[Block]:
    if node.name in ("overlooked", "aside", "warning") and node.argument:
        kind = "heading" if node.name == "overlooked" else "title"
        yield from _single(kind, node.place.line, node.place.line, lines, _ARGUMENT)
    ends = sorted([*(option.line for option in node.options.values()), node.body_line])
    for name, option in node.options.items():
        if name in SPOKEN_OPTIONS and str(option.value):
            end = next(line for line in ends if line > option.line) - 1
            yield from _single(name, option.line, end, lines, _OPTION, of=str(node.get("id")))


def _single(
    kind: str, line: int, end: int, lines: Sequence[str], shape: re.Pattern[str], *, of: str = ""
) -> Iterator[Block]:
    """A text that is one line to readers, however many lines of the file it takes."""
    match = shape.match(lines[line - 1])
    if match:
        parts = [match[2], *lines[line:end]]
        yield Block(kind, line, end, " ".join(" ".join(parts).split()), of=of, lead=match[1], single=True)


def _of_prose(prose: Prose, lines: Sequence[str]) -> Iterator[Block]:
    items = 0
    closed = -1
    for token in prose.tokens:
        items += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.map is None or token.map[0] < closed:
            continue
        start, end = prose.first_line + token.map[0], prose.first_line + token.map[1] - 1
        if token.type in _WHOLE:
            closed = token.map[1]
            yield _whole(_WHOLE[token.type], start, end, lines)
        elif token.type == "heading_open":
            yield from _single("heading", start, start, lines, _HEADING)
        elif token.type == "paragraph_open":
            yield from _paragraph("list item" if items else "paragraph", token, start, lines)


def _whole(kind: str, start: int, end: int, lines: Sequence[str]) -> Block:
    while end > start and not lines[end - 1].strip():
        end -= 1
    return Block(kind, start, end, "\n".join(lines[start - 1 : end]))


def _paragraph(kind: str, token: Token, start: int, lines: Sequence[str]) -> Iterator[Block]:
    """A paragraph, also in a list or a quotation: what stands before its words on each line is not its text."""
    assert token.map is not None
    end = start + token.map[1] - token.map[0] - 1
    own = list(lines[start - 1 : end])
    lead = _lead(own[0])
    hang = _lead(own[1]) if len(own) > 1 else _MARKER.sub(lambda match: " " * len(match[0]), lead)
    if all(line.startswith(hang) for line in own[1:]):
        texts = [own[0][len(lead) :], *(line[len(hang) :] for line in own[1:])]
        yield Block(kind, start, end, "\n".join(texts), lead=lead, hang=hang)


def _lead(line: str) -> str:
    match = re.match(r"(?:\s*(?:>|[-+*]\s|\d+[.)]\s))*\s*", line)
    return match[0] if match else ""

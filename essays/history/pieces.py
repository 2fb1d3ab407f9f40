"""What a published essay says, piece by piece in reading order: what search finds and versions are compared by.

Only what every reader sees is here: a manifest's own segments, and the figures that stand among them. Reveals, keys and
feedback are no part of a manifest.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

_TEXTS = frozenset({"p", "li", "dt", "dd", "td", "th", "figcaption", "pre", "blockquote", "caption"})
_HEADINGS = frozenset({"h2", "h3", "h4"})
_NAMED = frozenset({"section", "aside", "figure"})
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Piece:
    """A heading, a paragraph, an equation, a figure's title, caption, task or description, a question.

    Parameters
    ----------
    anchor
        The id of the nearest place in the page that a link can lead to; empty above the first.
    name
        The id of the figure or the question; else empty.
    """

    kind: str
    anchor: str
    text: str
    name: str = ""


def pieces(manifest: Mapping[str, Any]) -> list[Piece]:
    """The body of an essay: its segments in order."""
    reader = _Reader()
    for segment in manifest["segments"]:
        ((kind, value),) = segment.items()
        if kind == "html":
            reader.feed(value)
        elif kind == "figure":
            reader.found += _figure(value, manifest["figures"][value])
        elif kind in ("item", "predict"):
            reader.found.append(Piece("question", reader.anchor, "", value))
    reader.close()
    return reader.found


def plain(html: str) -> str:
    """The words of a piece of HTML."""
    reader = _Reader()
    reader.feed(f"<p>{html}</p>")
    reader.close()
    return " ".join(piece.text for piece in reader.found)


def _figure(name: str, figure: Mapping[str, Any]) -> Iterator[Piece]:
    yield Piece("figure", name, figure["title"], name)
    for part in ("caption", "task"):
        if figure[part]:
            yield Piece(part, name, plain(figure[part]), name)
    yield Piece("description", name, figure["describe"], name)


class _Reader(HTMLParser):
    """Pieces of text with the nearest anchor. Fed segment by segment: what one opens, a later one may close."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Piece] = []
        # Of each open section its id, and the heading that stood above it.
        self._open: list[tuple[str, str]] = []
        self._heading = ""
        self._kind = ""
        self._at = ""
        self._words: list[str] = []
        self._latex = ""

    @property
    def anchor(self) -> str:
        """The id of the innermost section that has one; else of the heading above."""
        inner = next((name for name, _ in reversed(self._open) if name), "")
        return inner or self._heading

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("id", "")
        if tag in _NAMED:
            self._finish()
            self._open.append((name, self._heading))
        elif tag == "math" and given.get("display") == "block":
            self._kind, self._at, self._latex = "equation", self.anchor, given.get("alttext", "")
        elif tag in _HEADINGS:
            self._finish()
            self._heading = name
            self._kind, self._at = "heading", self.anchor
        elif tag in _TEXTS or tag == "summary":
            self._finish()
            # How a choice of depth is called is no text of the author's.
            self._kind, self._at = ("text" if tag in _TEXTS else ""), self.anchor

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS or tag in _TEXTS or tag in ("div", "summary"):
            self._finish()
        elif tag in _NAMED and self._open:
            self._finish()
            name, above = self._open.pop()
            self._heading = above if name else self._heading

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def close(self) -> None:
        super().close()
        self._finish()

    def _finish(self) -> None:
        words = self._latex if self._kind == "equation" else "".join(self._words)
        text = _BLANKS.sub(" ", words).strip()
        if text and self._kind:
            self.found.append(Piece(self._kind, self._at, text))
        self._words, self._kind = [], ""

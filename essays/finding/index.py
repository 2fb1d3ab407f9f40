"""The words of what is published, indexed in memory by SQLite's FTS5, whatever database the platform has.

Source: https://www.sqlite.org/fts5.html (porter stemming, unicode61 without diacritics, bm25 with column weights).
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from threading import Lock
from typing import Any

from essays.history.pieces import pieces, plain

LONGEST = 200
_MOST_TERMS = 12
_MOST_HITS = 400
_SNIPPET_WORDS = 24
_OPENS, _CLOSES = "\x02", "\x03"
_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
# A word of the title counts most, then one of a heading, of a figure's title or of a term.
_WEIGHTS = "10.0, 5.0, 1.0"
_ALIKE, _FAR_ALIKE = 0.75, 0.6
_LONGEST_WORD = 30
# The last word may be unfinished; a beginning of less than this means too much.
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Passage:
    """One thing that can be found, and where a link leads to it.

    Parameters
    ----------
    group
        Slug of the essay it belongs to; empty for challenges and simulations.
    where
        What the place is called where it has no heading of its own; not searched.
    """

    group: str
    kind: str
    url: str
    title: str = ""
    heading: str = ""
    body: str = ""
    where: str = ""


@dataclass(frozen=True)
class Part:
    """A run of text that was searched for (``marked``) or stands beside it."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Hit:
    group: str
    kind: str
    url: str
    heading: tuple[Part, ...]
    body: tuple[Part, ...]


@dataclass(frozen=True)
class Found:
    """What a search found.

    Parameters
    ----------
    query
        What was searched for: the first `LONGEST` characters of what was asked.
    hits
        Best group first, and in each group its best first.
    some
        No passage has all the words; these have some of them.
    instead
        The query with unknown words replaced by the nearest known ones; empty when there are none.
    terms
        Nothing was found: the terms of the glossary that are nearest in spelling.
    """

    query: str
    hits: tuple[Hit, ...] = ()
    some: bool = False
    instead: str = ""
    terms: tuple[Passage, ...] = field(default=())


def passages(slug: str, manifest: Mapping[str, Any]) -> list[Passage]:
    """Everything that can be found in one essay: what every reader of it sees, and nothing else."""
    page = f"/e/{slug}"
    found = [Passage(slug, "essay", page, title=manifest["title"], body=manifest["summary"])]
    found += _body(slug, manifest)
    found += [
        Passage(slug, "objective", f"{page}#you-can-now", body=aim["text"], where=manifest["title"])
        for aim in manifest["objectives"]
    ]
    found += [
        Passage(slug, "term", f"{page}#term-{term['id']}", heading=term["term"], body=plain(term["html"]))
        for term in manifest["glossary"]
    ]
    return found


def _body(slug: str, manifest: Mapping[str, Any]) -> Iterator[Passage]:
    where = manifest["title"]
    for piece in pieces(manifest):
        url = f"/e/{slug}#{piece.anchor}" if piece.anchor else f"/e/{slug}"
        match piece.kind:
            case "heading":
                where = piece.text
                yield Passage(slug, "section", url, heading=where)
            case "text":
                yield Passage(slug, "text", url, body=piece.text, where=where)
            case "figure":
                yield Passage(slug, "figure", url, heading=piece.text)
            case "caption" | "task" | "description":
                title = manifest["figures"][piece.name]["title"]
                yield Passage(slug, "figure", url, body=piece.text, where=title or where)


class Index:
    """An index of passages. Built once, then only read; threads take turns."""

    def __init__(self, found: Sequence[Passage]) -> None:
        self._passages = list(found)
        self._lock = Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            "CREATE VIRTUAL TABLE passage USING fts5"
            "(title, heading, body, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        rows = [(one.title, one.heading, one.body) for one in self._passages]
        self._database.executemany("INSERT INTO passage (title, heading, body) VALUES (?, ?, ?)", rows)
        words = {word for row in rows for text in row for word in _WORD.findall(text.casefold())}
        self._words = sorted(word for word in words if 2 < len(word) < _LONGEST_WORD)

    def search(self, asked: str) -> Found:
        """What is found for whatever somebody typed: words, beginnings of words, phrases in quotes."""
        query = " ".join(asked[:LONGEST].replace("\x00", " ").split())
        terms = _terms(query)
        if not terms:
            return Found(query)
        with self._lock:
            hits = self._hits(" AND ".join(terms))
            some = not hits and len(terms) > 1
            if some:
                hits = self._hits(" OR ".join(terms))
            unknown = [word for word in dict.fromkeys(_unquoted(query)) if not self._knows(word)]
        return Found(
            query,
            tuple(hits),
            some=some and bool(hits),
            instead=self._instead(query, unknown[:3]),
            terms=() if hits else self._nearest_terms(query),
        )

    def _hits(self, expression: str) -> list[Hit]:
        mark = f"'{_OPENS}', '{_CLOSES}'"
        rows = self._database.execute(
            f"SELECT rowid, highlight(passage, 0, {mark}), highlight(passage, 1, {mark}),"  # noqa: S608 - constants
            f" snippet(passage, 2, {mark}, '…', {_SNIPPET_WORDS})"
            f" FROM passage WHERE passage MATCH ? ORDER BY bm25(passage, {_WEIGHTS}), rowid LIMIT {_MOST_HITS}",
            (expression,),
        ).fetchall()
        grouped: dict[str, list[Hit]] = {}
        for row, title, heading, body in rows:
            one = self._passages[row - 1]
            named = _parts(title or heading) or (Part(one.where, False),)
            hit = Hit(one.group, one.kind, one.url, named, _parts(body))
            grouped.setdefault(one.group, []).append(hit)
        return [hit for group in grouped.values() for hit in group]

    def _knows(self, word: str) -> bool:
        expression = _quoted(word, beginning=len(word) >= _SHORTEST_BEGINNING)
        found = self._database.execute("SELECT 1 FROM passage WHERE passage MATCH ? LIMIT 1", (expression,))
        return found.fetchone() is not None

    def _instead(self, query: str, unknown: Iterable[str]) -> str:
        """The query with each unknown word replaced by the known one that is spelt most like it, or left out."""
        better = query
        for word in unknown:
            near = [known for known in self._words if abs(len(known) - len(word)) <= 2]
            best = get_close_matches(word.casefold(), near, n=1, cutoff=_ALIKE)
            better = re.sub(rf"\b{re.escape(word)}\b", best[0] if best else "", better)
        better = " ".join(better.split())
        return better if better != query and _WORD.search(better) else ""

    def _nearest_terms(self, query: str) -> tuple[Passage, ...]:
        terms = {one.heading.casefold(): one for one in self._passages if one.kind == "term"}
        words = [query.casefold(), *(word.casefold() for word in _unquoted(query)[:_MOST_TERMS])]
        near = [name for word in words for name in get_close_matches(word, terms, n=3, cutoff=_FAR_ALIKE)]
        return tuple(terms[name] for name in dict.fromkeys(near))[:5]


def _terms(query: str) -> list[str]:
    """What was typed as FTS5 strings: nothing in it is taken for an operator."""
    found = []
    pieces = list(_TERM.finditer(query))
    for piece in pieces:
        phrase, words = piece[1], _WORD.findall(piece[1] if piece[1] is not None else piece[2])
        if phrase is not None and words:
            found.append(_quoted(" ".join(words)))
        elif words:
            last = piece is pieces[-1] and len(words[-1]) >= _SHORTEST_BEGINNING
            found += [_quoted(word) for word in words[:-1]] + [_quoted(words[-1], beginning=last)]
    return found[:_MOST_TERMS]


def _quoted(words: str, *, beginning: bool = False) -> str:
    return f'"{words}"{"*" if beginning else ""}'


def _unquoted(query: str) -> list[str]:
    """The single words of the query, quotes or not."""
    return [word for word in _WORD.findall(query) if len(word) < _LONGEST_WORD]


def _parts(text: str) -> tuple[Part, ...]:
    """FTS5's marks as values: the page escapes what stands between them."""
    found = []
    for index, piece in enumerate(text.split(_OPENS)):
        marked, closed, rest = piece.partition(_CLOSES)
        if index and closed:
            found += [Part(marked, True), Part(rest, False)]
        else:
            found.append(Part(piece, False))
    return tuple(part for part in found if part.text)

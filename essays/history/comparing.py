"""What changed from one version of an essay to another: words, numbers as printed, questions by id alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from essays.history.pieces import Piece, pieces, plain

How = Literal["same", "added", "removed"]

# Two paragraphs that share less than this are not one that was rewritten.
_ALIKE = 0.4
_KINDS = {
    "title": _("title"),
    "summary": _("summary"),
    "objective": _("aim"),
    "term": _("word"),
    "source": _("source"),
    "heading": _("heading"),
    "text": _("text"),
    "equation": _("equation"),
    "figure": _("title"),
    "caption": _("caption"),
    "task": _("task"),
    "description": _("description"),
    "picture": _("what it draws"),
    "whole": _("the figure"),
    "number": _("number"),
    "question": _("question"),
}
_HOWS = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
_OF_FIGURES = ("figure", "caption", "task", "description")


@dataclass(frozen=True)
class Run:
    """Words in a row that were kept, added or removed."""

    text: str
    how: How


@dataclass(frozen=True)
class Change:
    """One thing that was added, removed or changed.

    Parameters
    ----------
    kind
        Of `pieces`, or "title", "summary", "objective", "term", "source", "number", "question"; of a
        figure also "picture" (what it draws) and "whole".
    where
        The heading above it, or the name of what changed.
    anchor
        Where it stands in the newer version; empty when it is gone.
    """

    kind: str
    how: Literal["added", "removed", "changed"]
    where: str
    anchor: str
    runs: tuple[Run, ...] = ()

    @property
    def label(self) -> str:
        return str(_KINDS[self.kind])

    @property
    def said(self) -> str:
        return str(_HOWS[self.how])


@dataclass(frozen=True)
class Comparison:
    """Everything that changed, in the order of the page."""

    texts: tuple[Change, ...]
    figures: tuple[Change, ...]
    numbers: tuple[Change, ...]
    questions: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.texts or self.figures or self.numbers or self.questions)


def compare(
    old: Mapping[str, Any], new: Mapping[str, Any], questions: tuple[Mapping[str, str], Mapping[str, str]]
) -> Comparison:
    """What changed from the manifest ``old`` to ``new``.

    Parameters
    ----------
    questions
        Of each version a digest of every question by id: that one changed is told, and not what in it.
    """
    return Comparison(
        texts=(*_front(old, new), *_body(_texts(old), _texts(new))),
        figures=tuple(_figures(old, new)),
        numbers=tuple(_numbers(old, new)),
        questions=tuple(_questions(*questions)),
    )


def words(old: str, new: str) -> tuple[Run, ...]:
    """One text made of two, a space between runs: what was removed stands before what was added."""
    before, after = old.split(), new.split()
    runs: list[Run] = []
    for code, low, high, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = " ".join(before[low:high]), " ".join(after[start:end])
        if code == "equal":
            runs.append(Run(come, "same"))
        else:
            runs += [Run(gone, "removed")] if gone else []
            runs += [Run(come, "added")] if come else []
    return tuple(runs)


def _whole(kind: str, old: str | None, new: str | None, where: str, anchor: str) -> Iterator[Change]:
    """The change of a text that may be absent before or after; none where it stayed."""
    if old == new:
        return
    if old is None:
        yield Change(kind, "added", where, anchor, (Run(new or "", "added"),))
    elif new is None:
        yield Change(kind, "removed", where, "", (Run(old, "removed"),))
    else:
        yield Change(kind, "changed", where, anchor, words(old, new))


def _by_name(kind: str, old: Mapping[str, str], new: Mapping[str, str], anchor: str) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        yield from _whole(kind, old.get(name), new.get(name), name, anchor.format(name=name))


def _front(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in ("title", "summary"):
        yield from _whole(name, old[name], new[name], "", "")
    named = (
        ("objective", "objectives", "slug", "text", "you-can-now"),
        ("term", "glossary", "term", "html", "words"),
        ("source", "references", "key", "html", "sources"),
    )
    for kind, part, key, text, anchor in named:
        before, after = ({one[key]: plain(one[text]) for one in manifest[part]} for manifest in (old, new))
        yield from _by_name(kind, before, after, anchor)


def _texts(manifest: Mapping[str, Any]) -> list[Piece]:
    return [piece for piece in pieces(manifest) if piece.kind not in (*_OF_FIGURES, "question")]


def _body(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Change]:
    """Paragraphs, headings and equations; a paragraph that was rewritten is shown as one."""
    was, now = ([(piece.kind, piece.text) for piece in version] for version in (old, new))
    for code, low, high, start, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if code != "equal":
            for before, after in _paired(old[low:high], new[start:end]):
                piece = after or before
                assert piece is not None
                where = _heading_above(new if after else old, piece)
                anchor = after.anchor if after else ""
                texts = [one.text if one else None for one in (before, after)]
                yield from _whole(piece.kind, texts[0], texts[1], where, anchor)


def _paired(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[tuple[Piece | None, Piece | None]]:
    """Each new piece with the old one that it came from, in the order of the page; what has none stands alone."""
    rest = list(old)
    for after in new:
        near = next((one for one in rest if one.kind == after.kind and _alike(one.text, after.text)), None)
        if near is None:
            yield None, after
            continue
        for gone in rest[: rest.index(near)]:
            yield gone, None
        rest = rest[rest.index(near) + 1 :]
        yield near, after
    for gone in rest:
        yield gone, None


def _alike(old: str, new: str) -> bool:
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= _ALIKE


def _heading_above(version: Sequence[Piece], piece: Piece) -> str:
    place = next(index for index, one in enumerate(version) if one is piece)
    return next((one.text for one in reversed(version[: place + 1]) if one.kind == "heading"), "")


def _figures(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Figures by id: those of the page alone, since a reveal's are withheld."""
    before, after = (
        {piece.name: manifest["figures"][piece.name] for piece in pieces(manifest) if piece.kind == "figure"}
        for manifest in (old, new)
    )
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        title = (now or was or {})["title"] or name
        if was is None or now is None:
            yield Change("whole", "added" if now else "removed", title, name if now else "")
            continue
        for kind, key in zip_longest(_OF_FIGURES, ("title", "caption", "task", "describe")):
            texts = [plain(one[key]) if key in ("caption", "task") else one[key] for one in (was, now)]
            yield from _whole(kind, texts[0] or None, texts[1] or None, title, name)
        if any(was.get(key) != now.get(key) for key in ("kind", "data", "params", "controls", "goal", "seed", "print")):
            yield Change("picture", "changed", title, name)


def _numbers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Numbers by name: what was printed, and what is printed now."""
    before, after = ({one["id"]: one["printed"] for one in manifest["numbers"]} for manifest in (old, new))
    for change in _by_name("number", before, after, ""):
        gone, come = before.get(change.where), after.get(change.where)
        runs = [] if gone is None else [Run(gone, "removed")]
        runs += [] if come is None else [Run(come, "added")]
        yield Change(change.kind, change.how, change.where, "", tuple(runs))


def _questions(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Change("question", "removed", name, "")
        elif name not in old:
            yield Change("question", "added", name, "")
        elif old[name] != new[name]:
            yield Change("question", "changed", name, "")

"""Suggestions against a working text: where their block is now, and all of them as one patch that git takes.

Source of the form: git-format-patch(1), git-am(1), git-apply(1).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from enum import StrEnum
from typing import Protocol

from essays.edits.wording import Block, blocks_of

# As git sees lines: other signs that end a line, such as U+2028, are text.
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_NOBODY = "0" * 40
_SIGNATURE = "Overlook"


class Wording(Protocol):
    """A block worded anew: how it read, and how it should."""

    ref: str
    kind: str
    line: int
    before: str
    after: str
    why: str
    name: str


class Standing(StrEnum):
    """How a suggestion stands to a working text."""

    HERE = "here"
    MOVED = "moved"
    ALREADY = "already"
    GONE = "gone"


@dataclass(frozen=True)
class Found:
    """Where a suggestion's block stands in a working text: None when its words are no longer there."""

    standing: Standing
    block: Block | None = None


class Overlap(Exception):
    """Several suggestions word the same lines anew."""

    def __init__(self, refs: Sequence[str]) -> None:
        super().__init__(", ".join(refs))
        self.refs = list(refs)


def locate(one: Wording, text: str) -> Found:
    """The block with the words that the suggestion began from: on its line, or where it has moved to."""
    blocks = blocks_of(text)
    same = [block for block in blocks if (block.kind, block.text) == (one.kind, one.before)]
    if same:
        block = min(same, key=lambda block: abs(block.line - one.line))
        return Found(Standing.HERE if block.line == one.line else Standing.MOVED, block)
    reads_so = any((block.kind, block.text) == (one.kind, one.after) for block in blocks)
    if reads_so or (one.kind == "paragraph" and f"\n{one.after}\n" in f"\n{text}\n"):
        return Found(Standing.ALREADY)
    return Found(Standing.GONE)


def combined(text: str, wordings: Iterable[Wording]) -> str:
    """The text with every wording put in.

    Raises
    ------
    Overlap
        Two or more of them change the same block.
    """
    places: dict[int, tuple[Block, list[Wording]]] = {}
    for one in wordings:
        block = locate(one, text).block
        if block is not None:
            places.setdefault(block.line, (block, []))[1].append(one)
    meeting = [one.ref for _, ones in places.values() if len(ones) > 1 for one in ones]
    if meeting:
        raise Overlap(meeting)
    lines = text.split("\n")
    for block, (one,) in sorted(places.values(), key=lambda place: place[0].line, reverse=True):
        lines[block.line - 1 : block.end] = block.with_text(one.after)
    return "\n".join(lines)


def patch(path: str, text: str, wordings: Sequence[Wording], *, sender: str, subject: str, at: datetime) -> str:
    """One message of an mbox: ``git am`` makes it a commit with its credits, ``git apply`` takes the change alone.

    Parameters
    ----------
    path
        Where the file lies in the repository.
    text
        The file as it is there.
    sender
        ``Name <address>``, the author of the commit.

    Raises
    ------
    Overlap
        Two or more of them change the same block.
    """
    changed = combined(text, wordings)
    name, address = parseaddr(sender)
    head = [
        f"From {_NOBODY} Mon Sep 17 00:00:00 2001",
        f"From: {formataddr((name, address))}",
        f"Date: {format_datetime(at)}",
        f"Subject: {_header(f'[PATCH] {subject}')}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    body = [line for one in wordings for line in _why(one)]
    credits = [f"Suggested-by: {name}" for name in dict.fromkeys(one.name or "a reader" for one in wordings)]
    return "\n".join([*head, "", *body, *credits, "---", _diff(path, text, changed), f"-- \n{_SIGNATURE}\n\n"])


def _why(one: Wording) -> list[str]:
    """What the reader wrote, quoted, so that none of its lines is taken for the end of the message."""
    said = [f"> {line}" for line in one.why.splitlines() if line.strip()]
    return [f"Suggestion {one.ref}, {one.kind} on line {one.line}.", *said, ""]


def _header(words: str) -> str:
    return words if words.isascii() else Header(words, "utf-8", maxlinelen=70).encode()


def _diff(path: str, before: str, after: str) -> str:
    """A unified diff with git's own header; a last line without an end is said to be one."""
    old, new = _LINES.findall(before), _LINES.findall(after)
    lines = (
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(old, new, f"a/{path}", f"b/{path}")
    )
    return "".join([f"diff --git a/{path} b/{path}\n", *lines]).removesuffix("\n")

"""The rule about reading time: what the front matter promises is what the words, figures and questions take."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from essays.contract import Place, Problem
from essays.lint.context import Context
from essays.markup import texts
from essays.markup.nodes import Directive, Document, Node, Prose

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_READ = frozenset({"prose", "heading", "caption", "task"})


@dataclass(frozen=True)
class Pace:
    """Words a minute, and minutes for a figure and for a question. Our choice: whoever only reads is faster."""

    words: int
    figure: float
    question: float


FAST, SLOW = Pace(260, 0.5, 0.25), Pace(200, 1.0, 0.75)


def check(context: Context) -> Iterator[Problem]:
    words, figures, questions = contents(context)
    low, high = (words / pace.words + figures * pace.figure + questions * pace.question for pace in (FAST, SLOW))
    if not math.floor(low) <= context.folder.front.minutes <= math.ceil(high):
        place = Place("essay.md", context.folder.front.lines.get("minutes", 1))
        what = f"words ({words}), figures ({figures}) and questions ({questions})"
        message = f"{context.folder.front.minutes} minutes is not what its {what} take."
        yield place.problem("minutes", message, f"Write from {math.floor(low)} to {math.ceil(high)}.")


def contents(context: Context) -> tuple[int, int, int]:
    """How many words a reader reads, without derivations, which are closed until asked for; figures; questions."""
    document = Document(_open(context.document.nodes))
    words = sum(
        len(_WORD.findall(token.content)) if token.type == "text" else bool(token.content)
        for run in texts.of_document(document)
        if run.use in _READ
        for token in run.tokens
    )
    asked = [item for item in context.folder.items if set(item.roles) - {"review"}]
    return words, len(document.directives("figure", "sweep")), len(asked)


def _open(nodes: Sequence[Node]) -> tuple[Node, ...]:
    return tuple(
        node if isinstance(node, Prose) else replace(node, body=_open(node.body))
        for node in nodes
        if not (isinstance(node, Directive) and (node.name, node.argument) == ("depth", "derivation"))
    )

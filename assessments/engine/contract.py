"""What an item type is, and what travels between it and the room. Pure: no Django here or in any leaf.

An item has two halves that never mix. ``public`` is all that a learner may see before answering; ``key`` is read by the
grader only, and lives in a table of its own. Both are plain JSON, so that a version is a hash of its content.

A leaf (``assessments/items/<type>/``) exposes ``ITEM_TYPE``, an `ItemType`. Its template ``item.html`` prints plain
inputs that work without JavaScript; where there is an ``item.ts``, it takes hold of those inputs and never replaces
them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from numpy.random import Generator

from assessments.engine.reading import Reader

Json = dict[str, Any]

ROLES = ("predict", "pre", "inline", "post", "review")


@dataclass(frozen=True)
class FigureLink:
    """A figure of the same essay, in the very state that shows why an answer is wrong."""

    id: str
    state: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, Any] | None) -> "FigureLink | None":
        if not raw:
            return None
        return cls(str(raw["id"]), tuple((str(name), str(value)) for name, value in raw["state"].items()))


@dataclass(frozen=True)
class Verdict:
    """What the grader says of one response.

    ``fraction`` is exact, 0 to 1. ``misconception`` is one tag or empty. ``feedback`` is HTML that the author wrote for
    this very answer; it never contains the key of an answer that was not right.
    """

    fraction: Decimal
    misconception: str = ""
    feedback: str = ""
    figure: FigureLink | None = None

    def __post_init__(self) -> None:
        if not Decimal(0) <= self.fraction <= Decimal(1):
            raise ValueError(f"A verdict's fraction lies in 0..1, not {self.fraction}.")


@dataclass(frozen=True)
class Parts:
    """The two halves of an item, before a variant is drawn."""

    public: Json
    key: Json


@dataclass(frozen=True)
class Variant:
    """An item as one learner meets it: the parameters drawn from the seed, and both halves with them put in."""

    parameters: Json
    public: Json
    key: Json


@dataclass(frozen=True)
class ItemType:
    """The contract of a leaf. Every function is pure.

    Parameters
    ----------
    slug
        The folder's name with hyphens.
    grader_version
        Raised whenever the same response could be graded differently; a score names the version that gave it.
    parse_spec
        Reads the author's fields (problems are collected by the reader, not raised) into the two halves.
    materialise
        ``(parts, generator, salt)``: draws a variant. The same generator state and salt give the same variant.
    parse_response
        ``(fields, variant)``: what a form or the API sent, as the canonical response. Raises ``Invalid`` with a
        sentence for whatever cannot be read; it never guesses, and never scores garbage as wrong.
    grade
        ``(response, variant)``: the verdict.
    reference
        ``(variant)``: the fields of an answer that earns 1.
    mistakes
        ``(variant)``: the fields of answers that earn less than 1, among them one for each misconception that can be
        foreseen. Simulated learners give them, and the contract suite does.
    inputs
        ``(public, fields)``: what ``item.html`` needs to print its inputs, filled with the ``fields`` last sent (or
        empty). It receives the public half only.
    enhanced
        Whether there is an ``item.ts``.
    rows
        Where a response is a list that runs parallel to what is shown: the name of that list in ``public``, and of the
        list in the response. A regrade carries answers over by it when the author has moved the entries.
    inline
        Whether ``grade`` takes less than five milliseconds, so that it runs in the transaction of the answer; what is
        slower is graded by a worker.
    """

    slug: str
    grader_version: int
    parse_spec: Callable[[Reader], Parts]
    materialise: Callable[[Parts, Generator, str], Variant]
    parse_response: Callable[[Mapping[str, Any], Variant], Json]
    grade: Callable[[Json, Variant], Verdict]
    reference: Callable[[Variant], Json]
    mistakes: Callable[[Variant], list[Json]]
    inputs: Callable[[Json, Mapping[str, Any]], Json]
    enhanced: bool = False
    rows: tuple[str, str] | None = None
    inline: bool = True


@dataclass(frozen=True)
class ItemSpec:
    """One item as published: what `banks.parse_bank` makes of an entry of ``items.yaml``."""

    id: str
    type: str
    grader_version: int
    objectives: tuple[str, ...]
    roles: tuple[str, ...]
    public: Json
    key: Json
    misconceptions: tuple[str, ...] = field(default=())

    @property
    def parts(self) -> Parts:
        return Parts(self.public, self.key)

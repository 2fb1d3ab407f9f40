"""Declared inputs of a simulation."""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["integer", "number", "choice", "numbers", "boolean", "data"]


@dataclass(frozen=True)
class Parameter:
    """One declared input.

    Attributes
    ----------
    name, label, meaning, unit
        Identifier, words for a form, one sentence, and the unit ("1" for a pure number).
    type
        ``integer``, ``number``, ``choice``, ``boolean``, ``numbers`` (a set: kept sorted and without repeats), or
        ``data`` (a table of the learner's own, which the kernel gets as a `Data`; "" is the leaf's own example).
    minimum, maximum
        Bounds of the value or of each member, both inclusive. ``or_zero`` also admits an exact 0 below ``minimum``.
    choices
        Pairs (value, label).
    max_items
        Largest size of ``numbers``.
    log
        A slider would move in powers of ten.
    """

    name: str
    type: Kind
    label: str
    meaning: str
    unit: str
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[tuple[str, str], ...] = ()
    max_items: int = 1
    log: bool = False
    or_zero: bool = False


def own_data(meaning: str, label: str = "Data") -> Parameter:
    """The parameter ``data``: a table of the learner's own; ``meaning`` says what its columns must be."""
    return Parameter("data", "data", label, meaning, "1", "")


ROOT = Parameter(
    name="root",
    type="integer",
    label="Random stream",
    meaning="Which independent stream of random numbers the seeds are drawn from; change it to draw again.",
    unit="1",
    default=1,
    minimum=0,
    maximum=2**31 - 1,
)

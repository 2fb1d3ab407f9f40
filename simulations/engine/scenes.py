"""What a player sees of a game, as plain values: facts, pictures, tables and, once it is over, what it teaches.

A game says *what* is to be seen; the room draws it. Nothing here knows pixels or colours beyond the vocabulary of
styles that every drawing shares: ``s1 s2 s3 theory faint`` for lines, ``mark mark-s1 mark-s2 mark-s3`` for points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Shape = Literal["circle", "square", "triangle", "cross", "ring", "none"]


@dataclass(frozen=True)
class Span:
    """One axis of a picture: its words and the interval that is shown."""

    label: str
    low: float
    high: float
    log: bool = False


@dataclass(frozen=True)
class Line:
    """A line through the points; None breaks it. An empty label is not drawn."""

    label: str
    style: str
    xs: Sequence[float]
    ys: Sequence[float | None]


@dataclass(frozen=True)
class Dots:
    """Marks at the points; ``names``, where given, stand beside them. ``label`` is for the key under the picture.

    A ``ring`` is drawn around another mark; ``none`` leaves the names alone, in the middle of their places.
    """

    label: str
    style: str
    shape: Shape
    points: Sequence[tuple[float, float]]
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Upright:
    """A vertical line at a place of the x axis, with its word, if any, at the top."""

    at: float
    label: str


@dataclass(frozen=True)
class Picture:
    """A plot. ``describe`` says in a sentence or two what it shows: it is the picture's text alternative.

    With ``equal`` a unit is as long on either axis; with ``bare`` there are no axes, as on a map.
    """

    caption: str
    describe: str
    x: Span
    y: Span
    lines: tuple[Line, ...] = ()
    dots: tuple[Dots, ...] = ()
    uprights: tuple[Upright, ...] = ()
    equal: bool = False
    bare: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells under heads; ``folded`` ones are opened by the reader."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Scene:
    """All that a page shows of a game besides its rules, its form and what the outcome says.

    Attributes
    ----------
    heading
        Where the player is, such as "Round 3 of 10".
    facts
        Pairs (word, value) on the present state.
    pictures, tables
        What there is to look at.
    lesson
        Sentences for the end: what the expert did, and where the regret came from. Empty before.
    button
        What sending the action is called.
    """

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    lesson: tuple[str, ...] = ()
    button: str = "Go"


def plain(value: Any) -> Any:
    """A value as JSON knows it: NumPy's numbers as Python's, tuples as lists, numbers to six significant digits."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return value

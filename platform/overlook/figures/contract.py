"""What a figure kind is: declared parameters, and four pure functions of its state.

A kind is a folder ``figures/<kind>/`` that exposes ``KIND``; its slug is the folder's name with hyphens. State is plain
JSON: one value per parameter, nothing else. The same state is a link's query, a step of a scrolly, a goal's subject and
what an attempt stores.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from overlook.figures.svg import Shape, marked, number, svg
from overlook.kit.errors import Invalid

Value: TypeAlias = int | float | str
State: TypeAlias = Mapping[str, Value]
#: The kind's data artefact, already parsed; None for a kind that needs none.
Data: TypeAlias = Any
Table: TypeAlias = tuple[list[str], list[list[str]]]

#: Below this width a picture has one column. The stylesheet keeps its place by the same number.
NARROW = 560
#: Below this ratio between neighbours a logarithmic ladder of integers takes every integer.
_LADDER_RATIO = 1.03
#: Below this `number` says 0, which no parameter means.
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Choice:
    slug: str
    label: str


@dataclass(frozen=True)
class Param:
    """One parameter of a figure's state.

    Parameters
    ----------
    name
        Key in the state and in the URL.
    label, unit
        As the reader sees them.
    minimum, maximum, step
        Bounds of a number; with ``log`` the steps grow in proportion.
    integer
        Whole numbers only.
    default
        Value of a fresh figure: of a choice, its slug.
    choices
        For a switch instead of a number.
    values
        The only values there are (of an artefact's axis, say), ascending, instead of bounds and step.
    values_at
        Where in the artefact those values lie, as in ``x.values``: the browser reads them there, not in the page.
    off
        The lowest value means "off" and is shown with this word.
    button
        Label of a button that adds one (a seed: "Draw again"), instead of a range.
    """

    name: str
    label: str
    default: Value
    unit: str = ""
    minimum: float = 0
    maximum: float = 1
    step: float = 1
    log: bool = False
    integer: bool = False
    choices: tuple[Choice, ...] = ()
    values: tuple[float, ...] = ()
    values_at: str = ""
    off: str = ""
    button: str = ""

    @cached_property
    def ladder(self) -> tuple[float, ...]:
        """Every value the range input and the arrow keys can reach, ascending."""
        if self.choices:
            return ()
        if self.values:
            return self.values
        values = [self.minimum]
        while values[-1] < self.maximum - 1e-12:
            values.append(min(self._next(values), self.maximum))
        return tuple(int(value) for value in values) if self.integer else tuple(values)

    def _next(self, values: list[float]) -> float:
        if self.log and self.integer:
            return max(values[-1] + 1, math.floor(values[-1] * _LADDER_RATIO + 0.5))
        if self.log:
            return float(f"{values[-1] * self.step:.12g}")
        return float(f"{self.minimum + len(values) * self.step:.12g}")

    def coerce(self, raw: object) -> Value:
        """The value that ``raw`` means, or `Invalid`. Numbers are held inside the bounds, since a link may be old."""
        if self.choices:
            if raw in [choice.slug for choice in self.choices]:
                return str(raw)
            raise Invalid(f"{self.label}: {raw} is not one of the choices.", fields={self.name: ["Not a choice."]})
        try:
            value = float(str(raw))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise Invalid(f"{self.label} must be a number.", fields={self.name: ["Not a number."]})
        if self.values:
            return min(self.values, key=lambda known: abs(known - value))
        value = min(max(value, self.minimum), self.maximum)
        return math.floor(value + 0.5) if self.integer else value

    def show(self, value: Value) -> str:
        """The value as the reader sees it beside the range."""
        if isinstance(value, str):
            return next((choice.label for choice in self.choices if choice.slug == value), value)
        if self.off and value <= self.ladder[0]:
            return self.off
        shown = marked(value) if 0 < abs(value) < _TINY else number(value)
        return shown + (f" {self.unit}" if self.unit else "")


def panels(**labels: str) -> Param:
    """Which of a picture's panels a narrow screen shows: ``panels(fit="the fit", curve="the curve")``, or both."""
    choices = (Choice("both", "both"), *(Choice(slug, label) for slug, label in labels.items()))
    return Param("panel", "On a narrow screen show", default="both", choices=choices)


@dataclass(frozen=True)
class Column:
    """A column that a kind wants of a reader's table.

    Parameters
    ----------
    slug, label
        Its key, and what the reader is told to bring.
    names
        Headers, in small letters, by which it is known without asking.
    binary
        Every cell is 0 or 1, and both occur; else every cell is a number, and they differ.
    """

    slug: str
    label: str
    names: tuple[str, ...] = ()
    binary: bool = False


@dataclass(frozen=True)
class Own:
    """How a kind takes data of the reader's instead of the essay's.

    Parameters
    ----------
    columns
        What it wants of a table.
    fewest, most
        How many rows it takes.
    example
        A CSV that can be tried, with these columns.
    says
        What becomes of the rows, in a sentence or two.
    read
        The kind's data, from the numbers of each column and the columns' names: plain JSON, with the state to begin
        with as ``begin``. `Kind.params` and the kind's other functions know it by not being None. It refuses by
        raising `Invalid`. The kind's ``own.ts`` is the same in TypeScript.
    """

    columns: tuple[Column, ...]
    fewest: int
    most: int
    example: str
    says: str
    read: Callable[[Mapping[str, Sequence[float]], Mapping[str, str]], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A figure kind. The functions take ``(state, data)``, and ``static`` the width in pixels besides.

    Parameters
    ----------
    params
        Called with the data, since ranges and choices may follow from it.
    describe
        One or two sentences: what is to be seen in this state. It is what a screen reader hears.
    scene
        The picture, as shapes; ``id`` is unique on the page (clip paths need it).
    height
        Height of the picture in a state, at a width.
    table
        The numbers behind the picture.
    measure
        Named numbers that a goal may speak of, besides the parameters themselves.
    columns
        What the data artefact holds: path → meaning. Empty for a kind without data.
    own
        How it takes a reader's own data, if it does.
    """

    slug: str
    title: str
    params: Callable[[Data], tuple[Param, ...]]
    describe: Callable[[State, Data], str]
    scene: Callable[[State, Data, float, str], list[Shape]]
    height: Callable[[State, float], float]
    table: Callable[[State, Data], Table]
    measure: Callable[[State, Data], dict[str, float]]
    columns: Mapping[str, str]
    check_data: Callable[[Data], list[str]] = lambda data: []
    own: Own | None = None

    def static(self, state: State, data: Data, width: float, id: str = "picture", title: str = "") -> str:
        """The picture as SVG text, for pages without JavaScript, print, cards and feeds."""
        shapes = self.scene(state, data, width, id)
        return svg(shapes, width=width, height=self.height(state, width), title=title or self.title)

    def state(self, data: Data, given: Mapping[str, object] | None = None) -> dict[str, Value]:
        """The defaults with ``given`` laid over them. Names that the kind does not have are refused."""
        params = self.params(data)
        unknown = sorted(set(given or {}) - {param.name for param in params})
        if unknown:
            raise Invalid(f"{self.slug} has no parameter {unknown[0]}.", fields={unknown[0]: ["Unknown."]})
        return {param.name: param.coerce((given or {}).get(param.name, param.default)) for param in params}


class Drawing(Protocol):
    """What a kind's ``static.py`` holds."""

    def describe(self, state: State, data: Data, /) -> str: ...
    def scene(self, state: State, data: Data, width: float, id: str, /) -> list[Shape]: ...
    def height(self, state: State, width: float, /) -> float: ...
    def table(self, state: State, data: Data, /) -> Table: ...
    def measure(self, state: State, data: Data, /) -> dict[str, float]: ...


def kind_of(
    static: Drawing,
    *,
    slug: str,
    title: str,
    params: tuple[Param, ...] | Callable[[Data], tuple[Param, ...]],
    **more: Any,
) -> Kind:
    """A kind from its drawing.

    Parameters
    ----------
    static
        The kind's module of that name.
    params
        The parameters, or how they follow from the data.
    more
        ``columns``, ``check_data`` and ``own`` of `Kind`, where there are any.
    """
    return Kind(
        slug=slug,
        title=title,
        params=params if callable(params) else lambda data: params,
        describe=static.describe,
        scene=static.scene,
        height=static.height,
        table=static.table,
        measure=static.measure,
        **{"columns": {}, **more},
    )

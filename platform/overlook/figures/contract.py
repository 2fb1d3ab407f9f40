"""What a figure kind is: declared parameters, and four pure functions of its state.

A kind is a folder ``figures/<kind>/`` that exposes ``KIND``; its slug is the folder's name with hyphens. State is plain
JSON: one value per parameter, nothing else. The same state is a link's query, a step of a scrolly, a goal's subject and
what an attempt stores.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from overlook.figures.svg import Shape, number, svg
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
        return number(value) + (f" {self.unit}" if self.unit else "")


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

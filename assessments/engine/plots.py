"""The plot that an item is asked on: axes and background curves, read from the author's file. No pixels here."""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from assessments.engine.reading import Reader
from assessments.engine.sentences import Sentence, gettext_noop

Axis = Mapping[str, Any]

# Stands in for an axis that cannot be read, so that reading goes on and finds the other problems too.
_UNIT_AXIS: dict[str, Any] = {
    "label": "",
    "unit": "",
    "minimum": 0.0,
    "maximum": 1.0,
    "log": False,
    "step": 0.0,
}


def read_plot(reader: Reader) -> dict[str, Any]:
    """``plot:`` of an item: ``describe``, ``x``, ``y``, and any ``curves``."""
    child = reader.child("plot")
    if child is None:
        return {"describe": "", "x": dict(_UNIT_AXIS), "y": dict(_UNIT_AXIS), "curves": []}
    plot = {
        "describe": child.text("describe"),
        "x": _read_axis(child, "x"),
        "y": _read_axis(child, "y"),
        "curves": [_read_curve(curve) for curve in child.children("curves")],
    }
    child.finish()
    return plot


def _read_axis(reader: Reader, name: str) -> dict[str, Any]:
    child = reader.child(name)
    if child is None:
        return dict(_UNIT_AXIS)
    axis: dict[str, Any] = {
        "label": child.label("label"),
        "unit": child.label("unit", required=False),
        "minimum": child.number("minimum"),
        "maximum": child.number("maximum"),
        "log": child.flag("log", default=False),
        "step": child.number("step", default=0.0),
    }
    child.finish()
    if not axis["minimum"] < axis["maximum"]:
        child.problem("maximum", "must be above the minimum.")
        return dict(_UNIT_AXIS)
    if axis["log"] and axis["minimum"] <= 0:
        child.problem("minimum", "must be positive on a logarithmic axis.")
        return dict(_UNIT_AXIS)
    return axis


def _read_curve(reader: Reader) -> dict[str, Any]:
    points = reader.value("points")
    good = isinstance(points, list) and all(
        isinstance(point, list)
        and len(point) == 2
        and all(isinstance(v, int | float) and math.isfinite(v) for v in point)
        for point in points
    )
    if not good or len(points) < 2:
        reader.problem("points", "must be a list of at least two [x, y] pairs.")
        points = []
    curve = {"label": reader.label("label"), "series": int(reader.number("series", default=1)), "points": points}
    if curve["series"] not in (1, 2, 3):
        reader.problem("series", "must be 1, 2 or 3: there are three colours.")
    reader.finish()
    return curve


def scaled(axis: Axis, value: float) -> float:
    """Where a value lies on its axis: 0 at the minimum, 1 at the maximum, in log space on a logarithmic axis."""
    low, high = float(axis["minimum"]), float(axis["maximum"])
    if axis["log"]:
        return (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))
    return (value - low) / (high - low)


def unscaled(axis: Axis, share: float) -> float:
    """The value at a share of the axis, to three digits and within it."""
    low, high = float(axis["minimum"]), float(axis["maximum"])
    value = low * (high / low) ** share if axis["log"] else low + share * (high - low)
    return min(high, max(low, float(f"{value:.3g}")))


def midpoint(axis: Axis) -> float:
    """The middle of an axis, rounded to its step or to three digits."""
    low, high = float(axis["minimum"]), float(axis["maximum"])
    middle = math.sqrt(low * high) if axis["log"] else (low + high) / 2
    step = float(axis["step"])
    return round(middle / step) * step if step else float(f"{middle:.3g}")


def off_plot(axis: Axis) -> Sentence:
    low, high = f"{axis['minimum']:g}", f"{axis['maximum']:g}"
    return gettext_noop("Keep it on the plot: %(low)s to %(high)s.", low=low, high=high)


def rising(values: list[float]) -> bool:
    return all(before < after for before, after in pairwise(values))

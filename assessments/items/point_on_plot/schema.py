"""The author's fields of a point on a plot."""

import json
from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.picture import picture
from assessments.engine.plots import read_plot, unscaled
from assessments.engine.reading import Reader

ASIDE = 0.12


def parse_spec(reader: Reader) -> Parts:
    """``plot``, ``point`` (its name), ``regions`` (first match wins; ``credit: 1`` at least once), ``otherwise``."""
    plot = read_plot(reader)
    point = reader.label("point")
    regions = [_region(region, plot) for region in reader.children("regions", at_least=1)]
    if regions and not any(region["credit"] == 1 for region in regions):
        reader.problem("regions", "must hold one with “credit: 1”.")
    start = _start(reader, plot)
    if any(region["credit"] == 1 and all(region[n][0] <= start[n] <= region[n][1] for n in "xy") for region in regions):
        reader.problem("start", "lies where the point belongs; give another {x: …, y: …}.")
    key = {"regions": regions, "otherwise": read_otherwise(reader)}
    return Parts({"plot": plot, "point": point, "start": start}, key)


def _start(reader: Reader, plot: Mapping[str, Any]) -> dict[str, float]:
    """Where the handle waits before it is moved: near the foot of both axes unless the author says otherwise."""
    child = reader.child("start", required=False)
    if child is None:
        return _aside(plot)
    start = {name: child.number(name) for name in "xy"}
    child.finish()
    for name in "xy":
        if not plot[name]["minimum"] <= start[name] <= plot[name]["maximum"]:
            child.problem(name, "must lie on the plot.")
    return start


def _aside(plot: Mapping[str, Any]) -> dict[str, float]:
    return {name: unscaled(plot[name], ASIDE) for name in "xy"}


def _region(reader: Reader, plot: Mapping[str, Any]) -> dict[str, Any]:
    region: dict[str, Any] = {"credit": reader.number("credit", default=0.0)}
    for name in ("x", "y"):
        bounds = reader.numbers(name, required=False) or [plot[name]["minimum"], plot[name]["maximum"]]
        if len(bounds) != 2 or not bounds[0] < bounds[1]:
            reader.problem(name, "must be [lowest, highest].")
            bounds = [0.0, 1.0]
        region[name] = bounds
    if not reader.has("x") and not reader.has("y"):
        reader.problem("", "needs bounds on x, on y, or on both.")
    if not 0 <= region["credit"] <= 1:
        reader.problem("credit", "must lie in 0 to 1.")
    if region["credit"] == 1:
        region |= {"misconception": "", "feedback": reader.text("feedback"), "figure": None}
    else:
        region |= read_trap(reader)
    reader.finish()
    return region


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    return Variant({}, parts.public, parts.key)


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    plot = public["plot"]
    given = {name: str(fields.get(name) if fields.get(name) is not None else "") for name in ("x", "y")}
    data = json.dumps({"plot": plot, "start": public.get("start") or _aside(plot)}, ensure_ascii=False)
    return {"plot": plot, "point": public["point"], "given": given, "data": data, "picture": picture(plot)}

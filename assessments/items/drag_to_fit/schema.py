"""The author's fields of a fit by hand."""

import json
from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.conditions import read_condition
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.listing import listed
from assessments.engine.picture import picture
from assessments.engine.plots import midpoint, read_plot, rising
from assessments.engine.reading import Reader
from assessments.items.drag_to_fit.curve import MEASURES, achieved, least_squares

FEWEST_ANCHORS, MOST_ANCHORS = 2, 4
MOST_POINTS = 60


def parse_spec(reader: Reader) -> Parts:
    """``plot``, ``points``, ``anchors``, ``loss``, ``answer`` (default: least squares), ``traps``, ``otherwise``."""
    plot = read_plot(reader)
    for name in ("x", "y"):
        if plot[name]["log"]:
            reader.problem(f"plot.{name}.log", "must be false: a fit by hand is on linear axes.")
    points = _points(reader, plot)
    anchors = reader.numbers("anchors")
    if not FEWEST_ANCHORS <= len(anchors) <= MOST_ANCHORS or not rising(anchors):
        reader.problem("anchors", "must be 2 to 4 rising positions on the x axis: 2 make a line, 3 a parabola.")
        anchors = [0.0, 1.0]
    start = _heights(reader, "start", anchors, plot) or [midpoint(plot["y"])] * len(anchors)
    loss = _loss(reader)
    answer = _heights(reader, "answer", anchors, plot) or least_squares(anchors, points)
    if achieved(anchors, start, points)[loss["measure"]] <= loss["full"]:
        reader.problem("start", "fits already; give the handles other heights to start from.")
    known = achieved(anchors, start, points)
    key = {
        "loss": loss,
        "answer": answer,
        "right": reader.text("right", required=False),
        "traps": [_trap(trap, known) for trap in reader.children("traps")],
        "otherwise": read_otherwise(reader),
    }
    return Parts({"plot": plot, "points": points, "anchors": anchors, "start": start}, key)


def _points(reader: Reader, plot: Mapping[str, Any]) -> list[list[float]]:
    found = reader.value("points")
    good = isinstance(found, list) and all(isinstance(point, list) and len(point) == 2 for point in found)
    pairs = [Reader({"at": point}, "", []).numbers("at") for point in found] if good else []
    inside = all(
        len(pair) == 2 and all(plot[n]["minimum"] <= v <= plot[n]["maximum"] for n, v in zip("xy", pair, strict=True))
        for pair in pairs
    )
    if not 2 <= len(pairs) <= MOST_POINTS or not inside:
        reader.problem("points", f"must be a list of 2 to {MOST_POINTS} [x, y] pairs on the plot.")
        return [[0.0, 0.0], [1.0, 1.0]]
    return pairs


def _heights(reader: Reader, name: str, anchors: list[float], plot: Mapping[str, Any]) -> list[float]:
    heights = reader.numbers(name, required=False)
    axis = plot["y"]
    inside = all(axis["minimum"] <= height <= axis["maximum"] for height in heights)
    if heights and (len(heights) != len(anchors) or not inside):
        reader.problem(name, "must give one height on the plot for each anchor.")
        return []
    return heights


def _loss(reader: Reader) -> dict[str, Any]:
    """``{measure: squared, full: 0.1, none: 1}``: the loss that earns 1, and that from which nothing is earned."""
    child = reader.child("loss")
    if child is None:
        return {"measure": "squared", "full": 0.0, "none": 1.0}
    found: dict[str, Any] = {
        "measure": child.one_of("measure", MEASURES, default="squared"),
        "full": child.number("full"),
        "none": child.number("none"),
    }
    if not 0 <= found["full"] < found["none"]:
        child.problem("none", "must be above “full”.")
    child.finish()
    return found


def _trap(reader: Reader, known: Mapping[str, float]) -> dict[str, Any]:
    trap = {"when": read_condition(reader, "when", known), **read_trap(reader)}
    reader.finish()
    return trap


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    return Variant({}, parts.public, parts.key)


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    anchors, points = public["anchors"], public["points"]
    given = listed(fields, "y", len(anchors))
    rows = [
        {"name": f"y-{index}", "anchor": anchor, "given": "" if value is None else str(value)}
        for index, (anchor, value) in enumerate(zip(anchors, given, strict=True))
    ]
    data = json.dumps({name: public[name] for name in ("plot", "anchors", "start", "points")}, ensure_ascii=False)
    shown = picture(public["plot"], anchors=anchors, points=points)
    return {"plot": public["plot"], "rows": rows, "points": points, "data": data, "picture": shown}

"""The author's fields of a drawn curve."""

import json
from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.listing import listed
from assessments.engine.picture import picture
from assessments.engine.plots import midpoint, read_plot, rising, scaled
from assessments.engine.reading import Reader
from assessments.items.drawn_curve.shape import SHAPES

FEATURES = ("peak", "falls", "rises", "lower-later", "within")
FEWEST_ANCHORS, MOST_ANCHORS = 4, 12


def parse_spec(reader: Reader) -> Parts:
    """``plot``, ``anchors``, ``truth``, then ``features`` or ``distance``, ``traps`` by shape, ``otherwise``."""
    plot = read_plot(reader)
    anchors = reader.numbers("anchors")
    if not FEWEST_ANCHORS <= len(anchors) <= MOST_ANCHORS or not rising(anchors):
        reader.problem("anchors", f"must be {FEWEST_ANCHORS} to {MOST_ANCHORS} rising positions on the x axis.")
        anchors = [0.0, 1.0, 2.0, 3.0]
    truth = reader.numbers("truth")
    if len(truth) != len(anchors) or not all(_inside(plot["y"], value) for value in truth):
        reader.problem("truth", "must give one height within the plot for each anchor.")
    start = reader.number("start", default=midpoint(plot["y"]))
    key: dict[str, Any] = {
        "truth": truth,
        "margin": reader.number("margin", default=0.05),
        "right": reader.text("right", required=False),
        "features": [_feature(feature, anchors, plot) for feature in reader.children("features")],
        "distance": _distance(reader),
        "traps": [_trap(trap) for trap in reader.children("traps")],
        "otherwise": read_otherwise(reader),
    }
    if bool(key["features"]) == bool(key["distance"]):
        reader.problem("features", "or “distance”: give exactly one of the two.")
    return Parts({"plot": plot, "anchors": anchors, "start": start}, key)


def _inside(axis: Mapping[str, Any], value: float) -> bool:
    return bool(axis["minimum"] <= value <= axis["maximum"])


def _feature(reader: Reader, anchors: list[float], plot: Mapping[str, Any]) -> dict[str, Any]:
    feature: dict[str, Any] = {
        "feature": reader.one_of("feature", FEATURES),
        "between": reader.numbers("between"),
        "weight": reader.number("weight", default=1.0),
        "misconception": reader.tag(required=False),
        "feedback": reader.text("feedback"),
        "figure": reader.figure(),
    }
    between = feature["between"]
    if len(between) != 2 or not between[0] < between[1]:
        reader.problem("between", "must be [lowest, highest] on the x axis.")
    elif not any(between[0] <= anchor <= between[1] for anchor in anchors):
        reader.problem("between", "holds no anchor.")
    elif feature["feature"] == "lower-later" and not anchors[0] < between[0] < between[1] < anchors[-1]:
        reader.problem("between", "must leave an anchor before and after it.")
    if feature["feature"] == "within":
        heights = reader.numbers("heights")
        good = len(heights) == 2 and all(_inside(plot["y"], height) for height in heights)
        if not good:
            reader.problem("heights", "must be [lowest, highest] within the plot.")
        feature["scaled"] = [scaled(plot["y"], height) for height in heights] if good else [0.0, 1.0]
    if not feature["weight"] > 0:
        reader.problem("weight", "must be above 0.")
    reader.finish()
    return feature


def _distance(reader: Reader) -> dict[str, float] | None:
    """``{full: 0.1, none: 1.0}``: the mean distance that earns 1, and that from which nothing is earned."""
    child = reader.child("distance", required=False)
    if child is None:
        return None
    found = {"full": child.number("full"), "none": child.number("none")}
    if not 0 <= found["full"] < found["none"]:
        child.problem("none", "must be above “full”.")
    child.finish()
    return found


def _trap(reader: Reader) -> dict[str, Any]:
    trap = {"shape": reader.one_of("shape", SHAPES), **read_trap(reader)}
    reader.finish()
    return trap


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    return Variant({}, parts.public, parts.key)


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    given = listed(fields, "y", len(public["anchors"]))
    rows = [
        {"name": f"y-{index}", "anchor": anchor, "given": "" if value is None else str(value)}
        for index, (anchor, value) in enumerate(zip(public["anchors"], given, strict=True))
    ]
    told = {name: public[name] for name in ("plot", "anchors", "start")}
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    shown = picture(public["plot"], anchors=public["anchors"])
    return {"plot": public["plot"], "rows": rows, "data": data, "picture": shown}

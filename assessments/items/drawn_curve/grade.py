import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.listing import listed, refuse_another_length
from assessments.engine.numbers import read_number
from assessments.engine.plots import off_plot, scaled, unscaled
from assessments.engine.sentences import gettext_noop
from assessments.engine.shares import falling, share
from assessments.items.drawn_curve.shape import SHAPES, holds, turns
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    axis, anchors = variant.public["plot"]["y"], variant.public["anchors"]
    language = str(fields.get("language") or "en")
    count = len(anchors)
    refuse_another_length(fields, "y", count, gettext_noop("Give %(count)s heights, one for each anchor.", count=count))
    heights: list[float] = []
    problems: dict[str, list[str]] = {}
    for index, text in enumerate(listed(fields, "y", count)):
        name = f"y-{index}"
        try:
            value = read_number(text, language=language, field=name)
        except Invalid as refusal:
            problems |= refusal.fields
            continue
        if not axis["minimum"] <= value <= axis["maximum"]:
            problems[name] = [off_plot(axis)]
        heights.append(value)
    if problems:
        raise Invalid(gettext_noop("Give the curve a height at every anchor, on the plot."), fields=problems)
    return {"y": heights}


def grade(response: Json, variant: Variant) -> Verdict:
    key, anchors = variant.key, variant.public["anchors"]
    axis = variant.public["plot"]["y"]
    heights = [scaled(axis, value) for value in response["y"]]
    missing = [feature for feature in key["features"] if not holds(feature, anchors, heights, key["margin"])]
    fraction = _by_distance(response["y"], key, axis) if key["distance"] else _by_features(key, missing)
    if fraction == 1:
        return Verdict(fraction, feedback=key["right"])
    drawn = turns(heights, key["margin"])
    for trap in key["traps"]:
        if drawn == SHAPES[trap["shape"]]:
            return verdict_of(trap, fraction)
    return verdict_of(missing[0] if missing else key["otherwise"], fraction)


def _by_features(key: Mapping[str, Any], missing: list[Mapping[str, Any]]) -> Decimal:
    total = sum((Decimal(str(feature["weight"])) for feature in key["features"]), Decimal(0))
    lost = sum((Decimal(str(feature["weight"])) for feature in missing), Decimal(0))
    return share(total - lost, total)


def _by_distance(drawn: list[float], key: Mapping[str, Any], axis: Mapping[str, Any]) -> Decimal:
    """Linear between the two distances; on a logarithmic axis the distance is in powers of ten."""
    pairs = list(zip(drawn, key["truth"], strict=True))
    if axis["log"]:
        gaps = [abs(math.log10(value) - math.log10(true)) for value, true in pairs]
    else:
        gaps = [abs(value - true) for value, true in pairs]
    mean = sum(gaps) / len(gaps)
    return falling(mean, full=key["distance"]["full"], none=key["distance"]["none"])


def reference(variant: Variant) -> Json:
    return {"y": list(variant.key["truth"])}


# Heights from the foot of the plot (0) to its top (1): the shapes that people draw.
_SKETCHES: tuple[tuple[float, ...], ...] = (
    (0.5, 0.5),
    (0.8, 0.2),
    (0.2, 0.8),
    (0.8, 0.2, 0.8),
    (0.2, 0.8, 0.2),
    (0.7, 0.2, 0.9, 0.5),
)


def mistakes(variant: Variant) -> list[Json]:
    """Flat, falling, rising, a valley, a hill, and a second descent in the wrong place, as far as they are wrong."""
    axis, count = variant.public["plot"]["y"], len(variant.public["anchors"])
    drawn = [
        {"y": [unscaled(axis, _between(sketch, index / (count - 1))) for index in range(count)]} for sketch in _SKETCHES
    ]
    return [curve for curve in drawn if grade(curve, variant).fraction < 1]


def _between(sketch: tuple[float, ...], share: float) -> float:
    """The sketch's height at a share of its length, linear between its corners."""
    place = share * (len(sketch) - 1)
    before = min(int(place), len(sketch) - 2)
    return sketch[before] + (place - before) * (sketch[before + 1] - sketch[before])

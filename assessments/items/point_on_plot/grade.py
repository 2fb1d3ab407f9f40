import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.numbers import read_number
from assessments.engine.plots import off_plot
from assessments.engine.sentences import gettext_noop
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    problems: dict[str, list[str]] = {}
    response: Json = {}
    for name in ("x", "y"):
        axis = variant.public["plot"][name]
        try:
            value = read_number(fields.get(name), language=str(fields.get("language") or "en"), field=name)
        except Invalid as refusal:
            problems |= refusal.fields
            continue
        if not axis["minimum"] <= value <= axis["maximum"]:
            problems[name] = [off_plot(axis)]
        response[name] = value
    if problems:
        raise Invalid(gettext_noop("Place the point on the plot first: both numbers are needed."), fields=problems)
    return response


def grade(response: Json, variant: Variant) -> Verdict:
    for region in variant.key["regions"]:
        if all(region[name][0] <= response[name] <= region[name][1] for name in ("x", "y")):
            return verdict_of(region, Decimal(str(region["credit"])))
    return verdict_of(variant.key["otherwise"])


def reference(variant: Variant) -> Json:
    """The middle of the first region with full marks, clipped to the plot."""
    region = next(region for region in variant.key["regions"] if region["credit"] == 1)
    return {name: _middle(region[name], variant.public["plot"][name]) for name in ("x", "y")}


def _middle(bounds: list[float], axis: Mapping[str, Any]) -> float:
    low, high = max(bounds[0], axis["minimum"]), min(bounds[1], axis["maximum"])
    return math.sqrt(low * high) if axis["log"] else (low + high) / 2


def mistakes(variant: Variant) -> list[Json]:
    """The middle of every region with less than full marks, and the corners of the plot, as far as they are wrong."""
    plot, regions = variant.public["plot"], variant.key["regions"]
    middles = [{name: _middle(region[name], plot[name]) for name in ("x", "y")} for region in regions]
    corners = [{"x": plot["x"][x], "y": plot["y"][y]} for x in ("minimum", "maximum") for y in ("minimum", "maximum")]
    return [point for point in [*middles, *corners] if grade(point, variant).fraction < 1]

"""Two results on the same axes: pure functions from two summaries to panels."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from overlook.figures.bands import Bands, Curve, bands
from overlook.figures.svg import svg
from simulations import chart
from simulations.engine.contract import Axis, Series

_STYLES = ("s1", "s2")


@dataclass(frozen=True)
class Side:
    """One of the two: what it is called at its lines, and its numbers."""

    label: str
    axis: Axis
    declared: Sequence[Series]
    summary: Mapping[str, Any]


def agree(first: Axis, second: Axis) -> bool:
    """Whether two axes measure the same thing in the same unit."""
    return (first.label, first.unit) == (second.label, second.unit)


def shared(first: Sequence[Series], second: Sequence[Series]) -> list[Series]:
    """The curves that both have, of the same unit and kind, in the order of the first."""
    others = {series.name: series for series in second}
    return [
        series
        for series in first
        if series.name in others and (series.unit, series.kind) == (others[series.name].unit, others[series.name].kind)
    ]


def panels(first: Side, second: Side, *, width: int) -> list[chart.Panel]:
    """A panel for each curve that both have, over all places that either has."""
    found = shared(first.declared, second.declared)
    return [_panel(series, (first, second), width, 230 if place else 340) for place, series in enumerate(found)]


def _panel(series: Series, sides: Sequence[Side], width: int, height: int) -> chart.Panel:
    log_x = all(side.axis.log for side in sides)
    kept = [_kept(side, series.name, width, log=log_x) for side in sides]
    xs = sorted({side.axis.values[index] for side, indexes in zip(sides, kept, strict=True) for index in indexes})
    curves = [
        _curve(side, series, indexes, xs, style) for side, indexes, style in zip(sides, kept, _STYLES, strict=True)
    ]
    spread = [value for curve in curves for part in (curve.values, curve.low, curve.high) for value in part or ()]
    log = chart.is_log([series], spread)
    share = series.kind == "share"
    first, second = (chart.domain_for(order, log=log) for order in (curves, curves[::-1]))
    domain = (0.0, 1.04) if share else (min(first[0], second[0]), max(first[1], second[1]))
    title = series.label.partition(", ")[0]
    drawn = Bands(
        id=f"panel-{series.name.replace('@', '-').replace('.', '-')}",
        left=chart.LEFT,
        top=chart.TOP,
        width=width - chart.LEFT - chart.RIGHT,
        height=height - chart.TOP - chart.BOTTOM,
        xs=xs,
        x_log=log_x,
        x_label=chart.fitted(sides[0].axis.label, width - chart.RIGHT - 8, log=log_x),
        y_log=log,
        y_label=chart.fitted(chart.y_label(title, series), width - chart.LEFT + 26, log=log),
        y_domain=domain,
        curves=curves,
        x_ends=True,
    )
    floored = any(value is not None and value < domain[0] for value in spread)
    return chart.Panel(
        series.name,
        title,
        svg(chart.brief_ticks(bands(drawn)), width=width, height=height, title=title),
        domain,
        floored,
    )


def _kept(side: Side, name: str, width: int, *, log: bool) -> list[int]:
    axis = side.axis.as_json() | {"log": log}
    return chart.visible(axis, side.summary, name, width)


def _curve(side: Side, series: Series, indexes: Sequence[int], xs: Sequence[float], style: str) -> Curve:
    """The curve and its band on the places of both; between its own places a curve is straight as it would be drawn."""
    own = [side.axis.values[index] for index in indexes]
    numbers = side.summary["series"][series.name]

    def at(statistic: str) -> list[float | None]:
        return list(_placed(own, [numbers[statistic][index] for index in indexes], xs))

    # The variants of one curve have one name for the smallest of them: which it is, is told at the line.
    variant = next(item.label for item in side.declared if item.name == series.name).partition(", ")[2]
    label = f"{side.label} ({variant})" if variant else side.label
    if series.kind == "share":
        return Curve(label, style, at("mean"))
    return Curve(label, style, at("median"), at("p10"), at("p90"))


def _placed(own: Sequence[float], values: Sequence[float | None], xs: Sequence[float]) -> Iterator[float | None]:
    place = 0
    for x in xs:
        while place + 1 < len(own) and own[place + 1] <= x:
            place += 1
        if x < own[0] or x > own[-1]:
            yield None
        elif x == own[place]:
            yield values[place]
        else:
            yield _between(own[place : place + 2], values[place : place + 2], x)


def _between(ends: Sequence[float], values: Sequence[float | None], x: float) -> float | None:
    low, high = values
    if low is None or high is None:
        return None
    share = (x - ends[0]) / (ends[1] - ends[0])
    if low > 0 and high > 0:
        return math.exp((1 - share) * math.log(low) + share * math.log(high))
    return (1 - share) * low + share * high

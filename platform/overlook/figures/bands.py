"""Lines with their bands on shared axes, labelled at the line: `kit/frontend/bands.ts` in Python."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from overlook.figures.svg import (
    Point,
    Range,
    Scale,
    Shape,
    Values,
    area,
    clip,
    frame,
    group,
    line,
    nice_log,
    path,
    text,
)


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: ``style`` is of the vocabulary ``s1 s2 s3 theory faint``; an empty label is not drawn."""

    label: str
    style: str
    values: Values
    low: Values | None = None
    high: Values | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """A band chart: its box in pixels, its axes and its curves. ``xs`` has two values at least."""

    id: str
    left: float
    top: float
    width: float
    height: float
    xs: Sequence[float]
    x_log: bool
    x_label: str
    y_log: bool
    y_label: str
    y_domain: Range
    curves: Sequence[Curve]
    threshold: float | None = None
    x_ends: bool = False


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    top: float
    bottom: float


def band_scales(chart: Bands) -> tuple[Scale, Scale]:
    x = Scale((chart.xs[0], chart.xs[-1]), (chart.left, chart.left + chart.width), chart.x_log)
    y = Scale(chart.y_domain, (chart.top + chart.height, chart.top), chart.y_log)
    return x, y


def bands(chart: Bands) -> list[Shape]:
    x, y = band_scales(chart)
    pixels = [x.at(value) for value in chart.xs]

    def place(values: Values) -> list[float | None]:
        return [_within(y, value) for value in values]

    drawn = [
        path("band-2" if curve.style == "s2" else "band", area(pixels, place(curve.low), place(curve.high)))
        for curve in chart.curves
        if curve.low is not None and curve.high is not None
    ]
    clipped = f"url(#{chart.id}-clip)"
    paths: list[list[Point]] = [list(zip(pixels, place(curve.values), strict=True)) for curve in chart.curves]
    lines = [path(curve.style, line(points)) for curve, points in zip(chart.curves, paths, strict=True)]
    return [
        clip(f"{chart.id}-clip", x, y),
        group(drawn, clip_path=clipped),
        *frame(x, y, chart.x_label, chart.y_label, threshold=chart.threshold, x_ends=chart.x_ends),
        group(lines, clip_path=clipped),
        *labels(chart.curves, paths, x, y),
    ]


def _within(y: Scale, value: float | None) -> float | None:
    """A value that a log axis cannot show, or one below the axis, lies on the floor. One above is left to the clip."""
    if value is None:
        return None
    floor = y.range[0]
    return floor if y.log and value <= 0 else min(floor, y.at(value))


def labels(curves: Sequence[Curve], paths: Sequence[Sequence[Point]], x: Scale, y: Scale) -> list[Shape]:
    """Each label where its line is and where other lines are not: the first clear place, else the clearest."""
    shapes: list[Shape] = []
    taken: list[_Box] = []
    for index, curve in enumerate(curves):
        best = _clearest(curve.label, index, paths, taken, x, y) if curve.label else None
        if best is not None:
            taken.append(best)
            shapes.append(text(best.left, best.bottom - 3, curve.label, f"label-{curve.style} over"))
    return shapes


def _clearest(
    label: str, own: int, paths: Sequence[Sequence[Point]], taken: list[_Box], x: Scale, y: Scale
) -> _Box | None:
    left, right = x.range
    floor, ceiling = y.range
    wide = 6.7 * len(label)
    best: _Box | None = None
    score = -math.inf
    for share in (0.8, 0.62, 0.97, 0.45, 0.28, 0.1):
        middle = min(max(left + share * (right - left), left + wide / 2 + 4), right - wide / 2)
        for above in (True, False):
            high, low = _reach(paths[own], middle - wide / 2, middle + wide / 2)
            if high == math.inf:
                continue
            bottom = high - 4 if above else low + 19
            box = _Box(middle - wide / 2, middle + wide / 2, bottom - 15, bottom)
            clear = _clearance(box, own, paths, taken, floor, ceiling)
            if clear >= 5:
                return box
            if clear > score + 1e-6:
                best, score = box, clear
    return best


def _reach(points: Sequence[Point], start: float, end: float) -> tuple[float, float]:
    """Highest and lowest pixel of a line between two xs."""
    high, low = math.inf, -math.inf
    for step in range(9):
        at = _height(points, start + ((end - start) * step) / 8)
        if at is not None:
            high, low = min(high, at), max(low, at)
    return high, low


def _height(points: Sequence[Point], x: float) -> float | None:
    for index in range(1, len(points)):
        x0, y0 = points[index - 1]
        x1, y1 = points[index]
        if x0 <= x <= x1 and y0 is not None and y1 is not None:
            return y0 if x1 == x0 else y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)
    return None


def _clearance(
    box: _Box, own: int, paths: Sequence[Sequence[Point]], taken: list[_Box], floor: float, ceiling: float
) -> float:
    clear = min(floor - box.bottom, box.top - ceiling + 6)
    for other in taken:
        apart = max(other.left - box.right, box.left - other.right, other.top - box.bottom, box.top - other.bottom)
        clear = min(clear, apart)
    for index, points in enumerate(paths):
        if index == own:
            continue
        high, low = _reach(points, box.left, box.right)
        if high != math.inf:
            clear = min(clear, max(high - box.bottom, box.top - low))
    return clear


def domain_of(values: Iterable[float | None], *, log: bool) -> Range:
    """The y axis that holds these values. On a log axis zeros do not count: they lie on the floor."""
    kept = [value for value in values if value is not None and math.isfinite(value) and (not log or value > 0)]
    if not kept:
        return (0.1, 10) if log else (0, 1)
    low, high = min(kept), max(kept)
    if log:
        start, end = nice_log(low, high)
        return (start, end) if end > start * 1.5 else (start, start * 10)
    room = (high - low or 1) * 0.06
    return (0 if low >= 0 else low - room), high + room

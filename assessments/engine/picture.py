"""The picture of an item's plot as server SVG; `stage.ts` draws the same shapes in the browser and adds the handles."""

from collections.abc import Mapping, Sequence
from html import unescape
from itertools import pairwise
from re import sub
from typing import Any

from overlook.figures.svg import Scale, Shape, clip, dots, frame, group, line, path, strokes, svg, text

WIDTH, HEIGHT = 560.0, 300.0
# The width of a letter of a label, about.
LETTER = 6.5
DOT = 4.5
LEFT, RIGHT, TOP, BOTTOM = 48.0, 16.0, 26.0, 46.0


def scales(plot: Mapping[str, Any], width: float) -> tuple[Scale, Scale]:
    x, y = plot["x"], plot["y"]
    return (
        Scale((x["minimum"], x["maximum"]), (LEFT, width - RIGHT), bool(x["log"])),
        Scale((y["minimum"], y["maximum"]), (HEIGHT - BOTTOM, TOP), bool(y["log"])),
    )


def shapes(
    plot: Mapping[str, Any],
    *,
    width: float = WIDTH,
    anchors: Sequence[float] = (),
    points: Sequence[tuple[float, float]] = (),
) -> list[Shape]:
    """Axes, background curves with their labels at the line, a faint line where each anchor stands, and points."""
    x, y = scales(plot, width)
    drawn: list[Shape] = frame(x, y, _titled(plot["x"]), _titled(plot["y"]))
    if anchors:
        drawn.append(path("gridline", strokes([x.at(anchor) for anchor in anchors], TOP, HEIGHT - BOTTOM - TOP)))
    curves = [
        path(f"s{curve['series']}", line([(x.at(a), y.at(b)) for a, b in curve["points"]])) for curve in plot["curves"]
    ]
    name = f"clip-{abs(hash_of(plot)) % 10**8}"
    drawn.append(clip(name, x, y))
    drawn.append(group(curves, clip_path=f"url(#{name})"))
    drawn += [_label(curve, x, y) for curve in plot["curves"]]
    if points:
        drawn.append(dots([(x.at(a), y.at(b)) for a, b in points], DOT))
    return drawn


def _label(curve: Mapping[str, Any], x: Scale, y: Scale) -> Shape:
    """The curve's name at its end, above all of the line that it covers."""
    points = [(x.at(a), y.at(b)) for a, b in curve["points"]]
    end = points[-1][0]
    start = end - LETTER * len(curve["label"])
    covered = [b for a, b in points if a >= start]
    covered += [b0 + (b1 - b0) * (start - a0) / (a1 - a0) for (a0, b0), (a1, b1) in pairwise(points) if a0 < start < a1]
    return text(end, min(covered) - 8, curve["label"], f"label-s{curve['series']} over", "end")


def picture(
    plot: Mapping[str, Any], *, anchors: Sequence[float] = (), points: Sequence[tuple[float, float]] = ()
) -> str:
    title = unescape(sub(r"<[^>]*>", "", plot["describe"]))
    return svg(shapes(plot, anchors=anchors, points=points), width=WIDTH, height=HEIGHT, title=title)


def hash_of(plot: Mapping[str, Any]) -> int:
    """A small number that tells the plots of one page apart; the same in every process."""
    return sum(index * ord(letter) for index, letter in enumerate(f"{plot['x']}{plot['y']}{plot['curves']}", start=1))


def _titled(axis: Mapping[str, Any]) -> str:
    return f"{axis['label']} ({axis['unit']})" if axis["unit"] else str(axis["label"])

"""The small drawing on an essay's tile: one series of its own data, with the handle where the idea is."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from overlook.figures.svg import Scale, Shape, handle, line, path, svg

WIDTH, HEIGHT = 328.0, 150.0
_MARGIN = 16.0


def tile_svg(data: Mapping[str, Any], *, series: str, at: float, title: str) -> str:
    """The curve of ``series`` (its median) on logarithmic axes where the data allow, and a handle at ``at``.

    Raises
    ------
    LookupError
        The data hold no such series, or no point to draw.
    """
    xs: Sequence[float] = data["axis"]["values"]
    ys: Sequence[float | None] = data["series"][series]["median"]
    points = [(x, y) for x, y in zip(xs, ys, strict=True) if y is not None and math.isfinite(y)]
    if len(points) < 2:
        raise LookupError(f"{series} has fewer than two points")
    x = _scale([p[0] for p in points], (_MARGIN, WIDTH - _MARGIN), log=bool(data["axis"].get("log")))
    y = _scale([p[1] for p in points], (HEIGHT - _MARGIN, _MARGIN + 8), log=all(p[1] > 0 for p in points))
    held = min(points, key=lambda point: abs(point[0] - at))
    shapes: list[Shape] = [
        path("s1", line([(x.at(a), y.at(b)) for a, b in points])),
        handle("tile", x.at(held[0]), y.at(held[1])),
    ]
    return svg(shapes, width=WIDTH, height=HEIGHT, title=title, style="chart tile")


def _scale(values: Sequence[float], pixels: tuple[float, float], *, log: bool) -> Scale:
    low, high = min(values), max(values)
    if high <= low:
        high = low + 1
    return Scale((low, high), pixels, log and low > 0)

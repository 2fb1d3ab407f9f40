"""Scales, ticks, numbers, paths and markup of a static picture: `kit/frontend/plot.ts` in Python, function by function.

A picture is a list of shapes, and a pure function of its state; the browser draws the same list. The two are held
together to a hundredth of a pixel by ``tests/figures``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from html import escape
from itertools import pairwise
from typing import TypeAlias

Attributes: TypeAlias = Mapping[str, str | float]
#: Tag, attributes, and children or text.
Shape: TypeAlias = tuple[str, Attributes, "list[Shape] | str"]
Range: TypeAlias = tuple[float, float]
Point: TypeAlias = tuple[float, float | None]
Values: TypeAlias = Sequence[float | None]
#: A place on the picture in half pixels.
Spot: TypeAlias = tuple[int, int]

#: Rounds half up, also where the last bits of two machines differ about the half.
HALF = 0.5 + 1e-6

#: How far a line may pass by a point that it leaves out, in half pixels.
THIN = 1.5


@dataclass(frozen=True, slots=True)
class Scale:
    """Data to pixels, linear or logarithmic."""

    domain: Range
    range: Range
    log: bool = False

    def at(self, value: float) -> float:
        d0, d1 = (math.log10(self.domain[0]), math.log10(self.domain[1])) if self.log else self.domain
        r0, r1 = self.range
        return r0 + (((math.log10(value) if self.log else value) - d0) / (d1 - d0)) * (r1 - r0)


def ticks(axis: Scale, count: int) -> list[float]:
    """Round tick values inside the domain: 1-2-5 steps, or powers of ten where there are many decades."""
    low, high = axis.domain
    most = 2.2 if axis.range[0] > axis.range[1] else 3.2
    return _log_ticks(low, high, most) if axis.log else _linear_ticks(low, high, count)


def _linear_ticks(low: float, high: float, count: int) -> list[float]:
    step = nice_step((high - low) / count)
    found = []
    index = math.ceil(low / step - 1e-9)
    while index * step <= high + step * 1e-9:
        found.append(float(f"{index * step:.12g}"))
        index += 1
    return found


def nice_step(raw: float) -> float:
    """The nearest of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(raw))
    factor = raw / power
    return (1 if factor < 1.5 else 2 if factor < 3.5 else 5 if factor < 7.5 else 10) * power


def _log_ticks(low: float, high: float, most: float) -> list[float]:
    """A vertical axis has room for fewer: from ``most`` decades on, powers of ten alone."""
    decades = math.log10(high / low)
    factors = (1,) if decades > most else (1, 2, 5)
    skip = 2 if decades > 6.5 else 1
    found = []
    for power in range(math.floor(math.log10(low) + 1e-9), math.floor(math.log10(high) + 1e-9) + 1):
        if power % skip:
            continue
        for factor in factors:
            value = _times_power(factor, power)
            if low * (1 - 1e-9) <= value <= high * (1 + 1e-9):
                found.append(value)
    return found


def _times_power(factor: float, power: int) -> float:
    return factor / 10.0**-power if power < 0 else factor * 10.0**power


def nice_log(low: float, high: float) -> Range:
    """The smallest 1-2-5 interval on a log axis that holds both values."""

    def steps(value: float, *, up: bool) -> float:
        power = math.floor(math.log10(value) + 1e-9)
        candidates = [_times_power(factor, power) for factor in (1, 2, 5, 10)]
        if up:
            return next((candidate for candidate in candidates if candidate >= value * (1 - 1e-9)), value)
        return next((candidate for candidate in reversed(candidates) if candidate <= value * (1 + 1e-9)), value)

    return steps(low, up=False), steps(high, up=True)


def number(value: float, digits: int = 3) -> str:
    """A number as people read it: ``digits`` significant ones, thin spaces between thousands, a true minus."""
    if not math.isfinite(value):
        return "∞"
    magnitude = abs(value)
    if magnitude < 1e-6:
        return "0"
    if magnitude >= 10**digits:
        shown = str(math.floor(magnitude + 0.5))
    else:
        # Decimal of the exact double, ties up: what toPrecision does.
        exact = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(magnitude))
        shown = f"{exact:f}"
    whole, _, fraction = shown.partition(".")
    fraction = fraction.rstrip("0")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return ("\u2212" if value < 0 else "") + whole + (f".{fraction}" if fraction else "")


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def marked(value: float) -> str:
    """A number at a tick: powers of ten where it would not fit beside an axis."""
    size = abs(value)
    if not size or 1e-3 <= size * (1 + 1e-9) < 1e5:
        return number(value)
    power = math.floor(math.log10(size) + 1e-9)
    factor = number(value / 10.0**power)
    ten = "10" + str(power).translate(_RAISED)
    return ten if factor == "1" else f"{factor}·{ten}"


def px(value: float) -> float:
    """A coordinate, rounded half up to half a pixel."""
    return _halves(value) / 2


def _halves(value: float) -> int:
    return math.floor(value * 2 + HALF)


def show(value: float) -> str:
    """A coordinate as JavaScript would write it: no trailing ``.0``."""
    return str(int(value)) if value == int(value) else repr(float(value))


def line(points: Sequence[Point]) -> str:
    """The path through the points, broken where a value is missing.

    It is written as shortly as it can be, since a page has many: in half pixels, relative to the point before, and
    without the points that lie on the way between their neighbours.
    """
    drawn = ""
    run: list[Spot] = []
    for x, y in [*points, (0.0, None)]:
        if y is not None:
            run.append((_halves(x), _halves(y)))
        elif run:
            drawn += _moved("M", *run[0]) + _along(thinned(run))
            run = []
    return drawn


def thinned(spots: Sequence[Spot]) -> list[Spot]:
    """The spots without those from which the line through the others is at most `THIN` away (Douglas and Peucker)."""
    kept = {0, len(spots) - 1}
    spans = [(0, len(spots) - 1)]
    while spans:
        start, end = spans.pop()
        (x0, y0), (x1, y1) = spots[start], spots[end]
        length = math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0))
        worst, far = 0, -1.0
        for index in range(start + 1, end):
            x, y = spots[index]
            away = abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0))
            if not length:
                away = abs(x - x0) + abs(y - y0)
            if away > far:
                worst, far = index, away
        if far > THIN * (length or 1):
            kept.add(worst)
            spans += [(start, worst), (worst, end)]
    return [spots[index] for index in sorted(kept)]


def _along(spots: Sequence[Spot]) -> str:
    """One command for all of the steps: the numbers alone are repeated."""
    steps = ""
    for (x0, y0), (x1, y1) in pairwise(spots):
        steps += _moved(" " if steps and x1 >= x0 else "" if steps else "l", x1 - x0, y1 - y0)
    return steps


def _moved(command: str, x: int, y: int) -> str:
    return f"{command}{_short(x)}{' ' if y >= 0 else ''}{_short(y)}"


def _short(halves: int) -> str:
    """In pixels: ``0.5`` is ``.5`` in a path, and ``3.0`` is ``3``."""
    whole, half = divmod(abs(halves), 2)
    return ("-" if halves < 0 else "") + (str(whole) if whole or not half else "") + (".5" if half else "")


def dots(points: Sequence[tuple[float, float]], radius: float, style: str = "mark") -> Shape:
    """Rings around the points, as one path."""
    turn = f"a{_arc(radius, 2 * radius)} {_arc(radius, -2 * radius)}z"
    return path(style, _scattered([(x - radius, y) for x, y in points], turn))


def squares(points: Sequence[tuple[float, float]], side: float, style: str) -> Shape:
    """Squares around the points, as one path."""
    turn = f"h{show(side)}v{show(side)}h{show(-side)}z"
    return path(style, _scattered([(x - side / 2, y - side / 2) for x, y in points], turn))


def _scattered(starts: Sequence[tuple[float, float]], mark: str) -> str:
    """The same closed mark again and again, from each of these places."""
    drawn = ""
    last = (0, 0)
    for x, y in starts:
        here = _halves(x), _halves(y)
        drawn += _moved("m" if drawn else "M", here[0] - last[0], here[1] - last[1]) + mark
        last = here
    return drawn


def _arc(radius: float, across: float) -> str:
    return f"{show(radius)} {show(radius)} 0 1 0 {show(across)} 0"


def level_lines(left: float, right: float, levels: Sequence[float]) -> Shape:
    """Gridlines at these heights, as one path."""
    start, wide = _halves(left), _short(_halves(right) - _halves(left))
    return path("gridline", "".join(f"{_moved('M', start, _halves(level))}h{wide}" for level in levels))


def strokes(xs: Sequence[float], top: float, high: float) -> str:
    """Upright strokes at these places, all from ``top`` and ``high`` long."""
    drawn = ""
    last = (0, 0)
    for x in xs:
        here = _halves(x), _halves(top)
        drawn += _moved("m" if drawn else "M", here[0] - last[0], here[1] - last[1]) + f"v{show(high)}"
        last = here[0], here[1] + _halves(high)
    return drawn


def area(xs: Sequence[float], low: Values, high: Values) -> str:
    """The closed area between two edges over the same xs; points where either edge is missing are left out."""
    kept = [(x, a, b) for x, a, b in zip(xs, low, high, strict=True) if a is not None and b is not None]
    if len(kept) < 2:
        return ""
    edge: list[Point] = [*((x, b) for x, _, b in kept), *((x, a) for x, a, _ in reversed(kept))]
    return f"{line(edge)}Z"


def text(x: float, y: float, content: str, style: str = "", anchor: str = "start") -> Shape:
    """Words at a whole pixel; ``anchor`` says which part of them lies there."""
    attributes: dict[str, str | float] = {"class": style} if style else {}
    attributes |= {"x": math.floor(x + HALF), "y": math.floor(y + HALF)}
    if anchor != "start":
        attributes["text-anchor"] = anchor
    return ("text", attributes, content)


def segment(style: str, x1: float, x2: float, y1: float, y2: float) -> Shape:
    return ("line", {"class": style, "x1": px(x1), "x2": px(x2), "y1": px(y1), "y2": px(y2)}, [])


def path(style: str, d: str) -> Shape:
    return ("path", {"class": style, "d": d}, [])


def group(shapes: list[Shape], **attributes: str | float) -> Shape:
    return ("g", {name.replace("_", "-"): value for name, value in attributes.items()}, shapes)


def frame(
    x: Scale,
    y: Scale,
    x_label: str,
    y_label: str,
    *,
    threshold: float | None = None,
    x_ticks: int = 5,
    y_ticks: int = 5,
    x_ends: bool = False,
) -> list[Shape]:
    """Gridlines, axis, ticks and the two axis titles of one panel. Its box is what the scales' ranges say.

    With ``x_ends`` both ends of the x axis have their tick, whether they are round or not.
    """
    left, right = x.range
    bottom, top = y.range
    levels = [(marked(value), px(y.at(value))) for value in ticks(y, y_ticks)]
    shapes: list[Shape] = [
        level_lines(left, right, [at for _, at in levels if at < bottom - 0.5]),
        group([text(left - 6, at + 4, label) for label, at in levels], **{"class": "tick", "text_anchor": "end"}),
    ]
    if threshold is not None:
        shapes.append(path("threshold", f"{_moved('M', _halves(x.at(threshold)), _halves(top))}V{show(px(bottom))}"))
    shapes.append(path("axis", f"{_moved('M', _halves(left), _halves(bottom))}H{show(px(right))}"))
    named = [
        text(at, bottom + 17, marked(value), "label-ink" if value == threshold else "")
        for value, at in _spaced(x, [*(reversed(x.domain) if x_ends else ()), *ticks(x, x_ticks)], threshold)
    ]
    shapes.append(group(named, **{"class": "tick", "text_anchor": "middle"}))
    shapes.append(text(max(left - 34, 0), top - 10, y_label, "label"))
    shapes.append(text(right, bottom + 35, x_label, "label", "end"))
    return shapes


def _spaced(x: Scale, values: list[float], threshold: float | None) -> list[tuple[float, float]]:
    """Ticks that do not touch each other; the threshold's own tick goes before its neighbours."""
    placed = [] if threshold is None else [(threshold, x.at(threshold))]
    for value in values:
        at = x.at(value)
        room = 9 + 3.6 * len(marked(value))
        if all(abs(place - at) >= room + 3.6 * len(marked(other)) for other, place in placed):
            placed.append((value, at))
    return sorted(placed)


def handle(name: str, x: float, y: float) -> Shape:
    """The ringed dot that says "you may touch this"."""
    at = f"translate({show(px(x))} {show(px(y))})"
    rings: list[Shape] = [
        ("circle", {"class": ring, "r": r}, []) for ring, r in (("halo", 13), ("ring", 8), ("dot", 3))
    ]
    return ("g", {"class": "handle", "data-handle": name, "transform": at}, rings)


def clip(name: str, x: Scale, y: Scale) -> Shape:
    left, right = x.range
    bottom, top = y.range
    box: Attributes = {"x": px(left), "y": px(top), "width": px(right - left), "height": px(bottom - top)}
    return ("clipPath", {"id": name}, [("rect", box, [])])


def markup(shapes: Sequence[Shape]) -> str:
    """The shapes as SVG text, escaped, without a style attribute anywhere (the content policy forbids them)."""
    return "".join(_element(shape) for shape in shapes)


def _element(shape: Shape) -> str:
    tag, attributes, content = shape
    listed = "".join(
        f' {name}="{escape(value if isinstance(value, str) else show(value))}"' for name, value in attributes.items()
    )
    inner = escape(content, quote=False) if isinstance(content, str) else markup(content)
    return f"<{tag}{listed}>{inner}</{tag}>" if inner else f"<{tag}{listed}/>"


def svg(shapes: Sequence[Shape], *, width: float, height: float, title: str, style: str = "chart") -> str:
    """A whole picture: one image to a screen reader, whose words stand beside it."""
    w, h = show(width), show(height)
    return (
        f'<svg class="{style}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        f' role="img" aria-label="{escape(title)}">{markup(shapes)}</svg>'
    )

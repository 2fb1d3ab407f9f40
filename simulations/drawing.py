"""A game's pictures as SVG: the plain values of a scene in the shared vocabulary of shapes and styles."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from overlook.figures.bands import Curve, labels
from overlook.figures.svg import (
    Point,
    Scale,
    Shape,
    clip,
    dots,
    frame,
    group,
    line,
    path,
    segment,
    show,
    svg,
    text,
)
from simulations.engine.scenes import Dots, Picture

WIDTH, HEIGHT = 400, 320
_LEFT, _TOP, _RIGHT, _BOTTOM = 52, 30, 16, 44
_RADIUS, _RING = 4.2, 7.0


def drawn(picture: Picture, *, name: str) -> str:
    """The picture as a whole ``<svg>``; ``name`` keeps its clip apart from others on the page."""
    x, y = _scales(picture)
    inside = f"url(#{name}-clip)"
    curves = [Curve(item.label, item.style, item.ys) for item in picture.lines]
    paths: list[list[Point]] = [
        [(x.at(a), _height(y, b)) for a, b in zip(item.xs, item.ys, strict=True)] for item in picture.lines
    ]
    shapes: list[Shape] = [
        clip(f"{name}-clip", x, y),
        *([] if picture.bare else frame(x, y, picture.x.label, picture.y.label)),
        *_uprights(picture, x, y),
        group(
            [path(item.style, line(points)) for item, points in zip(picture.lines, paths, strict=True)],
            clip_path=inside,
        ),
        *[shape for item in picture.dots for shape in _marks(item, x, y)],
        *[shape for item in picture.dots for shape in _names(item, x, y)],
        *labels(curves, paths, x, y),
    ]
    return svg(shapes, width=WIDTH, height=HEIGHT, title=picture.describe)


def tile(picture: Picture, *, name: str) -> str:
    """The picture as an ornament: without axes, words or numbers."""
    dots = tuple(replace(item, names=()) for item in picture.dots if item.shape != "none")
    lines = tuple(replace(item, label="") for item in picture.lines)
    uprights = tuple(replace(item, label="") for item in picture.uprights)
    return drawn(replace(picture, dots=dots, lines=lines, uprights=uprights, bare=True), name=name)


def key(picture: Picture) -> list[tuple[str, str]]:
    """The marks of a picture that have a word: pairs of a small drawing and the word."""
    found = []
    for item in picture.dots:
        if item.label:
            mark = group(_marked(item.shape, [(8.0, 8.0)], item.style))
            found.append((svg([mark], width=16, height=16, title=item.shape, style="key-mark"), item.label))
    return found


def _scales(picture: Picture) -> tuple[Scale, Scale]:
    left, top, right, bottom = (4, 4, 4, 4) if picture.bare else (_LEFT, _TOP, _RIGHT, _BOTTOM)
    width, height = WIDTH - left - right, HEIGHT - top - bottom
    across, up = (picture.x.low, picture.x.high), (picture.y.low, picture.y.high)
    if picture.equal:
        # One unit is as long on either axis: the narrower interval is widened about its middle.
        unit = max((across[1] - across[0]) / width, (up[1] - up[0]) / height)
        across, up = _about(across, unit * width), _about(up, unit * height)
    return (
        Scale(across, (left, WIDTH - right), picture.x.log),
        Scale(up, (HEIGHT - bottom, top), picture.y.log),
    )


def _about(ends: tuple[float, float], length: float) -> tuple[float, float]:
    middle = 0.5 * (ends[0] + ends[1])
    return middle - 0.5 * length, middle + 0.5 * length


def _height(y: Scale, value: float | None) -> float | None:
    """What a log axis cannot show lies on its floor; far outside, the clip does the rest."""
    if value is None:
        return None
    if y.log and value <= 0:
        return y.range[0]
    return min(max(y.at(value), -2000.0), 4000.0)


def _uprights(picture: Picture, x: Scale, y: Scale) -> Iterable[Shape]:
    bottom, top = y.range
    for index, item in enumerate(picture.uprights):
        at = x.at(item.at)
        yield segment("threshold", at, at, top, bottom)
        late = at > x.range[1] - 90
        if item.label:
            height = top + 12 + 16 * index
            yield text(at + (-5 if late else 5), height, item.label, "label over", "end" if late else "start")


def _marks(item: Dots, x: Scale, y: Scale) -> list[Shape]:
    """Marks whose middle is in the picture; one at the edge is drawn whole."""
    places = [(x.at(a), height) for a, b in item.points if (height := _height(y, b)) is not None]
    return _marked(item.shape, [place for place in places if _inside(place, x, y)], item.style)


def _inside(place: tuple[float, float], x: Scale, y: Scale) -> bool:
    left, right = x.range
    bottom, top = y.range
    return left - 1 <= place[0] <= right + 1 and top - 1 <= place[1] <= bottom + 1


def _marked(shape: str, places: Sequence[tuple[float, float]], style: str) -> list[Shape]:
    if not places or shape == "none":
        return []
    if shape in ("circle", "ring"):
        return [dots(places, _RADIUS, style) if shape == "circle" else dots(places, _RING, "cross")]
    pen = {"square": _square, "triangle": _triangle, "cross": _cross}[shape]
    return [path("cross" if shape == "cross" else style, "".join(pen(px, py) for px, py in places))]


def _square(px: float, py: float) -> str:
    return f"M{_at(px - 4)} {_at(py - 4)}h8v8h-8z"


def _triangle(px: float, py: float) -> str:
    return f"M{_at(px)} {_at(py - 5.5)}l5.5 9h-11z"


def _cross(px: float, py: float) -> str:
    return f"M{_at(px - 4)} {_at(py - 4)}l8 8m0 -8l-8 8"


def _at(value: float) -> str:
    return show(round(value * 2) / 2)


def _names(item: Dots, x: Scale, y: Scale) -> Iterable[Shape]:
    right = x.range[1]
    for name, (a, b) in zip(item.names, item.points, strict=False):
        at, height = x.at(a), _height(y, b)
        if not name or height is None:
            continue
        if item.shape == "none":
            yield text(at, height, name, "label-ink over", "middle")
            continue
        late = at > right - 8 * len(name) - 10
        yield text(at + (-9 if late else 9), height + 4, name, "label-ink over", "end" if late else "start")

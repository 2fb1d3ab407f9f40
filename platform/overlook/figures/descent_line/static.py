"""The picture, the words and the numbers of `descent-line` in a state: `figure.ts` in Python."""

from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.descent_line.model import Walk, slope, value, walk
from overlook.figures.svg import (
    Point,
    Scale,
    Shape,
    clip,
    dots,
    frame,
    group,
    handle,
    line,
    number,
    path,
    px,
    segment,
)

_REACH, _PLACES = 2.2, 89
#: The axis of the losses, in powers of ten; what lies beyond is held at its edge.
_FLOOR, _CEILING = 1e-4, 1e4


def current(state: State) -> Walk:
    return walk(
        str(state["loss"]), float(state["curvature"]), float(state["eta"]), float(state["x0"]), int(state["steps"])
    )


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def measure(state: State, data: Data) -> dict[str, float]:
    """Where the walk ends; ``arrival``: the first step at a millionth of the first loss; ``away``: whether it left."""
    found = current(state)
    return {
        "x": found.xs[-1],
        "level": found.losses[-1],
        "arrival": float(found.arrival),
        "away": float(found.away),
        "reach": float(state["eta"]) * float(state["curvature"]),
    }


def describe(state: State, data: Data) -> str:
    """Where the walk ends, and how it got there."""
    found = current(state)
    steps = int(state["steps"])
    said = f"From {number(float(state['x0']))} with step size {number(float(state['eta']))}: "
    if found.away:
        return f"{said}every step is longer than the last, and the walk is lost after {len(found.xs) - 1}."
    many = "step" if steps == 1 else "steps"
    said += f"after {steps} {many} it stands at {number(found.xs[-1])}, loss {number(found.losses[-1])}."
    if found.arrival <= steps:
        said += f" A millionth of the first loss was reached after {found.arrival}."
    return said


def table(state: State, data: Data) -> Table:
    """The first steps, one by one."""
    loss, curvature = str(state["loss"]), float(state["curvature"])
    found = current(state)
    rows = [
        [str(t), number(x), number(slope(loss, curvature, x)), number(level)]
        for t, (x, level) in enumerate(zip(found.xs, found.losses, strict=True))
    ]
    return ["Step", "Place", "Slope", "Loss"], rows[:13]


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    if width >= NARROW:
        wide = px((width - 122) * 0.58)
        return [
            *_walk_panel(state, f"{id}-a", 46, 40, wide - 16, 222),
            *_losses_panel(state, f"{id}-b", 108 + wide, 40, width - 122 - wide, 222),
            *_handle(state, 46, 40, wide - 16, 222),
        ]
    panel = state["panel"]
    lower = 34 if panel == "losses" else 266
    return [
        *(_walk_panel(state, f"{id}-a", 46, 34, width - 60, 154) if panel != "losses" else []),
        *(_losses_panel(state, f"{id}-b", 46, lower, width - 60, 154) if panel != "walk" else []),
        *(_handle(state, 46, 34, width - 60, 154) if panel != "losses" else []),
    ]


def _scales(state: State, left: float, top: float, wide: float, high: float) -> tuple[Scale, Scale]:
    most = value(str(state["loss"]), float(state["curvature"]), _REACH)
    return Scale((-_REACH, _REACH), (left, left + wide)), Scale((0, most), (top + high, top))


def _walk_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    """The curve, and a chord for each step."""
    loss, curvature = str(state["loss"]), float(state["curvature"])
    x, y = _scales(state, left, top, wide, high)
    places = [-_REACH + 2 * _REACH / (_PLACES - 1) * index for index in range(_PLACES)]
    curve = line([(x.at(place), y.at(value(loss, curvature, place))) for place in places])
    found = current(state)
    seen = [(place, level) for place, level in zip(found.xs, found.losses, strict=True) if abs(place) <= 30]
    chords: list[Point] = [(x.at(place), y.at(level)) for place, level in seen]
    inside = [(x.at(place), y.at(level)) for place, level in seen[1:] if abs(place) <= _REACH]
    return [
        clip(id, x, y),
        *frame(x, y, "place", "loss", y_ticks=4),
        group([path("truth", curve), path("s1", line(chords))], clip_path=f"url(#{id})"),
        dots(inside, 3, "mark-s1"),
    ]


def _handle(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    x, y = _scales(state, left, top, wide, high)
    at, level = handle_place(state, x, y)
    return [segment("cursor", at, at, level, top + high), handle("x0", at, level)]


def handle_place(state: State, x: Scale, y: Scale) -> tuple[float, float]:
    x0 = float(state["x0"])
    return x.at(x0), y.at(value(str(state["loss"]), float(state["curvature"]), x0))


def _losses_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    found = current(state)
    x = Scale((0, max(int(state["steps"]), 1)), (left, left + wide))
    y = Scale((_FLOOR, _CEILING), (top + high, top), log=True)
    levels = [(x.at(t), y.at(min(max(level, _FLOOR), _CEILING))) for t, level in enumerate(found.losses)]
    points: list[Point] = list(levels)
    return [
        clip(id, x, y),
        *frame(x, y, "step", "loss (log)", x_ticks=4),
        group([path("s1", line(points))], clip_path=f"url(#{id})"),
        dots(levels, 2.5, "mark-s1"),
    ]

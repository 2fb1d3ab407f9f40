"""The picture, the words and the numbers of `descent-plane` in a state: `figure.ts` in Python."""

from dataclasses import dataclass

from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.descent_plane.contours import REACH, contours
from overlook.figures.descent_plane.model import CENTRE, Landscape, Walk, walk
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
    text,
)

#: The axes of the fall, in powers of ten; what lies beyond is held at their edges.
_LOSS, _ERROR = (1e-4, 1e4), (1e-4, 1e2)
_NAMES = {
    "plain": "Gradient descent",
    "momentum": "Momentum",
    "nesterov": "Nesterov's momentum",
    "rmsprop": "RMSprop",
    "adam": "Adam",
}
#: Places farther out are not drawn.
_FAR = 50


@dataclass(frozen=True)
class Seen:
    """In whose units the map is drawn, where it is not the essay's: ``unit`` weights to one of the map's."""

    names: tuple[str, ...]
    bottom: tuple[float, ...]
    unit: float

    def weight(self, axis: int, place: float) -> float:
        return self.bottom[axis] + self.unit * place

    def scale(self, axis: int, scale: Scale) -> Scale:
        low, high = scale.domain
        return Scale((self.weight(axis, low), self.weight(axis, high)), scale.range)


def scape(state: State) -> Landscape:
    return Landscape(str(state["land"]), float(state["kappa"]), float(state["angle"]))


def of(state: State, method: str) -> Walk:
    # A bowl of the essay's is walked once for all readers; one of a reader's own data is not remembered.
    step = walk.__wrapped__ if "units" in state else walk
    return step(
        scape(state),
        method,
        float(state["eta"]),
        float(state["beta"]),
        float(state["turn"]),
        int(state["steps"]),
        int(state["batch"]),
        int(state["seed"]),
    )


def current(state: State) -> Walk:
    return of(state, str(state["method"]))


def rival(state: State) -> Walk | None:
    return None if state["rival"] == "none" else of(state, str(state["rival"]))


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def measure(state: State, data: Data) -> dict[str, float]:
    """Where the walk ends; ``arrival``: the first step at a ten-thousandth of the first loss; ``away``: it has left.

    ``flat`` and ``steep`` are what is left of the bowl's errors, as shares of the first; ``reach`` is η times the
    bowl's greatest curvature; ``mean_level`` is the loss at the mean of the second half of the walk.
    """
    found, other, land = current(state), rival(state), scape(state)
    first, last = land.along(found.places[0]), land.along(found.places[-1])
    return {
        "level": found.losses[-1],
        "mean_level": land.value(found.mean),
        "arrival": float(found.arrival),
        "away": float(found.away),
        "reach": float(state["eta"]) * max(float(state["kappa"]), 1.0),
        "flat": _share(last[0], first[0]),
        "steep": _share(last[1], first[1]),
        "rival_level": other.losses[-1] if other else 0.0,
        "rival_arrival": float(other.arrival) if other else 0.0,
    }


def _share(last: float, first: float) -> float:
    return abs(last / first) if abs(first) > 1e-9 else 0.0


def describe(state: State, data: Data) -> str:
    """Where the walk ends, and the rival's."""
    said = _told(str(state["method"]), current(state), int(state["steps"]))
    other = rival(state)
    if other:
        return f"{said} {_told(str(state['rival']), other, int(state['steps']))}"
    if state["view"] == "directions" and state["land"] == "bowl":
        found = measure(state, data)
        left = f"{_left(found['flat'])} along the flat direction, {_left(found['steep'])} along the steep"
        return f"{said} Left of the error: {left}."
    return said


def _left(share: float) -> str:
    return f"{number(share * 100)} %"


def _told(method: str, found: Walk, steps: int) -> str:
    name = _NAMES[method]
    if found.away:
        return f"{name} is lost after {len(found.places) - 1} steps."
    if found.arrival <= steps:
        return f"{name}: loss {number(found.losses[-1])} after {steps} steps, a ten-thousandth after {found.arrival}."
    return f"{name}: loss {number(found.losses[-1])} after {steps} steps."


def table(state: State, data: Data) -> Table:
    """The walk at doubling numbers of steps."""
    found = current(state)
    rows = []
    for t in (0, 1, 2, 4, 8, 16, 32, 64, 128, 256):
        if t < len(found.places):
            x, y = found.places[t]
            rows.append([str(t), number(x), number(y), number(found.losses[t])])
    return ["Step", "x", "y", "Loss"], rows


def scene(state: State, data: Seen | None, width: float, id: str) -> list[Shape]:
    if width >= NARROW:
        wide = px((width - 122) * 0.52)
        return [
            *_map_panel(state, data, f"{id}-a", 46, 40, wide, 222),
            *_fall_panel(state, data, f"{id}-b", 108 + wide, 40, width - 122 - wide, 222),
            *_handle(state, 46, 40, wide, 222),
        ]
    panel = state["panel"]
    lower = 34 if panel == "fall" else 266
    return [
        *(_map_panel(state, data, f"{id}-a", 46, 34, width - 60, 154) if panel != "fall" else []),
        *(_fall_panel(state, data, f"{id}-b", 46, lower, width - 60, 154) if panel != "map" else []),
        *(_handle(state, 46, 34, width - 60, 154) if panel != "fall" else []),
    ]


def _scales(state: State, left: float, top: float, wide: float, high: float) -> tuple[Scale, Scale]:
    """As many pixels for a unit across as for one up, so that circles are round."""
    x, y, _ = CENTRE[str(state["land"])]
    unit = high / (2 * REACH)
    across = wide / 2 / unit
    return Scale((x - across, x + across), (left, left + wide)), Scale((y - REACH, y + REACH), (top + high, top))


def _map_panel(
    state: State, data: Seen | None, id: str, left: float, top: float, wide: float, high: float
) -> list[Shape]:
    x, y = _scales(state, left, top, wide, high)
    axes = (data.scale(0, x), data.scale(1, y)) if data else (x, y)
    labels = [f"weight of {name}" for name in data.names] if data else ["x", "y"]

    def drawn(places: list[tuple[float, float]]) -> str:
        return line([(x.at(a), y.at(b)) for a, b in places])

    found, other = current(state), rival(state)
    shown = [place for place in found.places if abs(place[0]) < _FAR and abs(place[1]) < _FAR]
    steps = [(x.at(a), y.at(b)) for a, b in shown[1:41] if _inside(x, a) and _inside(y, b)]
    rivals = [place for place in other.places if abs(place[0]) < _FAR and abs(place[1]) < _FAR] if other else []
    shapes = [path("faint", "".join(drawn(places) for places in contours(scape(state))))]
    if rivals:
        shapes.append(path("s2", drawn(rivals)))
    shapes.append(path("s1", drawn(shown)))
    if int(state["batch"]):
        a, b = found.mean
        shapes.append(("circle", {"class": "mark", "cx": px(x.at(a)), "cy": px(y.at(b)), "r": 5}, []))
    return [
        clip(id, x, y),
        *frame(*axes, *labels, x_ticks=4, y_ticks=4),
        group(shapes, clip_path=f"url(#{id})"),
        dots(steps, 2.5, "mark-s1"),
    ]


def _inside(axis: Scale, value: float) -> bool:
    return axis.domain[0] <= value <= axis.domain[1]


def _handle(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    x, y = _scales(state, left, top, wide, high)
    a, b = scape(state).start(float(state["turn"]))
    return [handle("turn", x.at(a), y.at(b))]


def _fall_panel(
    state: State, data: Seen | None, id: str, left: float, top: float, wide: float, high: float
) -> list[Shape]:
    apart = state["view"] == "directions" and state["land"] == "bowl"
    x = Scale((0, max(int(state["steps"]), 1)), (left, left + wide))
    y = Scale(_ERROR if apart else _LOSS, (top + high, top), log=True)
    low, high_end = y.domain

    def drawn(values: list[float]) -> str:
        points: list[Point] = [(x.at(t), y.at(min(max(value, low), high_end))) for t, value in enumerate(values)]
        return line(points)

    found, other, land = current(state), rival(state), scape(state)
    if apart:
        errors = [land.along(place) for place in found.places]
        series = [("s2", [abs(v) for _, v in errors]), ("s1", [abs(u) for u, _ in errors])]
        words = "flat direction solid, steep dashed"
    else:
        first = found.losses[0] if data else 1.0
        series = [*([("s2", list(other.losses))] if other else []), ("s1", [loss / first for loss in found.losses])]
        words = f"{_NAMES[str(state['rival'])]} dashed" if other else ""
    words_up = "distance (log)" if apart else "share of first loss (log)" if data else "loss (log)"
    return [
        clip(id, x, y),
        *frame(x, y, "step", words_up, x_ticks=4),
        group([path(style, drawn(values)) for style, values in series], clip_path=f"url(#{id})"),
        *([text(left + wide, top + 12, words, "label over", "end")] if words else []),
    ]

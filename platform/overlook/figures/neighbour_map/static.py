"""The picture, the words and the numbers of `neighbour-map` in a state: `figure.ts` in Python."""

from itertools import pairwise

import numpy as np

from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.neighbour_map.model import ACROSS, KS, MARKS, UP, Votes, border, labels, marks, nearest, outlines
from overlook.figures.neighbour_map.model import votes as _votes
from overlook.figures.svg import (
    Point,
    Scale,
    Shape,
    dots,
    frame,
    handle,
    line,
    number,
    path,
    px,
    segment,
    show,
    squares,
    text,
)

Box = tuple[float, float, float, float]
Spot = tuple[float, float]

_SIDE = 2.5
_TOP_ERROR = 0.6


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def _map_box(state: State, width: float) -> Box | None:
    if width >= NARROW:
        return 46, 40, px((width - 118) * 0.62), 222
    return None if state["panel"] == "errors" else (46, 34, width - 58, 154)


def _errors_box(state: State, width: float) -> Box | None:
    wide = px((width - 118) * 0.62)
    if width >= NARROW:
        return 102 + wide, 40, width - 118 - wide, 222
    return None if state["panel"] == "map" else (46, 34 if state["panel"] == "errors" else 266, width - 58, 154)


def _found(state: State) -> tuple[Votes, int]:
    return _votes(int(state["seed"]), float(state["noise"])), KS.index(int(state["k"]))


def _near(state: State) -> tuple[list[int], int]:
    """The marks nearest to the place, and how many of them are squares."""
    seed, k = int(state["seed"]), int(state["k"])
    found = nearest(seed, np.array([[float(state["across"]), float(state["up"])]]))[0, :k]
    return found.tolist(), int(labels(seed, float(state["noise"]))[found].sum())


def _true_square(state: State) -> bool:
    return bool(float(state["up"]) > border(np.array(float(state["across"]))))


def measure(state: State, data: Data) -> dict[str, float]:
    """Errors at this k, the k of least error on new marks, and what the neighbours of the place say."""
    found, at = _found(state)
    squares = _near(state)[1]
    return {
        "train": float(found.train[at]),
        "test": float(found.test[at]),
        "least_k": float(KS[int(np.argmin(found.test))]),
        "squares": float(squares),
        "right": float((2 * squares > int(state["k"])) == _true_square(state)),
    }


def describe(state: State, data: Data) -> str:
    found, k = measure(state, data), int(state["k"])
    said = f"{number(100 * float(state['noise']))} % of the labels are turned. With k = {k}, "
    said += f"{number(100 * found['train'])} % of the {MARKS} marks are misjudged, "
    said += f"and {number(100 * found['test'])} % of new ones. "
    said += f"At the cross {number(found['squares'])} of {k} neighbours are squares; "
    return said + f"its true side is that of the {'squares' if _true_square(state) else 'dots'}."


def table(state: State, data: Data) -> Table:
    found, _ = _found(state)
    rows = [[str(k), number(train), number(test)] for k, train, test in zip(KS, found.train, found.test, strict=True)]
    return ["k", "Error on the marks", "Error on new marks"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    map_box, errors_box = _map_box(state, width), _errors_box(state, width)
    shapes: list[Shape] = []
    handles: list[Shape] = []
    if map_box:
        shapes += _map(state, map_box)
        x, y = _plane(map_box)
        handles.append(handle("across", x.at(float(state["across"])), y.range[0]))
        handles.append(handle("up", x.range[0], y.at(float(state["up"]))))
    if errors_box:
        shapes += _errors(state, errors_box)
        across, level = _scales(errors_box)
        found, at = _found(state)
        handles.append(handle("k", across.at(int(state["k"])), level.at(float(found.test[at]))))
    return [*shapes, *handles]


def _plane(box: Box) -> tuple[Scale, Scale]:
    left, top, wide, high = box
    return Scale((0, 3), (left, left + wide)), Scale((0, 2), (top + high, top))


def _map(state: State, box: Box) -> list[Shape]:
    left, top, wide, high = box
    x, y = _plane(box)
    seed, k = int(state["seed"]), int(state["k"])
    places, own = marks(seed)[0], labels(seed, float(state["noise"]))
    spots = [(x.at(float(a)), y.at(float(b))) for a, b in places]
    found, at = _found(state)
    near, votes = _near(state)
    here = x.at(float(state["across"])), y.at(float(state["up"]))
    waves = [step * 3 / ACROSS for step in range(ACROSS + 1)]
    edge: list[Point] = [(x.at(a), y.at(float(border(np.array(a))))) for a in waves]
    return [
        text(left, top - 10, f"squares among the nearest: {votes} of {k}", "label"),
        ("rect", {"class": "target", "x": px(left), "y": px(top), "width": px(wide), "height": px(high)}, []),
        path("region", _loops(outlines(found.maps[at]), x, y)),
        path("truth", line(edge)),
        path("faint", "".join(line([here, spots[mark]]) for mark in near)),
        dots([spot for spot, label in zip(spots, own, strict=True) if not label], _SIDE, "mark-s1"),
        squares([spot for spot, label in zip(spots, own, strict=True) if label], 2 * _SIDE, "mark-s2"),
        segment("cursor", here[0], here[0], here[1], top + high),
        segment("cursor", left, here[0], here[1], here[1]),
        ("circle", {"class": "mark", "cx": px(here[0]), "cy": px(here[1]), "r": 5}, []),
        text(left + wide, top + high + 30, "dashed: the true border", "label", "end"),
    ]


def _loops(loops: list[list[tuple[int, int]]], x: Scale, y: Scale) -> str:
    """Closed lines along the cells' edges, each turn a right angle."""
    drawn = ""
    for loop in loops:
        spots = [(px(x.at(column * 3 / ACROSS)), px(y.at(row * 2 / UP))) for column, row in loop]
        drawn += f"M{show(spots[0][0])} {show(spots[0][1])}"
        for (x0, y0), (x1, y1) in pairwise(spots):
            drawn += f"h{show(x1 - x0)}" if y1 == y0 else f"v{show(y1 - y0)}"
        drawn += "z"
    return drawn


def _scales(box: Box) -> tuple[Scale, Scale]:
    left, top, wide, high = box
    return Scale((1, KS[-1]), (left, left + wide), log=True), Scale((0, _TOP_ERROR), (top + high, top))


def _errors(state: State, box: Box) -> list[Shape]:
    x, y = _scales(box)
    found, at = _found(state)
    floor = y.at(float(state["noise"]))

    def drawn(errors: list[float]) -> str:
        return line([(x.at(k), y.at(error)) for k, error in zip(KS, errors, strict=True)])

    here = x.at(KS[at])
    left, right = x.range
    return [
        *frame(x, y, "neighbours k (log scale)", "share misjudged", y_ticks=3),
        segment("truth", left, right, floor, floor),
        path("s2", drawn(found.train.tolist())),
        path("s1", drawn(found.test.tolist())),
        text(right, y.range[1] + 14, "new marks", "label-s1 over", "end"),
        text(right, y.range[1] + 29, "its own marks (dashed)", "label-s2 over", "end"),
        segment("cursor", here, here, y.range[1] - 6, y.range[0]),
    ]

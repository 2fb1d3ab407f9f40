"""The picture, the words and the numbers of `knot-fit` in a state: `figure.ts` in Python."""

from collections.abc import Iterable

import numpy as np

from overlook.figures.bands import Curve, labels
from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.knot_fit.model import DATASETS, Fit, curve, fit
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
    nice_log,
    number,
    path,
    segment,
    strokes,
    text,
)

_TESTED = ("MAE", "RMSE")
#: A fit that comes this near to a point is said to pass through it.
TOUCH = 1e-2


def penalty(state: State) -> float:
    """λ from its logarithm in the state; the lowest means none."""
    exponent = float(state["ridge"])
    return 0.0 if exponent <= -6 else 10.0**exponent


def current(state: State) -> Fit:
    return fit(str(state["dataset"]), str(state["design"]), int(state["seed"]), int(state["k"]), penalty(state))


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def describe(state: State, data: Data) -> str:
    """What is to be seen: the errors, whether every point is met, and what lies outside the frame."""
    found = current(state)
    dataset = DATASETS[str(state["dataset"])]
    k, points = int(state["k"]), len(dataset.x)
    said = f"With {k} knot{'' if k == 1 else 's'} the test error is {number(found.test)}. "
    if found.worst < TOUCH:
        said += f"The fit passes through all {points} points"
    else:
        said += f"The fit misses the points by {number(found.train)} on average"
    low, high = dataset.frame
    if found.low < low or found.high > high:
        return f"{said} and reaches from {number(found.low)} to {number(found.high)}, outside the frame."
    return said + "."


def measure(state: State, data: Data) -> dict[str, float]:
    found = current(state)
    return {
        "test": found.test,
        "train": found.train,
        "interpolates": float(found.worst < TOUCH),
        "reach": max(abs(found.low), abs(found.high)),
        "norm": float(np.sqrt(np.sum(found.bends**2))),
    }


def table(state: State, data: Data) -> Table:
    dataset = DATASETS[str(state["dataset"])]
    squared, threshold = dataset.squared, len(dataset.x) - 2
    errors = [row for index, row in enumerate(_errors(state)) if index % 2 == 0 or row[0] == threshold]
    rows = [[str(k), number(test), number(train)] for k, test, train in errors]
    return ["Knots", f"Test error ({_TESTED[squared]})", f"Training error ({_TESTED[squared]})"], rows


def _errors(state: State) -> list[tuple[int, float, float]]:
    return curve(str(state["dataset"]), str(state["design"]), int(state["seed"]), penalty(state))


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    if width >= NARROW:
        wide = (width - 138) / 2
        return [
            *_curve_panel(state, f"{id}-a", 46, 40, wide, 222),
            *_fit_panel(state, f"{id}-b", 122 + wide, 40, wide, 222),
            *_handle(state, 46, 40, wide, 222),
        ]
    wide = width - 58
    panel = state["panel"]
    lower = 34 if panel == "fit" else 266
    return [
        *(_curve_panel(state, f"{id}-a", 46, 34, wide, 154) if panel != "fit" else []),
        *(_fit_panel(state, f"{id}-b", 46, lower, wide, 154) if panel != "curve" else []),
        *(_handle(state, 46, 34, wide, 154) if panel != "fit" else []),
    ]


def _curve_scales(state: State, left: float, top: float, wide: float, high: float) -> tuple[Scale, Scale]:
    errors = _errors(state)
    tests = [test for _, test, _ in errors]
    low, up = nice_log(min(tests) / 1.6, max(tests))
    x = Scale((1, errors[-1][0]), (left, left + wide), True)
    return x, Scale((low, min(max(up, low * 100), low * 1e6)), (top + high, top), True)


def _curve_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    dataset = DATASETS[str(state["dataset"])]
    x, y = _curve_scales(state, left, top, wide, high)
    k = int(state["k"])
    found = current(state)
    rows = _errors(state)
    errors = sorted([*(row for row in rows if row[0] != k), (k, found.test, found.train)])

    def paths(rows: Iterable[tuple[int, float, float]]) -> list[list[Point]]:
        """Test error above, training error below."""
        places = [(x.at(width), [min(top + high, y.at(max(error, 1e-12))) for error in both]) for width, *both in rows]
        return [[(across, up[which]) for across, up in places] for which in (0, 1)]

    tests, trains = paths(errors)
    curves = [Curve("test error", "s1", []), Curve("training error", "s2", [])]
    title = ("mean absolute error (log)", "root mean squared error (log)")[dataset.squared]
    clipped = f"url(#{id})"
    return [
        clip(id, x, y),
        *frame(x, y, "number of knots K (log scale)", title, threshold=len(dataset.x) - 2),
        group([path("s2", line(trains)), path("s1", line(tests))], clip_path=clipped),
        # Named where the curves are without this K, so that the names stand still while it is dragged.
        *labels(curves, paths(rows), x, y),
    ]


def _handle(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    x, y = _curve_scales(state, left, top, wide, high)
    at_x, at_y = handle_place(state, x, y)
    return [segment("cursor", at_x, at_x, top - 6, top + high), handle("k", at_x, at_y)]


def handle_place(state: State, x: Scale, y: Scale) -> tuple[float, float]:
    floor, ceiling = y.range
    return x.at(float(state["k"])), min(floor, max(ceiling, y.at(max(current(state).test, 1e-12))))


def _fit_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    dataset = DATASETS[str(state["dataset"])]
    found = current(state)
    first, last = dataset.x[0], dataset.x[-1]
    x = Scale((first, last), (left, left + wide))
    y = Scale(dataset.frame, (top + high, top))
    corners = np.concatenate([[first], found.knots, [last]])
    fitted: list[Point] = [(x.at(float(a)), y.at(float(b))) for a, b in zip(corners, found.at(corners), strict=True)]
    steps = [first + (last - first) * index / 40 for index in range(41)]
    truth: list[Point] = [(x.at(step), y.at(_truth(dataset.truth, step))) for step in steps]
    ruler = strokes([x.at(float(knot)) for knot in found.knots], top + high - 7, 7)
    points = [(x.at(a), y.at(b)) for a, b in zip(dataset.x, dataset.y, strict=True)]
    return [
        clip(id, x, y),
        *frame(x, y, "input x; ticks: the knots", "prediction"),
        group([path("truth", line(truth)), path("knot", ruler), path("s1", line(fitted))], clip_path=f"url(#{id})"),
        dots(points, 3 if len(points) > 20 else 4.5),
        text(left + wide, top - 10, f"K = {int(state['k'])}", "label-ink", "end"),
    ]


def _truth(coefficients: tuple[float, ...], at: float) -> float:
    value = 0.0
    for coefficient in reversed(coefficients):
        value = value * at + coefficient
    return value

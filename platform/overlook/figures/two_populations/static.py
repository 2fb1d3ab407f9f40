"""The picture, the words and the numbers of `two-populations` in a state: `figure.ts` in Python."""

import numpy as np

from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.svg import (
    Scale,
    Shape,
    area,
    clip,
    frame,
    group,
    handle,
    line,
    number,
    path,
    px,
    segment,
    text,
)
from overlook.figures.two_populations.model import Array, Pair, moved, precisions

_LOW, _HIGH, _PLACES = -4.0, 8.0, 121
#: Every fifth threshold of the model's grid draws a curve.
_EVERY = 5


def ours(state: State) -> Pair:
    return Pair(float(state["d"]), float(state["s"]))


def rival(state: State) -> Pair | None:
    return Pair(float(state["d2"]), float(state["s2"])) if state["rival"] == "shown" else None


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def measure(state: State, data: Data) -> dict[str, float]:
    """Rates, precision, area and average precision; the rival's at the same false positive rate."""
    pair, other, share, t = ours(state), rival(state), float(state["share"]), float(state["t"])
    fpr, tpr = pair.rates(t)
    return {
        "tpr": tpr,
        "fpr": fpr,
        "precision": float(precisions(np.array([fpr]), np.array([tpr]), share)[0]),
        "auc": pair.area,
        "ap": pair.average_precision(share),
        "stated": pair.stated(t),
        "true": moved(pair.stated(t), share),
        # Both score negatives alike, so the same threshold gives both the same false positive rate.
        "rival_tpr": other.rates(t)[1] if other else 0.0,
        "rival_auc": other.area if other else 0.0,
    }


def describe(state: State, data: Data) -> str:
    """What lies above the threshold, and what the other panel says of it."""
    found = measure(state, data)
    rates = f"{number(found['tpr'] * 100)} % of the positives and {number(found['fpr'] * 100)} % of the negatives"
    said = f"Above {number(float(state['t']))} lie {rates}. "
    where = f"Where {number(float(state['share']) * 100)} % are positive,"
    if state["plane"] == "pr":
        return f"{said}{where} precision is {number(found['precision'])}, on average {number(found['ap'])}."
    if state["plane"] == "trust":
        stated = f"a case at the threshold that is called {number(found['stated'])} is positive with probability"
        return f"{said}{where} {stated} {number(found['true'])}."
    said += f"The area under the curve is {number(found['auc'])}"
    if rival(state):
        there = f"{number(found['rival_tpr'] * 100)} % of the positives at the same false positive rate"
        return f"{said}. The rival finds {there}; its area is {number(found['rival_auc'])}."
    return f"{said}."


def table(state: State, data: Data) -> Table:
    """What thresholds along the scale do."""
    pair, share = ours(state), float(state["share"])
    rows = []
    for half in range(-4, 9):
        fpr, tpr = pair.rates(half / 2)
        value = float(precisions(np.array([fpr]), np.array([tpr]), share)[0])
        rows.append([number(half / 2), number(tpr), number(fpr), number(value)])
    return ["Threshold", "True positive rate", "False positive rate", "Precision"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    if width >= NARROW:
        wide = px((width - 122) * 0.58)
        return [
            *_bells_panel(state, f"{id}-a", 30, 40, wide, 222),
            *_curve_panel(state, f"{id}-b", 108 + wide, 40, width - 122 - wide, 222),
            *_handle(state, 30, 40, wide, 222),
        ]
    panel = state["panel"]
    lower = 34 if panel == "curve" else 266
    return [
        *(_bells_panel(state, f"{id}-a", 30, 34, width - 44, 154) if panel != "curve" else []),
        *(_curve_panel(state, f"{id}-b", 46, lower, width - 60, 154) if panel != "bells" else []),
        *(_handle(state, 30, 34, width - 44, 154) if panel != "curve" else []),
    ]


def _bells_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    """What lies above the threshold is shaded under its own curve."""
    pair, t = ours(state), float(state["t"])
    x, y = Scale((_LOW, _HIGH), (left, left + wide)), Scale((0, 0.46 / min(1, pair.s)), (top + high, top))
    places: Array = _LOW + (_HIGH - _LOW) / (_PLACES - 1) * np.arange(_PLACES, dtype=np.float64)
    beyond = np.concatenate([[t], places[places > t + 1e-9]])

    def drawn(values: Array) -> str:
        return line([(x.at(float(at)), y.at(float(value))) for at, value in zip(places, values, strict=True)])

    def shaded(style: str, which: int) -> Shape:
        edge = [y.at(float(value)) for value in pair.densities(beyond)[which]]
        return path(style, area([x.at(float(at)) for at in beyond], [y.at(0)] * len(beyond), edge))

    negative, positive = pair.densities(places)
    shapes = [shaded("band", 1), shaded("band-2", 0), path("s2", drawn(negative)), path("s1", drawn(positive))]
    return [
        clip(id, x, y),
        *frame(x, y, "score", "", y_ticks=1),
        group(shapes, clip_path=f"url(#{id})"),
        text(left, top - 10, "negatives (dashed), positives (solid)", "label"),
    ]


def _handle(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    at = Scale((_LOW, _HIGH), (left, left + wide)).at(float(state["t"]))
    return [segment("cursor", at, at, top - 6, top + high), handle("t", at, top + high / 2)]


def _curve_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    pair, other, share, t = ours(state), rival(state), float(state["share"]), float(state["t"])
    x, y = Scale((0, 1), (left, left + wide)), Scale((0, 1), (top + high, top))
    fpr, tpr = pair.rates(t)
    level = [(0.0, share), (1.0, share)] if state["plane"] == "pr" else [(0.0, 0.0), (1.0, 1.0)]
    shapes = [path("truth", _path(x, y, level))]
    if state["plane"] == "trust":
        stated = [index / 50 for index in range(51)]
        shapes.append(path("s1", _path(x, y, [(value, moved(value, share)) for value in stated])))
        here = (pair.stated(t), moved(pair.stated(t), share))
        names = ("stated probability", "true probability")
    else:
        if other:
            shapes.append(path("s2", _path(x, y, _points(state, other, share))))
        shapes.append(path("s1", _path(x, y, _points(state, pair, share))))
        precision = float(precisions(np.array([fpr]), np.array([tpr]), share)[0])
        here = (tpr, precision) if state["plane"] == "pr" else (fpr, tpr)
        names = ("recall", "precision") if state["plane"] == "pr" else ("false positive rate", "true positive rate")
    spot: Shape = ("circle", {"class": "mark", "cx": px(x.at(here[0])), "cy": px(y.at(here[1])), "r": 5}, [])
    rivals = [text(left + wide, top + high - 8, "rival: dashed", "label-s2 over", "end")] if other else []
    shown = rivals if state["plane"] != "trust" else []
    return [clip(id, x, y), *frame(x, y, *names, x_ticks=4), group(shapes, clip_path=f"url(#{id})"), *shown, spot]


def _points(state: State, pair: Pair, share: float) -> list[tuple[float, float]]:
    fpr, tpr = pair.curve(_EVERY)
    if state["plane"] != "pr":
        return list(zip(fpr.tolist(), tpr.tolist(), strict=True))
    # Where next to nothing is flagged the quotient of two tails is not to be trusted, nor to be seen.
    kept = tpr > 1e-6
    return list(zip(tpr[kept].tolist(), precisions(fpr, tpr, share)[kept].tolist(), strict=True))


def _path(x: Scale, y: Scale, points: list[tuple[float, float]]) -> str:
    return line([(x.at(a), y.at(b)) for a, b in points])

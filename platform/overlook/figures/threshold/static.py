"""The picture, the words and the numbers of `threshold` in a state: `figure.ts` in Python."""

import numpy as np

from overlook.figures.contract import NARROW, Data, State, Table
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
    squares,
    text,
    ticks,
)
from overlook.figures.threshold.model import Array, Sample, cost, draw, precision, sampled, stacked, won

_RADIUS = 3


def current(state: State, data: Data) -> Sample:
    if data is not None:
        return sampled(np.array(data["positive"]), np.array(data["negative"]))
    return draw(float(state["d"]), int(state["n"]), int(state["seed"]), str(state["warp"]))


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def measure(state: State, data: Data) -> dict[str, float]:
    """Counts, rates, precision and cost of the threshold; area, average precision and least cost of all of them.

    ``slope`` is that of the lines of equal cost. Of a reader's own cases all pairs are counted: ``wins`` and ``ties``.
    """
    return _measured(state, data, current(state, data))


def _measured(state: State, data: Data, found: Sample) -> dict[str, float]:
    share, ratio = float(state["share"]), float(state["ratio"])
    fpr, tpr = found.rates(float(state["t"]))
    if data is not None:
        wins, ties = found.pairs
        counted = {"wins": float(wins), "ties": float(ties)}
    else:
        pairs = int(state["pairs"])
        counted = {"won": won(found, pairs, int(state["seed"])) / pairs if pairs else 0.0}
    return {
        "tp": tpr * len(found.positive),
        "fp": fpr * len(found.negative),
        "tpr": tpr,
        "fpr": fpr,
        "precision": precision(fpr, tpr, share),
        "auc": found.area,
        "ap": found.average_precision(share),
        "expense": cost(fpr, tpr, share, ratio),
        "least": found.least_cost(share, ratio),
        "slope": slope(state),
        **counted,
    }


def slope(state: State) -> float:
    """What more true positives an added false positive must bring, to cost nothing."""
    share = float(state["share"])
    return (1 - share) / (share * float(state["ratio"]))


def describe(state: State, data: Data) -> str:
    """What the threshold does, and what the other panel says of it."""
    cases = current(state, data)
    found, n, m = _measured(state, data, cases), len(cases.positive), len(cases.negative)
    rates = f"{number(found['tp'])} of {n} positives and {number(found['fp'])} of {m} negatives"
    said = f"At {_level(float(state['t']), data)}, {rates} are flagged. "
    pairs = int(state.get("pairs", 0))
    if pairs:
        return said + f"The positive wins {number(found['won'] * 100)} % of {number(pairs, 5)} pairs; {_area(found)}."
    of_all = f"Where {number(float(state['share']) * 100)} % are positive,"
    if state["plane"] == "pr":
        return said + f"{of_all} precision is {number(found['precision'])}, on average {number(found['ap'])}."
    if state["plane"] == "cost":
        least = f"the least possible is {number(found['least'])}"
        return said + f"{of_all} a thousand cases cost {number(found['expense'])} false alarms; {least}."
    if data is not None:
        ties = f" and ties in {number(found['ties'], 7)}" if found["ties"] else ""
        return f"{said}Of {number(n * m, 7)} pairs the positive wins {number(found['wins'], 7)}{ties}: {_area(found)}."
    return f"{said}{_area(found).capitalize()}."


def _area(found: dict[str, float]) -> str:
    return f"the area under the curve is {number(found['auc'])}"


def _level(score: float, data: Data) -> str:
    """A score, with as many digits as tell it from its neighbours."""
    return number(score, data["digits"] if data is not None else 3)


def _axis(data: Data, left: float, wide: float) -> Scale:
    return Scale(tuple(data["domain"]) if data is not None else (0, 1), (left, left + wide))


def table(state: State, data: Data) -> Table:
    """What thresholds along the scale do."""
    found, share, ratio = current(state, data), float(state["share"]), float(state["ratio"])
    levels = [tenth / 10 for tenth in range(11)] if data is None else data["thresholds"][::10]
    rows = []
    for level in levels:
        fpr, tpr = found.rates(level)
        values = (tpr, fpr, precision(fpr, tpr, share), cost(fpr, tpr, share, ratio))
        rows.append([_level(level, data), *(number(value) for value in values)])
    return ["Threshold", "True positive rate", "False positive rate", "Precision", "Cost of a thousand"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    found = current(state, data)
    if width >= NARROW:
        wide = px((width - 122) * 0.58)
        return [
            *_cases_panel(state, data, found, 30, 40, wide, 222),
            *_curve_panel(state, found, f"{id}-b", 108 + wide, 40, width - 122 - wide, 222),
            *_handle(state, data, 30, 40, wide, 222),
        ]
    panel = state["panel"]
    lower = 34 if panel == "curve" else 266
    return [
        *(_cases_panel(state, data, found, 30, 34, width - 44, 154) if panel != "curve" else []),
        *(_curve_panel(state, found, f"{id}-b", 46, lower, width - 60, 154) if panel != "cases" else []),
        *(_handle(state, data, 30, 34, width - 44, 154) if panel != "curve" else []),
    ]


def _cases_panel(
    state: State, data: Data, found: Sample, left: float, top: float, wide: float, high: float
) -> list[Shape]:
    """Positives stand on the line, negatives hang from it; what is flagged lies on the shaded side."""
    x, middle = _axis(data, left, wide), top + high / 2
    at = x.at(float(state["t"]))
    fpr, tpr = found.rates(float(state["t"]))
    n, m = len(found.positive), len(found.negative)
    shade: Shape = (
        "rect",
        {"class": "target", "x": px(at), "y": px(top), "width": px(left + wide) - px(at), "height": px(high)},
        [],
    )
    above = _places(x, found.positive, middle - 7, -1, high)
    below = _places(x, found.negative, middle + 7, 1, high)
    return [
        *([shade] if at < left + wide - 0.5 else []),
        segment("axis", left, left + wide, middle, middle),
        segment("axis", left, left + wide, top + high, top + high),
        dots(above, _RADIUS, "mark-s1"),
        squares(below, 5, "mark-s2"),
        text(left, top - 10, f"positives: {number(tpr * n)} of {n} flagged", "label-s1"),
        text(left, top + high - 8, f"negatives: {number(fpr * m)} of {m} flagged", "label-s2 over"),
        group(
            [text(x.at(value), top + high + 17, _level(value, data)) for value in ticks(x, 5)],
            **{"class": "tick", "text_anchor": "middle"},
        ),
        text(left + wide, top + high + 35, data["name"] if data is not None else "score", "label", "end"),
    ]


def _places(x: Scale, scores: Array, base: float, way: int, high: float) -> list[tuple[float, float]]:
    low, top = x.domain
    levels = stacked((scores - low) / (top - low))
    step = min(7.0, (high / 2 - 26) / max(*levels, 1))
    return [(x.at(float(score)), base + way * level * step) for score, level in zip(scores, levels, strict=True)]


def _handle(state: State, data: Data, left: float, top: float, wide: float, high: float) -> list[Shape]:
    at = _axis(data, left, wide).at(float(state["t"]))
    return [segment("cursor", at, at, top - 6, top + high), handle("t", at, top + high / 2)]


def _curve_panel(
    state: State, found: Sample, id: str, left: float, top: float, wide: float, high: float
) -> list[Shape]:
    share = float(state["share"])
    x, y = Scale((0, 1), (left, left + wide)), Scale((0, 1), (top + high, top))
    fpr, tpr = found.rates(float(state["t"]))
    if state["plane"] == "pr":
        points = list(zip(found.tpr[1:].tolist(), found.precisions(share).tolist(), strict=True))
        drawn = [
            path("truth", line([(x.at(0), y.at(share)), (x.at(1), y.at(share))])),
            path("s1", _steps(x, y, points)),
        ]
        here = (tpr, precision(fpr, tpr, share))
        names = ("recall", "precision")
    else:
        points = list(zip(found.fpr.tolist(), found.tpr.tolist(), strict=True))
        drawn = [path("truth", _path(x, y, [(0, 0), (1, 1)])), path("s1", _path(x, y, points))]
        here = (fpr, tpr)
        names = ("false positive rate", "true positive rate")
        if state["plane"] == "cost":
            # Of equal cost with the point: from one edge of the square far beyond the other, and clipped.
            ends = [(0.0, tpr - slope(state) * fpr), (1.0, tpr + slope(state) * (1 - fpr))]
            drawn.append(path("s3", _path(x, y, [(a, max(-60, min(60, b))) for a, b in ends])))
    spot: Shape = ("circle", {"class": "mark", "cx": px(x.at(here[0])), "cy": px(y.at(here[1])), "r": 5}, [])
    return [clip(id, x, y), *frame(x, y, *names, x_ticks=4), group(drawn, clip_path=f"url(#{id})"), spot]


def _path(x: Scale, y: Scale, points: list[tuple[float, float]]) -> str:
    return line([(x.at(a), y.at(b)) for a, b in points])


def _steps(x: Scale, y: Scale, points: list[tuple[float, float]]) -> str:
    """Precision holds for the whole gain in recall that ends at its point."""
    spots: list[Point] = []
    before = 0.0
    for recall, value in points:
        spots += [(x.at(before), y.at(value)), (x.at(recall), y.at(value))]
        before = recall
    return line(spots)

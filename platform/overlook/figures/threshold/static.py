"""The picture, the words and the numbers of `threshold` in a state: `figure.ts` in Python."""

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
    show,
    text,
    ticks,
)
from overlook.figures.threshold.model import Array, Sample, cost, draw, precision, stacked, won

_RADIUS = 3


def current(state: State) -> Sample:
    return draw(float(state["d"]), int(state["n"]), int(state["seed"]), str(state["warp"]))


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def measure(state: State, data: Data) -> dict[str, float]:
    """Counts, rates, precision and cost of the threshold; area, average precision and least cost of all of them.

    ``slope`` is that of the lines of equal cost.
    """
    found, share, ratio = current(state), float(state["share"]), float(state["ratio"])
    fpr, tpr = found.rates(float(state["t"]))
    pairs = int(state["pairs"])
    return {
        "tp": tpr * int(state["n"]),
        "fp": fpr * int(state["n"]),
        "tpr": tpr,
        "fpr": fpr,
        "precision": precision(fpr, tpr, share),
        "auc": found.area,
        "ap": found.average_precision(share),
        "expense": cost(fpr, tpr, share, ratio),
        "least": found.least_cost(share, ratio),
        "slope": slope(state),
        "won": won(found, pairs, int(state["seed"])) / pairs if pairs else 0.0,
    }


def slope(state: State) -> float:
    """What more true positives an added false positive must bring, to cost nothing."""
    share = float(state["share"])
    return (1 - share) / (share * float(state["ratio"]))


def describe(state: State, data: Data) -> str:
    """What the threshold does, and what the other panel says of it."""
    found = measure(state, data)
    n, pairs = int(state["n"]), int(state["pairs"])
    rates = f"{number(found['tp'])} of {n} positives and {number(found['fp'])} of {n} negatives"
    said = f"At {number(float(state['t']))}, {rates} are flagged. "
    if pairs:
        return said + f"The positive wins {number(found['won'] * 100)} % of {number(pairs, 5)} pairs; {_area(found)}."
    of_all = f"Where {number(float(state['share']) * 100)} % are positive,"
    if state["plane"] == "pr":
        return said + f"{of_all} precision is {number(found['precision'])}, on average {number(found['ap'])}."
    if state["plane"] == "cost":
        least = f"the least possible is {number(found['least'])}"
        return said + f"{of_all} a thousand cases cost {number(found['expense'])} false alarms; {least}."
    return f"{said}{_area(found).capitalize()}."


def _area(found: dict[str, float]) -> str:
    return f"the area under the curve is {number(found['auc'])}"


def table(state: State, data: Data) -> Table:
    """What thresholds along the scale do."""
    found, share, ratio = current(state), float(state["share"]), float(state["ratio"])
    rows = []
    for tenth in range(11):
        fpr, tpr = found.rates(tenth / 10)
        values = (tpr, fpr, precision(fpr, tpr, share), cost(fpr, tpr, share, ratio))
        rows.append([number(tenth / 10), *(number(value) for value in values)])
    return ["Threshold", "True positive rate", "False positive rate", "Precision", "Cost of a thousand"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    if width >= NARROW:
        wide = px((width - 122) * 0.58)
        return [
            *_cases_panel(state, 30, 40, wide, 222),
            *_curve_panel(state, f"{id}-b", 108 + wide, 40, width - 122 - wide, 222),
            *_handle(state, 30, 40, wide, 222),
        ]
    panel = state["panel"]
    lower = 34 if panel == "curve" else 266
    return [
        *(_cases_panel(state, 30, 34, width - 44, 154) if panel != "curve" else []),
        *(_curve_panel(state, f"{id}-b", 46, lower, width - 60, 154) if panel != "cases" else []),
        *(_handle(state, 30, 34, width - 44, 154) if panel != "curve" else []),
    ]


def _cases_panel(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    """Positives stand on the line, negatives hang from it; what is flagged lies on the shaded side."""
    found = current(state)
    x, middle = Scale((0, 1), (left, left + wide)), top + high / 2
    at = x.at(float(state["t"]))
    fpr, tpr = found.rates(float(state["t"]))
    n = int(state["n"])
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
        path("mark-s2", "".join(f"M{show(px(a - 2.5))} {show(px(b - 2.5))}h5v5h-5z" for a, b in below)),
        text(left, top - 10, f"positives: {number(tpr * n)} of {n} flagged", "label-s1"),
        text(left, top + high - 8, f"negatives: {number(fpr * n)} of {n} flagged", "label-s2 over"),
        group(
            [text(x.at(value), top + high + 17, number(value)) for value in ticks(x, 5)],
            **{"class": "tick", "text_anchor": "middle"},
        ),
        text(left + wide, top + high + 35, "score", "label", "end"),
    ]


def _places(x: Scale, scores: Array, base: float, way: int, high: float) -> list[tuple[float, float]]:
    levels = stacked(scores)
    step = min(7.0, (high / 2 - 26) / max(*levels, 1))
    return [(x.at(float(score)), base + way * level * step) for score, level in zip(scores, levels, strict=True)]


def _handle(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    at = Scale((0, 1), (left, left + wide)).at(float(state["t"]))
    return [segment("cursor", at, at, top - 6, top + high), handle("t", at, top + high / 2)]


def _curve_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    found, share = current(state), float(state["share"])
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

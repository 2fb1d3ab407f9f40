"""The picture, the words and the numbers of `knot-density` in a state: `figure.ts` in Python."""

import numpy as np

from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.knot_density.model import PLACES, Array, Bed, X, bed, limit, rms
from overlook.figures.svg import (
    Scale,
    Shape,
    clip,
    frame,
    group,
    handle,
    line,
    number,
    path,
    px,
    text,
)

_MOST, _FAR = 11, 1.2
_EVEN = np.full(5, 0.2)


def weights(state: State) -> list[float]:
    return [float(state[f"w{gap}"]) for gap in range(1, 6)]


def current(state: State) -> Bed:
    return bed(weights(state), int(state["k"]), int(state["seed"]))


def height(state: State, width: float) -> float:
    return 306 if width >= NARROW else 464


def measure(state: State, data: Data) -> dict[str, float]:
    """Errors of ``limit`` and ``chain``; ``apart`` between the two; ``moved``: the limit from that of even knots."""
    found = current(state)
    return {
        "limit": rms(found.limit),
        "chain": rms(found.chain) if found.chain is not None else 1e9,
        "touches": float(found.chain is not None),
        "apart": found.apart,
        "moved": float(np.max(np.abs(found.limit - limit(_EVEN)))),
    }


def describe(state: State, data: Data) -> str:
    """How far the chain is from its limit, and the limit from the bed."""
    found = current(state)
    off = f"With infinitely many knots of this density the curve is {number(rms(found.limit))} metres off the bed."
    if found.chain is None:
        return f"These {int(state['k'])} knots let no chain touch every point. {off}"
    return f"{off} With {int(state['k'])} knots the chain strays from it by up to {number(found.apart)}."


def table(state: State, data: Data) -> Table:
    """In the middle of each gap: the share of the knots, and the distances from the bed."""
    found = current(state)
    rows = []
    for gap in range(5):
        middle = gap * PLACES + PLACES // 2
        here = "" if found.chain is None else number(float(found.chain[middle]))
        rows.append([str(gap + 1), number(float(found.shares[gap])), number(float(found.limit[middle])), here])
    return ["Gap", "Share of knots", "Limit above the bed", "Chain above the bed"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    first, second = _boxes(width)
    return [*_bed_panel(state, id, *second), *_density_panel(state, *first)]


def _boxes(width: float) -> tuple[tuple[float, float, float, float], tuple[float, float, float, float]]:
    if width >= NARROW:
        wide = px((width - 122) * 0.4)
        return (46, 40, wide, 222), (108 + wide, 40, width - 122 - wide, 222)
    return (46, 34, width - 60, 154), (46, 266, width - 60, 154)


def _density_panel(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    """A bar for each gap, with its handle at the top."""
    x, y = Scale((0, 5), (left, left + wide)), Scale((0, _MOST), (top + high, top))
    given = weights(state)
    bars: list[Shape] = [
        (
            "rect",
            {
                "class": "target",
                "x": px(x.at(gap)) + 1,
                "y": px(y.at(weight)),
                "width": px(x.at(gap + 1)) - px(x.at(gap)) - 2,
                "height": px(top + high) - px(y.at(weight)),
            },
            [],
        )
        for gap, weight in enumerate(given)
    ]
    return [
        *bars,
        *frame(x, y, "place", "knots, relative", y_ticks=4),
        *(handle(f"w{gap + 1}", x.at(gap + 0.5), y.at(weight)) for gap, weight in enumerate(given)),
    ]


def _bed_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    x, y = Scale((0, 5), (left, left + wide)), Scale((-_FAR, _FAR), (top + high, top))
    found = current(state)

    def curve(values: Array) -> str:
        return line([(x.at(a), y.at(b)) for a, b in zip(X.tolist(), values.tolist(), strict=True)])

    lines = [path("truth", line([(left, y.at(0)), (left + wide, y.at(0))]))]
    if found.chain is not None:
        lines.append(path("s1", curve(found.chain)))
    return [
        clip(f"{id}-a", x, y),
        *frame(x, y, "place", "above the bed, m", y_ticks=4),
        group([*lines, path("s2", curve(found.limit))], clip_path=f"url(#{id}-a)"),
        text(left + wide, top + 14, f"{number(int(state['k']), 5)} knots", "label-s1 over", "end"),
        text(left + wide, top + 30, "infinitely many", "label-s2 over", "end"),
    ]

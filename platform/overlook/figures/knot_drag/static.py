"""The picture, the words and the numbers of `knot-drag` in a state: `figure.ts` in Python."""

import numpy as np

from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.knot_drag.model import Chain, X, Y, chain
from overlook.figures.svg import Scale, Shape, clip, dots, frame, group, handle, line, number, path, segment, text

_LOW, _HIGH = -20, 45
#: The tents stand so far above the floor, and are so high.
_BASE, _TENT = 18, 34
_FITS = ("No chain with these knots touches every point", "One chain touches every point", "Many chains touch them all")


def names(state: State) -> list[str]:
    return ["a", "b", "c", "d", *(["e"] if float(state["e"]) > 0 else [])]


def current(state: State) -> Chain:
    return chain([float(state[name]) for name in names(state)], float(state["push"]))


def height(state: State, width: float) -> float:
    return 306 if width >= NARROW else 300


def measure(state: State, data: Data) -> dict[str, float]:
    """``reach``: largest height; ``fits``: 0, 1 or 2 for many; ``bend``: that of the first knot; ``norm``: ‖γ‖."""
    found = current(state)
    return {
        "reach": found.reach,
        "slope": found.slope,
        "miss": found.miss,
        "norm": found.norm,
        "rmse": found.rmse,
        "fits": float(found.fits),
        "bend": float(found.bends[0]),
    }


def describe(state: State, data: Data) -> str:
    """How many chains touch the points, and how far this one goes."""
    found = current(state)
    away = f"{_FITS[found.fits]}. This one reaches {number(found.reach)} metres and is {number(found.rmse)} off the bed"
    return f"{away}; its bends have length {number(found.norm)}."


def table(state: State, data: Data) -> Table:
    """Each knot, its bend and the height of the chain there."""
    found = current(state)
    heights = found.at(found.knots)
    rows = [
        [number(float(t)), number(float(bend)), number(float(level))]
        for t, bend, level in zip(found.knots, found.bends, heights, strict=True)
    ]
    return ["Knot", "Bend", "Height there"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    top, high = 40.0, height(state, width) - 84
    x, y = Scale((0, 5), (46, width - 14)), Scale((_LOW, _HIGH), (top + high, top))
    found = current(state)
    base = top + high - _BASE
    bed = np.linspace(0, 5, 51)
    corners = np.concatenate([[0.0], np.sort(found.knots), [5.0]])
    tents = "".join(
        line([(x.at(i - 1), base), (x.at(i), base - _TENT), (x.at(i + 1), base)]) for i in (1.0, 2.0, 3.0, 4.0)
    )
    shapes = [
        clip(f"{id}-a", x, y),
        *frame(x, y, "place", "height, m", y_ticks=4),
        path("faint", tents),
        group(
            [
                path("truth", line([(x.at(at), y.at(4 * (at - 2.5) ** 2)) for at in bed.tolist()])),
                path("s1", line([(x.at(a), y.at(b)) for a, b in zip(corners, found.at(corners), strict=True)])),
            ],
            clip_path=f"url(#{id}-a)",
        ),
        dots([(x.at(a), y.at(b)) for a, b in zip(X.tolist(), Y.tolist(), strict=True)], 4),
        text(width - 14, top - 10, f"reaches {number(found.reach)} m", "label-s1", "end"),
    ]
    places = [(name, x.at(float(state[name]))) for name in names(state)]
    return [
        *shapes,
        *(segment("cursor", at, at, base, top) for _, at in places),
        *(handle(name, at, base) for name, at in places),
    ]

"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

import numpy as np

from overlook.figures.contract import State
from overlook.figures.knot_density.model import chain, limit, rms, throw
from overlook.figures.knot_density.static import current, measure, weights

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {},
    {"w1": 8, "w5": 8, "k": 1000},
    {"w1": 10, "w2": 1, "w3": 10, "w4": 1, "w5": 10, "seed": 7},
    {"w1": 10, "w2": 10, "w3": 1, "w4": 1, "w5": 1, "k": 20, "seed": 3},
    {"k": 2000, "seed": 12},
]
_CASES: tuple[tuple[tuple[float, ...], int, int], ...] = (
    ((4, 4, 4, 4, 4), 100, 1),
    ((8, 4, 4, 4, 8), 2000, 5),
    ((10, 1, 10, 1, 10), 50, 2),
    ((1, 2, 3, 5, 10), 20, 9),
)


def values() -> dict[str, Any]:
    return {"beds": [_bed(*case) for case in _CASES]}


def _bed(weights: tuple[float, ...], count: int, seed: int) -> dict[str, Any]:
    shares = np.array(weights) / sum(weights)
    found = chain(shares, count, seed)
    ends = None if found is None else [float(found[30]), float(found[140]), rms(found)]
    smooth = limit(shares)
    return {
        "shares": shares.tolist(),
        "count": count,
        "seed": seed,
        "limit": [float(smooth[10]), float(smooth[200]), rms(smooth)],
        "chain": ends,
        "tolerance": 1e-9,
    }


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    found = current(state)
    gaps, within = throw(found.shares, int(state["k"]), int(state["seed"]))
    measured = measure(state, DATA)
    # Where no chain touches every point, only the limit is there to be compared.
    kept = measured if measured["touches"] else {name: measured[name] for name in ("limit", "touches")}
    return {"weights": weights(state), "t": gaps + within}, kept

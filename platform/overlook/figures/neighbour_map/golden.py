"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

import numpy as np

from overlook.figures.contract import State
from overlook.figures.neighbour_map.model import KS, border, cells, labels, marks, nearest, outlines, votes
from overlook.figures.neighbour_map.static import measure

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {},
    {"k": 1, "noise": 0.2},
    {"k": 15, "noise": 0.2, "across": 0.6, "up": 1.55},
    {"k": 81, "noise": 0.4, "seed": 4},
    {"k": 3, "noise": 0.1, "panel": "map"},
    {"k": 25, "seed": 7, "panel": "errors"},
]
_CASES = ((1, 0.0), (1, 0.2), (9999, 0.4))


def values() -> dict[str, Any]:
    return {
        "votes": [
            {
                "seed": seed,
                "noise": noise,
                "labels": labels(seed, noise).tolist(),
                "nearest": nearest(seed, np.array([[0.5, 1.5]]))[0].tolist(),
                "train": votes(seed, noise).train.tolist(),
                "test": votes(seed, noise).test.tolist(),
                "rows": votes(seed, noise).maps[0].sum(axis=1).tolist(),
                "tolerance": 1e-12,
            }
            for seed, noise in _CASES
        ],
        "outlines": [
            {"cells": cells, "loops": [[list(corner) for corner in loop] for loop in outlines(np.array(cells))]}
            for cells in ([[0, 0], [0, 0]], [[1]], [[1, 0], [0, 1]], [[1, 1, 1], [1, 0, 1], [1, 1, 1]])
        ],
    }


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    seed, noise = int(state["seed"]), float(state["noise"])
    grid = cells()
    given = {
        "places": marks(seed)[0],
        "labels": labels(seed, noise),
        "k": int(state["k"]),
        "grid": grid,
        "truth": (grid[:, 1] > border(grid[:, 0])).astype(int),
        "noise": noise,
    }
    found = votes(seed, noise).maps[KS.index(int(state["k"]))].ravel()
    return given, {**measure(state, DATA), "map": found}

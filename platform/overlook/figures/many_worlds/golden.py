"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

import numpy as np

from overlook.figures.contract import State
from overlook.figures.draws import Array, normals, uniforms
from overlook.figures.many_worlds.model import places, simulate, weights
from overlook.figures.many_worlds.static import measure, size

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {"worlds": 20},
    {"degree": 12, "worlds": 10, "x0": -0.9},
    {"degree": 0, "worlds": 1},
    {"model": "knn", "k": 1, "worlds": 5},
    {"model": "knn", "k": 25, "n": 15, "worlds": 2, "team": 4},
    {"model": "loess", "k": 9, "worlds": 5, "x0": -0.7},
    {"model": "loess", "k": 1, "worlds": 2, "n": 15, "x0": 0},
    {"model": "loess", "k": 25, "n": 20, "worlds": 10, "team": 2, "x0": 1},
    {"degree": 1, "worlds": 20, "panel": "fits"},
    {"degree": 1, "worlds": 20, "panel": "parts", "sigma": 0},
]
_CASES = (
    ("polynomial", 0, 30, 0.3, 0.5, 100, 1, 1),
    ("polynomial", 3, 30, 0.3, 0.5, 100, 1, 1),
    ("polynomial", 12, 15, 0.6, -1.0, 20, 4, 2),
    ("polynomial", 12, 120, 0.3, 0.95, 5, 16, 3),
    ("knn", 1, 30, 0.3, 0.5, 100, 1, 1),
    ("knn", 7, 50, 0.3, -0.35, 50, 2, 9999),
    ("knn", 15, 15, 0.0, 1.0, 2, 1, 4),
    ("loess", 9, 30, 0.3, 0.5, 20, 2, 5),
)


def values() -> dict[str, Any]:
    return {
        "uniforms": {"seed": 7, "numbers": uniforms(7, 6).tolist(), "tolerance": 0},
        "normals": {"seed": 9999, "numbers": normals(9999, 7).tolist(), "tolerance": 1e-12},
        "weights": [
            {
                "model": model,
                "size": size,
                "n": 15,
                "at": at,
                "weights": weights(model, size, 15, np.array([at]))[0].tolist(),
                "tolerance": 1e-10,
            }
            for model, size in (("polynomial", 2), ("polynomial", 12), ("knn", 4), ("loess", 5), ("loess", 1))
            for at in (-1.0, 0.05, 0.7)
        ],
        "worlds": [_case(case) for case in _CASES],
    }


def _case(case: tuple[str, int, int, float, float, int, int, int]) -> dict[str, Any]:
    found = simulate(*case)
    return {
        "case": list(case),
        "values": [found.mean, found.bias2, found.variance, found.error, found.lines[-1, 7], found.points[2]],
        "tolerance": 1e-9,
    }


def _line(k: int) -> Any:
    """Lines through neighbours, fitted by NumPy: no part of the algorithm, which takes any model."""

    def fit(x: Array, y: Array) -> Any:
        def f(x0: float) -> float:
            away = np.abs(x - x0)
            near = np.maximum(0, 1 - (away / (np.sort(away)[k - 1] + x[1] - x[0])) ** 3) ** 1.5
            if np.sum(near > 1e-6) < 2:
                return float(y[np.argmin(away)])
            return float(np.polyval(np.polyfit(x, y, 1, w=near), x0))

        return f

    return fit


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    n, count, team = int(state["n"]), int(state["worlds"]), int(state["team"])
    given = {
        "model": _line if state["model"] == "loess" else state["model"],
        "size": size(state),
        "x": places(n),
        "x0": state["x0"],
        "sigma": state["sigma"],
        "noise": normals(int(state["seed"]), count * team * n).reshape(count, team, n),
    }
    return given, measure(state, DATA)

"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

import numpy as np

from overlook.figures.draws import normals, uniforms
from overlook.figures.many_worlds.model import simulate, weights

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {"worlds": 20},
    {"degree": 12, "worlds": 10, "x0": -0.9},
    {"degree": 0, "worlds": 1},
    {"model": "knn", "k": 1, "worlds": 5},
    {"model": "knn", "k": 25, "n": 15, "worlds": 2, "team": 4},
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
            for model, size in (("polynomial", 2), ("polynomial", 12), ("knn", 4))
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

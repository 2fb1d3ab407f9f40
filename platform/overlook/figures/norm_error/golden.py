"""What `model.ts` must reproduce, and six points of a parabola whose fits are solved here by a pseudo-inverse."""

from typing import Any

import numpy as np

from overlook.figures.contract import State
from overlook.figures.draws import Array, uniforms
from overlook.figures.norm_error.static import cloud_of, measure

X = np.arange(6.0)
TRUTH = np.polynomial.Polynomial([25, -20, 4])
Y = TRUTH(X) + np.array([0.5, -1, 0, 2, -0.5, 1])
GRID = np.linspace(0, 5, 101)
_SIZES, _DRAWS, _RIDGES = (1, 3, 4, 8), 7, (0.0, 0.1)
#: What is singular or nearly so magnifies rounding.
ALGORITHM_TOLERANCE = 1e-7


def knots(group: str, size: int, draw: int) -> Array:
    """Independent places, or one in each gap before any gap has two."""
    places = uniforms(10 * draw + size, size)
    return 5 * places if group == "iid" else (np.arange(size) * 2 + draw) % 5 + places


def _fit(group: str, size: int, draw: int, ridge: float) -> tuple[float, float, int]:
    t = knots(group, size, draw)
    lines = np.stack([np.ones(6), X], axis=1)
    straight = lines @ np.linalg.pinv(lines)
    bent = np.abs(X[:, None] - t) / 2
    free = bent - straight @ bent
    inner = free.T @ free + ridge * np.eye(size)
    bends = (np.linalg.solve(inner, free.T) if ridge else np.linalg.pinv(free, rcond=1e-11)) @ (Y - straight @ Y)
    line = np.linalg.pinv(lines) @ (Y - bent @ bends)
    there = line[0] + line[1] * GRID + np.abs(GRID[:, None] - t) / 2 @ bends
    misses = lines @ line + bent @ bends - Y
    error = float(np.mean(np.abs(there - TRUTH(GRID))))
    return float(np.linalg.norm(bends)), error, int(np.max(np.abs(misses)) <= 0.01)


def _cloud(group: str, ridge: float) -> dict[str, Any]:
    fits = [[_fit(group, size, draw, ridge) for draw in range(_DRAWS)] for size in _SIZES]
    return {
        "ridge": ridge,
        **{name: [[fit[at] for fit in row] for row in fits] for at, name in enumerate(("norm", "error", "exact"))},
    }


DATA: dict[str, Any] = {
    "x": {"label": "Knots", "values": list(_SIZES), "threshold": 4},
    "norm": {"label": "length of all bends", "domain": [1, 5e3]},
    "error": {"label": "distance from the truth", "domain": [0.01, 1e3]},
    "words": {"exact": "touch every point", "not": "do not"},
    "group_label": "Knots are",
    "groups": {
        slug: {"label": label, "clouds": [_cloud(slug, ridge) for ridge in _RIDGES]}
        for slug, label in (("iid", "thrown"), ("stratified", "one to each gap"))
    },
}
STATES: list[dict[str, int | float | str]] = [
    {},
    {"x": 4},
    {"x": 4, "group": "stratified"},
    {"x": 8, "group": "stratified"},
    {"x": 3, "group": "stratified", "ridge": 0.1},
    {"x": 8, "ridge": 0.1},
]


def values() -> dict[str, Any]:
    cases = [(group, ridge, size) for group in ("iid", "stratified") for ridge in _RIDGES for size in _SIZES]
    return {
        "clouds": [
            {
                "cloud": cloud_of({"group": group, "ridge": ridge}, DATA),
                "at": _SIZES.index(size),
                "measured": measure({"x": size, "group": group, "ridge": ridge}, DATA),
                "tolerance": 1e-9,
            }
            for group, ridge, size in cases
        ]
    }


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    size, group = int(state["x"]), str(state["group"])
    draws = [knots(group, size, draw) for draw in range(_DRAWS)]
    given = {"x": X, "y": Y, "draws": draws, "ridge": float(state["ridge"]), "truth": TRUTH, "grid": GRID}
    return given, measure(state, DATA)

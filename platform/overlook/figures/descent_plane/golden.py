"""What `model.ts` must reproduce, computed by `model.py`."""

import math
from typing import Any

import numpy as np

from overlook.figures.contract import State
from overlook.figures.descent_plane.contours import contours
from overlook.figures.descent_plane.model import CASE, Landscape, walk
from overlook.figures.descent_plane.static import measure, scape
from overlook.figures.draws import normals

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {},
    {"eta": 0.21, "view": "directions", "angle": 30},
    {"method": "momentum", "rival": "nesterov", "kappa": 100, "eta": 0.01, "turn": 95},
    {"land": "saddle", "turn": 0, "steps": 80, "method": "adam", "eta": 0.1},
    {"land": "rosenbrock", "turn": 200, "eta": 0.001, "steps": 320, "rival": "rmsprop"},
    {"land": "ravine", "kappa": 50, "eta": 0.01, "panel": "map", "method": "nesterov"},
    {"batch": 4, "steps": 160, "eta": 0.05, "panel": "fall", "seed": 5},
    {"steps": 0, "eta": 2.5, "kappa": 1},
    {"eta": 0.21, "steps": 80},
    {"method": "rmsprop", "eta": 0.1, "steps": 3},
    {"method": "momentum", "eta": 0.3, "steps": 5},
    {"method": "nesterov", "eta": 0.06, "steps": 3},
    {"method": "adam", "eta": 0.1, "steps": 5},
]
_CASES: tuple[tuple[str, float, float, str, float, float, float, int, int, int], ...] = (
    ("bowl", 10, 30, "plain", 0.15, 0.0, 160, 40, 0, 1),
    ("bowl", 100, 0, "momentum", 0.02, 0.8, 75, 80, 0, 1),
    ("bowl", 20, 45, "nesterov", 0.04, 0.7, 200, 80, 16, 7),
    ("ravine", 50, 0, "rmsprop", 0.05, 0.0, 160, 80, 0, 1),
    ("saddle", 1, 0, "adam", 0.1, 0.0, 5, 160, 64, 3),
    ("rosenbrock", 1, 0, "plain", 0.001, 0.0, 200, 320, 0, 1),
    ("bowl", 10, 0, "plain", 0.3, 0.0, 100, 160, 0, 1),
)


def values() -> dict[str, Any]:
    return {
        "walks": [_walk(case) for case in _CASES],
        "contours": [
            {"scape": [land, 10, 25], "lengths": [len(places) for places in contours(Landscape(land, 10, 25))]}
            for land in ("bowl", "ravine", "saddle", "rosenbrock")
        ],
    }


def _walk(case: tuple[str, float, float, str, float, float, float, int, int, int]) -> dict[str, Any]:
    land, kappa, angle, method, eta, beta, turn, steps, batch, seed = case
    found = walk(Landscape(land, kappa, angle), method, eta, beta, turn, steps, batch, seed)
    ends = [*found.places[1], *found.places[-1], found.losses[-1], *found.mean]
    return {"case": list(case), "ends": ends, "arrival": found.arrival, "away": found.away, "tolerance": 1e-8}


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    land = scape(state)
    steps, batch = int(state["steps"]), int(state["batch"])
    noise = normals(int(state["seed"]), 2 * steps).reshape(steps, 2)
    given = {
        "f": land.value,
        "gradient": lambda place: np.array(land.gradient(place)),
        "place": np.array(land.start(float(state["turn"]))),
        "method": state["method"],
        "eta": state["eta"],
        "beta": state["beta"],
        "noise": noise * (CASE / math.sqrt(batch) if batch else 0),
    }
    return given, measure(state, DATA)

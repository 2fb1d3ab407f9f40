"""What `model.ts` must reproduce, computed by `model.py`."""

from typing import Any

from overlook.figures.contract import State
from overlook.figures.descent_line.model import walk
from overlook.figures.descent_line.static import measure

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {},
    {"eta": 2.1},
    {"eta": 2.5, "steps": 60},
    {"eta": 1, "x0": 2, "steps": 1},
    {"eta": 1.9, "steps": 60, "panel": "walk"},
    {"loss": "hollows", "x0": 0.05, "eta": 0.6, "steps": 40},
    {"loss": "funnel", "x0": -2, "eta": 2.5, "panel": "losses"},
    {"loss": "hollows", "x0": 0.4, "eta": 0.3, "steps": 2},
    {"loss": "funnel", "x0": 0.4, "eta": 0.3, "steps": 2, "curvature": 4},
    {"steps": 0, "curvature": 10, "eta": 0.5},
]
_CASES = (
    ("bowl", 1.0, 0.1, -1.6, 30),
    ("bowl", 10.0, 0.25, 1.0, 60),
    ("hollows", 2.0, 0.4, 0.1, 40),
    ("funnel", 4.0, 0.45, 2.0, 50),
)


def values() -> dict[str, Any]:
    return {"walks": [_walk(case) for case in _CASES]}


def _walk(case: tuple[str, float, float, float, int]) -> dict[str, Any]:
    found = walk(*case)
    return {
        "case": list(case),
        "length": len(found.xs),
        "arrival": found.arrival,
        "away": found.away,
        "ends": [found.xs[1], found.xs[min(7, len(found.xs) - 1)], found.xs[-1], found.losses[-1]],
        "tolerance": 1e-10,
    }


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    given = {
        "loss": state["loss"],
        "curvature": state["curvature"],
        "eta": state["eta"],
        "x": state["x0"],
        "steps": state["steps"],
    }
    return given, measure(state, DATA)

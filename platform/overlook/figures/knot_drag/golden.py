"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

from overlook.figures.contract import State
from overlook.figures.knot_drag.model import chain
from overlook.figures.knot_drag.static import measure, names

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {},
    {"a": 1.99},
    {"a": 1.9, "e": 0.5},
    {"a": 1.1, "e": 2.05, "push": 40},
    {"a": 0.4, "b": 0.6, "c": 0.8, "d": 3.3},
    {"a": 2.5, "b": 2.5, "e": 4.2, "push": -20},
]
_CASES: tuple[tuple[tuple[float, ...], float], ...] = (
    ((1.25, 2.5, 3.75, 4.5), 0.0),
    ((1.99, 2.5, 3.75, 4.5), 0.0),
    ((0.4, 0.6, 0.8, 3.3), 0.0),
    ((1.1, 2.5, 3.75, 4.5, 2.05), 40.0),
    ((2.5, 2.5, 3.75, 4.5, 0.7), -12.0),
)


def values() -> dict[str, Any]:
    return {"chains": [_chain(knots, push) for knots, push in _CASES]}


def _chain(knots: tuple[float, ...], push: float) -> dict[str, Any]:
    found = chain(knots, push)
    return {
        "knots": list(knots),
        "push": push,
        "bends": found.bends.tolist(),
        "line": [found.alpha, found.beta],
        "numbers": [found.reach, found.slope, found.norm, found.rmse],
        "fits": found.fits,
        "tolerance": 1e-9,
    }


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    return {"knots": [state[name] for name in names(state)], "push": state["push"]}, measure(state, DATA)

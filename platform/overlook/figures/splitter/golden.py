"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

from overlook.figures.contract import State
from overlook.figures.splitter.model import WORLD, WORLD_SEED, draw, split, wilson
from overlook.figures.splitter.static import measure

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {},
    {"k": 1, "leak": "all"},
    {"train": 0.9, "validation": 0.6, "n": 40},
    {"train": 0.1, "validation": 0.05, "k": 31, "seed": 9},
    {"n": 300, "k": 15, "panel": "cases"},
    {"k": 1, "panel": "shares", "train": 0.3},
]
_CASES = (
    (120, 0.6, 0.2, 7, False, 1),
    (120, 0.6, 0.2, 1, True, 1),
    (40, 0.9, 0.6, 31, False, 3),
    (300, 0.3, 0.3, 15, False, 7),
)


def values() -> dict[str, Any]:
    return {
        "splits": [_split(case) for case in _CASES],
        "wilson": [
            {"case": [share, n], "ends": list(wilson(share, n))} for share, n in ((0.875, 16), (0.0, 5), (1.0, 300))
        ],
    }


def _split(case: tuple[int, float, float, int, bool, int]) -> dict[str, Any]:
    found = split(*case)
    shares = [found.train, found.validation, found.test, found.world]
    return {"case": list(case), "sizes": list(found.sizes), "shares": shares}


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    n, seed, measured = int(state["n"]), int(state["seed"]), measure(state, DATA)
    cases, fresh = draw(n, seed), draw(WORLD, WORLD_SEED + seed)
    given = {
        "X": cases.places,
        "y": cases.first,
        "sizes": [int(measured[f"n_{part}"]) for part in ("train", "validation", "test")],
        "k": state["k"],
        "leak": state["leak"] == "all",
        "new_X": fresh.places,
        "new_y": fresh.first,
    }
    return given, measured

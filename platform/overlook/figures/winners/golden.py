"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

import numpy as np

from overlook.figures.contract import State
from overlook.figures.draws import normals, uniforms
from overlook.figures.winners.model import FRESH, FRESH_SEED, SKILLS_SEED, contest, expected_best
from overlook.figures.winners.static import measure

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {},
    {"models": 1, "n": 8},
    {"models": 1000, "n": 200, "seed": 7},
    {"models": 50, "spread": 0.1, "panel": "scores"},
    {"models": 20, "n": 500, "panel": "best", "spread": 0.05},
]


def values() -> dict[str, Any]:
    return {
        "contests": [_contest(case) for case in ((10, 16, 0.0, 1), (200, 64, 0.08, 3), (1, 8, 0.0, 9999))],
        "expected": [
            {"case": [models, n], "value": expected_best(models, n), "tolerance": 1e-12}
            for models, n in ((1, 16), (10, 16), (100, 16), (1000, 200), (500, 500))
        ],
    }


def _contest(case: tuple[int, int, float, int]) -> dict[str, Any]:
    found = contest(*case)
    return {
        "case": list(case),
        "right": list(found.right),
        "best": found.best,
        "skill": found.skill,
        "fresh": found.fresh,
    }


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    models, n, seed = int(state["models"]), int(state["n"]), int(state["seed"])
    luck = normals(SKILLS_SEED + seed, models)
    given = {
        "skills": np.clip(0.5 + float(state["spread"]) * luck, 0.05, 0.95),
        "trials": uniforms(seed, models * n).reshape(models, n),
        "fresh": uniforms(FRESH_SEED + seed, FRESH),
    }
    return given, measure(state, DATA)

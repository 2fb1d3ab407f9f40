"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

from overlook.figures.winners.model import contest, expected_best

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

"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

import numpy as np

from overlook.figures.contract import State
from overlook.figures.knot_fit.model import DATASETS, condition, fit, knots, random, solve
from overlook.figures.knot_fit.static import measure, penalty

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {"k": 10},
    {"k": 39},
    {"k": 39, "seed": 2, "ridge": -2},
    {"k": 255, "design": "iid"},
    {"k": 4, "dataset": "parabola", "design": "iid"},
    {"k": 1, "dataset": "parabola"},
    {"k": 20, "panel": "fit"},
    {"k": 20, "panel": "curve"},
]
#: The reference's fixed knots on the six points, and the largest value of each fit on the whole interval.
FIXED = ((1.25, 25.0), (1.9, 121.0), (1.99, 1201.0))
_WIDTHS = (1, 5, 12, 30, 39, 60, 120, 300)


def values() -> dict[str, Any]:
    return {
        "random": {"seed": 7, "numbers": random(7)[:6], "tolerance": 0},
        "knots": [
            {
                "dataset": dataset,
                "design": design,
                "seed": 3,
                "knots": list(knots(dataset, design, 3)[:8]),
                "tolerance": 0,
            }
            for dataset in DATASETS
            for design in ("iid", "stratified")
        ],
        "fits": [
            _case(dataset, design, seed, k, ridge)
            for dataset in DATASETS
            for design in ("iid", "stratified")
            for seed in (1, 2)
            for k in _WIDTHS
            for ridge in (0.0, 0.01)
        ],
        "fixed": [_fixed(first) for first, _ in FIXED],
    }


def _case(dataset: str, design: str, seed: int, k: int, ridge: float) -> dict[str, Any]:
    found = fit(dataset, design, seed, k, ridge)
    return {
        "dataset": dataset,
        "design": design,
        "seed": seed,
        "k": k,
        "ridge": ridge,
        "values": [found.test, found.train, found.low, found.high],
        "tolerance": 1e-6
        if ridge
        else max(1e-9, 1e-14 * condition(DATASETS[dataset], knots(dataset, design, seed)[:k])),
        # A training error of zero is zero only to rounding.
        "absolute": 1e-8,
    }


def _fixed(first: float) -> dict[str, Any]:
    found = solve(DATASETS["parabola"], (first, 2.5, 3.75, 4.5), 0)
    return {"knots": [first, 2.5, 3.75, 4.5], "values": [found.low, found.high], "tolerance": 1e-9}


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    dataset = DATASETS[str(state["dataset"])]
    given = {
        "x": np.array(dataset.x),
        "y": np.array(dataset.y),
        "t": np.array(knots(str(state["dataset"]), str(state["design"]), int(state["seed"]))[: int(state["k"])]),
        "ridge": penalty(state),
        "truth": np.polynomial.Polynomial(dataset.truth),
        "p": 2 if dataset.squared else 1,
    }
    return given, measure(state, DATA)

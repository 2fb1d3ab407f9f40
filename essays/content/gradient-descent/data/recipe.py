"""Makes the data files of the essay "Gradient descent".

    OPENBLAS_NUM_THREADS=1 .venv/bin/python essays/content/gradient-descent/data/recipe.py [name …]

``scales`` descends a logistic loss here, with NumPy alone; the others come from the simulation ``gradient-descent``.
Each function returns one artefact in the form that the figure kind ``curve-band`` draws (its ``schema.py`` says which).
Three seconds in all; a test recomputes each.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path[:0] = [str(Path(__file__).parents[4]), str(Path(__file__).parents[4] / "platform")]

from simulations.catalog.gradient_descent.model import SIMULATION  # noqa: E402

HERE = Path(__file__).parent
Array = NDArray[np.float64]

HOUSES, ROOT = 120, 7
PHASE = {"family": "phase", "condition": 100, "momenta": [0, 0.5, 0.9], "tolerance": 1e-6, "cap": 5000}
PHASE_SEEDS = 16
#: Steps at which the gap is looked at.
LOOKS = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 800, 1200, 2000, 3000, 5000, 8000, 12000, 20000)


def rounded(value: float) -> float:
    """Four significant digits."""
    return float(f"{value:.4g}")


def houses() -> tuple[Array, Array]:
    """Living area in square metres and number of rooms, shape (n, 2), and whether it sold within a month."""
    rng = np.random.default_rng(ROOT)
    area = 110 + 30 * rng.standard_normal(HOUSES)
    rooms = 4 + 1.2 * rng.standard_normal(HOUSES)
    odds = 0.8 * (area - 110) / 30 + 1.2 * (rooms - 4) / 1.2 + 0.3
    sold = rng.random(HOUSES) < 1 / (1 + np.exp(-odds))
    return np.stack([area, rooms], axis=1), sold.astype(np.float64)


def design(features: Array, *, standardised: bool) -> Array:
    """With a column of ones; each feature shifted and divided to mean 0 and standard deviation 1 if asked."""
    if standardised:
        features = (features - features.mean(axis=0)) / features.std(axis=0)
    return np.concatenate([np.ones((len(features), 1)), features], axis=1)


def loss(x: Array, y: Array, w: Array) -> float:
    """Mean negative log-likelihood."""
    z = x @ w
    return float(np.mean(np.logaddexp(0, z) - y * z))


def best(x: Array, y: Array) -> Array:
    """The minimum, by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]), x.T @ (p - y))
    return w


def condition(x: Array, y: Array) -> float:
    """Greatest over least curvature of the loss at its minimum."""
    p = 1 / (1 + np.exp(-x @ best(x, y)))
    curvatures = np.linalg.eigvalsh(x.T @ (x * (p * (1 - p))[:, None]))
    return float(curvatures[-1] / curvatures[0])


def gaps(x: Array, y: Array) -> list[float]:
    """The loss above its least value at `LOOKS`, from zero, with the largest step that is always stable."""
    eta = 4 * len(y) / float(np.linalg.eigvalsh(x.T @ x)[-1])
    floor, w, found = loss(x, y, best(x, y)), np.zeros(x.shape[1]), []
    for step in range(1, LOOKS[-1] + 1):
        w -= eta * (x.T @ (1 / (1 + np.exp(-x @ w)) - y)) / len(y)
        if step in LOOKS:
            found.append(max(loss(x, y, w) - floor, 1e-12))
    return found


def scales() -> dict[str, Any]:
    """The same houses, as measured and standardised."""
    features, sold = houses()
    raw, fair = (design(features, standardised=flag) for flag in (False, True))
    curve = {
        "ridge": 0.0,
        "median": [rounded(gap) for gap in gaps(raw, sold)],
        "mean": [rounded(gap) for gap in gaps(fair, sold)],
    }
    words = {"median": "gap as measured", "mean": "gap standardised"}
    return {
        "x": {"name": "step", "label": "steps", "log": True, "values": list(LOOKS)},
        "y": {"label": "loss above the least", "log": True, "domain": [1e-5, 1]},
        "groups": {"houses": {"label": "The same houses", "words": words, "curves": [curve]}},
        "draws": 1,
        "conditions": {"raw": rounded(condition(raw, sold)), "standardised": rounded(condition(fair, sold))},
        "recipe": {"function": "scales", "root": ROOT, "houses": HOUSES},
    }


def phase(seeds: int = PHASE_SEEDS) -> dict[str, Any]:
    """The simulation's own sweep: steps to a millionth, by step size, for three momenta."""
    params = SIMULATION.normalise(PHASE)
    found = SIMULATION.summarise(params, [SIMULATION.compute_seed(params, seed) for seed in range(seeds)])
    groups = {}
    for momentum, name in ((0.0, "steps"), (0.5, "steps@0.5"), (0.9, "steps@0.9")):
        series = found["series"][name]
        curve = {slot: [rounded(value) for value in series[slot]] for slot in ("median", "mean", "p10", "p90")}
        groups[f"m{round(10 * momentum)}"] = {
            "label": "no momentum" if not momentum else f"momentum {momentum}",
            "words": {"median": "number of steps", "mean": "mean"},
            "curves": [{"ridge": 0.0, "median": curve["median"]}],
        }
    return {
        "x": {
            "name": "step size",
            "label": "step size times greatest curvature",
            "log": True,
            "values": [rounded(value) for value in found["axis"]["values"]],
        },
        "y": {"label": "steps to a millionth", "log": True, "domain": [50, 5000]},
        "group_label": "With",
        "groups": groups,
        "draws": seeds,
        "recipe": {"function": "phase", "simulation": "gradient-descent", "params": PHASE},
    }


def tile() -> dict[str, Any]:
    """The small drawing of the home page: steps by step size, without momentum."""
    found = json.loads((HERE / "phase.json").read_text())
    values, steps = found["x"]["values"], found["groups"]["m0"]["curves"][0]["median"]
    kept = [(x, y) for x, y in zip(values, steps, strict=True) if x <= 2.5]
    return {
        "axis": {"values": [x for x, _ in kept], "log": True},
        "series": {"test": {"median": [y for _, y in kept]}},
    }


ARTEFACTS: dict[str, Callable[..., dict[str, Any]]] = {"scales": scales, "phase": phase, "tile": tile}
#: Recomputed by the tests, whole.
QUICK = tuple(ARTEFACTS)


if __name__ == "__main__":
    for name in sys.argv[1:] or ARTEFACTS:
        text = json.dumps(ARTEFACTS[name](), separators=(",", ":"), allow_nan=False) + "\n"
        (HERE / f"{name}.json").write_text(text, encoding="utf-8")
        print(name, len(text), "bytes")  # noqa: T201 - a command's report

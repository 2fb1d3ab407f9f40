"""Makes the data files of the essay "Double descent II" from the simulation's kernels and the figures' own models.

    OPENBLAS_NUM_THREADS=1 .venv/bin/python essays/content/double-descent-two/data/recipe.py [name …]

Each function returns one artefact in the form that the figure kind ``curve-band`` draws (its ``schema.py`` says which).
Some ten seconds on one core; a test recomputes each.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path[:0] = [str(Path(__file__).parents[4]), str(Path(__file__).parents[4] / "platform")]

from overlook.figures.knot_density.model import bed  # noqa: E402
from overlook.figures.knot_drag.model import X, Y, chain  # noqa: E402
from simulations.catalog.double_descent import claims  # noqa: E402
from simulations.catalog.double_descent.model import SIMULATION  # noqa: E402

HERE = Path(__file__).parent
Array = NDArray[np.float64]
SERIES = ("median", "mean", "p10", "p90")

THROWS, THROW_ROOTS = 50_000, (1, 2)
LOOKS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
LEVELS = (1, 10, 100, 1000, 10_000)
#: The three knots that stand still while the first one moves.
OTHERS = (2.5, 3.75, 4.5)
LEFT = {"family": "spline", "dataset": "dd2_6", "knots": "density", "left": 0.9, "max_knots": 1000}
LEFT_SEEDS = 40
APART_COUNTS, APART_SEEDS = (20, 50, 100, 200, 500, 1000, 2000), 200
GAUSS_WIDTHS = (2, 5, 10, 15, 20, 25, 30, 33, 36, *range(38, 43), 44, 47, 50, 60, 80, 120, 200, 400)
GAUSS_DRAWS = 200


def rounded(value: float | None) -> float | None:
    """Four significant digits; None for what is not finite."""
    return None if value is None or not np.isfinite(value) else float(f"{value:.4g}")


def errors(knots: Array) -> Array:
    """Root mean squared distance from the parabola for many sets of knots, shape (sets, K), on a grid of tenths."""
    grid = np.linspace(0.0, 5.0, 51)
    basis, corner = np.linalg.qr(np.column_stack([np.ones(6), X]), mode="complete")
    lines, rest = basis[:, :2], basis[:, 2:]
    here, there = (0.5 * np.abs(places[:, None] - knots[:, None, :]) for places in (X, grid))
    bends = np.linalg.pinv(rest.T @ here, rcond=1e-11) @ (rest.T @ Y)
    straight = np.linalg.solve(corner[:2], lines.T @ (Y[:, None] - np.einsum("snk,sk->ns", here, bends)))
    curves = np.einsum("smk,sk->sm", there, bends) + straight[0][:, None] + straight[1][:, None] * grid
    return np.asarray(np.sqrt(np.mean((curves - 4.0 * (grid - 2.5) ** 2) ** 2, axis=1)))


def throws() -> dict[str, Any]:
    """Four knots thrown again and again: median and mean of the errors so far, and the share beyond some levels."""
    groups, beyond = {}, {}
    for root in THROW_ROOTS:
        rng = np.random.default_rng(root)
        found = np.concatenate([errors(rng.uniform(0.0, 5.0, (2500, 4))) for _ in range(THROWS // 2500)])
        curve = {
            "ridge": 0.0,
            "median": [rounded(float(np.median(found[:n]))) for n in LOOKS],
            "mean": [rounded(float(np.mean(found[:n]))) for n in LOOKS],
        }
        groups[f"root{root}"] = {"label": f"series {root}", "curves": [curve]}
        beyond[f"root{root}"] = {str(level): rounded(float(np.mean(found > level))) for level in LEVELS}
        beyond[f"root{root}"]["most"] = rounded(float(found.max()))
    return {
        "x": {"name": "throws", "label": "throws so far", "log": True, "values": list(LOOKS)},
        "y": {"label": "error, m", "log": True},
        "group_label": "Throws",
        "groups": groups,
        "draws": THROWS,
        "beyond": beyond,
        "recipe": {"function": "throws", "roots": list(THROW_ROOTS)},
    }


def strip() -> dict[str, Any]:
    """The mean of a power of the height, the first knot even between 1.5 and 2 − δ, by the nearness 1/δ."""
    deltas = np.geomspace(0.5, 5e-6, 501)
    heights = np.array([chain([2 - delta, *OTHERS]).reach for delta in deltas])
    groups = {}
    for name, label, power in (("half", "one half", 0.5), ("one", "one", 1.0), ("two", "two", 2.0)):
        # The trapezoid rule in log δ: smooth there, and exact to four digits with so many nodes.
        values = heights**power * deltas
        pieces = (values[1:] + values[:-1]) / 2 * np.log(deltas[:-1] / deltas[1:])
        means = np.cumsum(pieces) / (0.5 - deltas[1:])
        curve = {"ridge": 0.0, "median": [rounded(float(value)) for value in means[24::25]]}
        groups[name] = {"label": label, "words": {"median": "mean"}, "curves": [curve]}
    return {
        "x": {
            "name": "nearness",
            "label": "one over the least distance",
            "log": True,
            "values": [rounded(float(1 / delta)) for delta in deltas[1:][24::25]],
        },
        "y": {"label": "mean of the power", "log": True},
        "group_label": "Power",
        "groups": groups,
        "draws": 1,
        "recipe": {"function": "strip", "others": list(OTHERS)},
    }


def left(seeds: int = LEFT_SEEDS) -> dict[str, Any]:
    """The simulation's own sweep: error by number of knots, nine tenths of them in the left half, or even."""
    groups, axis = {}, {}
    for name, label, change in (("left", "nine tenths on the left", {}), ("even", "evenly", {"knots": "iid"})):
        params = SIMULATION.normalise(LEFT | change)
        found = SIMULATION.summarise(params, [SIMULATION.compute_seed(params, seed) for seed in range(seeds)])
        axis = found["axis"]
        kept = [index for index, count in enumerate(axis["values"]) if count >= 4]
        series = found["series"]["test"]
        curve: dict[str, Any] = {"ridge": 0.0}
        curve |= {slot: [rounded(series[slot][index]) for index in kept] for slot in SERIES}
        curve["theory"] = [rounded(found["theory"]["test"][index]) for index in kept]
        groups[name] = {"label": label, "curves": [curve]}
    return {
        "x": {
            "name": "K",
            "label": "knots",
            "log": True,
            "values": [int(axis["values"][index]) for index in kept],
            "threshold": 4,
        },
        "y": {"label": "error, m", "log": True, "domain": [0.1, 50]},
        "group_label": "Knots fall",
        "groups": groups,
        "draws": seeds,
        "recipe": {"function": "left", "simulation": "double-descent", "params": LEFT},
    }


def apart(seeds: int = APART_SEEDS) -> dict[str, Any]:
    """Farthest distance of a chain from its limit, the middle one of many throws, by number of knots."""
    groups = {}
    for name, label, weights in (("even", "evenly", (4, 4, 4, 4, 4)), ("ends", "more at the ends", (8, 4, 4, 4, 8))):
        median = [
            rounded(float(np.median([bed(weights, count, seed).apart for seed in range(1, seeds + 1)])))
            for count in APART_COUNTS
        ]
        groups[name] = {"label": label, "curves": [{"ridge": 0.0, "median": median}]}
    return {
        "x": {"name": "K", "label": "knots", "log": True, "values": list(APART_COUNTS)},
        "y": {"label": "distance from the limit, m", "log": True},
        "groups": groups,
        "draws": seeds,
        "recipe": {"function": "apart", "kind": "knot-density"},
    }


def gauss(draws: int = GAUSS_DRAWS) -> dict[str, Any]:
    """Gaussian features, 40 examples, the signal in the first feature; the exact expectation overlaid."""
    table = claims.gaussian_draws(GAUSS_WIDTHS, n=40, width=400, mode="wellspecified", draws=draws, root=1)
    rows = list(table.values())
    curve: dict[str, Any] = {"ridge": 0.0}
    curve |= {slot: [rounded(row[slot]) for row in rows] for slot in (*SERIES, "theory")}
    # Where the expectation is infinite, a sample mean would only tell of its unluckiest draw.
    curve["mean"] = [mean if exact else None for mean, exact in zip(curve["mean"], curve["theory"], strict=True)]
    return {
        "x": {"name": "p", "label": "features", "log": True, "values": list(GAUSS_WIDTHS), "threshold": 40},
        "y": {"label": "excess error", "log": True},
        "groups": {"noise": {"label": "Gaussian features", "curves": [curve]}},
        "draws": draws,
        "recipe": {"function": "gauss", "kernel": "double-descent.gaussian-draws", "root": 1},
    }


def tile() -> dict[str, Any]:
    """The small drawing of the home page: the height of the chain as its first knot nears a point."""
    places = [1.5 + 0.025 * step for step in range(19)]
    return {
        "axis": {"values": [rounded(place) for place in places], "log": False},
        "series": {"test": {"median": [rounded(chain([place, *OTHERS]).reach) for place in places]}},
    }


ARTEFACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "throws": throws,
    "strip": strip,
    "left": left,
    "apart": apart,
    "gauss": gauss,
    "tile": tile,
}
#: Recomputed by the tests, whole.
QUICK = tuple(ARTEFACTS)


if __name__ == "__main__":
    for name in sys.argv[1:] or ARTEFACTS:
        text = json.dumps(ARTEFACTS[name](), separators=(",", ":"), allow_nan=False) + "\n"
        (HERE / f"{name}.json").write_text(text, encoding="utf-8")
        print(name, len(text), "bytes")  # noqa: T201 - a command's report

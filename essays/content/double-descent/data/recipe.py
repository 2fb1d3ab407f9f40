"""Makes the data files of the essay "Double descent" from the simulation's kernels.

    OPENBLAS_NUM_THREADS=1 .venv/bin/python essays/content/double-descent/data/recipe.py [name …]

Each function returns one artefact in the form that the figure kind ``curve-band`` draws (its ``schema.py`` says which).
Draw i of every file is seed i of root 1, as in the simulation itself, so the essay's claims and a run agree with it.
About two minutes on one core; a test recomputes a part of each.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[4]), str(Path(__file__).parents[4] / "platform")]

import numpy as np  # noqa: E402

from simulations.catalog.double_descent import claims  # noqa: E402
from simulations.catalog.double_descent.model import SIMULATION  # noqa: E402

HERE = Path(__file__).parent
ROOT = 1
SERIES = ("median", "mean", "p10", "p90")

CHAIN_KNOTS = (
    1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 17, 20, 23, 26, 30, 33, *range(35, 44), 45, 47, 50, 55, 60, 66, 73, 80, 90, 100,
    130, 180, 255,
)  # fmt: skip
CHAIN_RIDGES = (0.0, 0.001, 0.01, 0.1, 1.0)
CHAIN_DRAWS = 300
SIX_KNOTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 25, 32, 40, 50, 65, 80, 100)
SIX_RIDGES = (0.0, 0.001, 0.01, 0.1, 1.0)
SIX_DRAWS = 2000
GAUSS_WIDTHS = (
    5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 84, 88, 90, 92, *range(94, 107), 108, 110, 114, 120, 130, 150, 175, 200,
    225, 250, 300,
)  # fmt: skip
GAUSS_RIDGES = (0.0, 1.0, 10.0, 100.0)
GAUSS_DRAWS = 600
SAMPLE_SIZES = (
    20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 93, 95, *range(97, 104), 105, 107, 110, 115, 120, 130, 150, 175, 200, 250,
    300, 400,
)  # fmt: skip
SAMPLE_DRAWS = 400
WAVES = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 24, 27, 30, 40, 60, 100, 180, 300)
WAVE_RIDGES = (0.0, 0.01)
WAVE_DRAWS = 400
CLOUD_KNOTS = (2, 5, 10, 14, 20, 25, 30, 33, 36, 39, 42, 45, 50, 60, 80, 100, 150, 255)
CLOUD_RIDGES = (0.0, 0.01)
CLOUD_DRAWS = 40
STEPS = (1, 2, 4, 6, 10, 20, 50, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 10**6)
STEP_DRAWS = 100
DIGITS = {"family": "random-features", "dataset": "digits"}
DIGITS_SEEDS = 5


def rounded(value: float | None) -> float | None:
    """Four significant digits; None for what is not finite."""
    return None if value is None or not np.isfinite(value) else float(f"{value:.4g}")


def curve(ridge: float, table: Mapping[str, Mapping[str, float]], *more: str) -> dict[str, Any]:
    """One curve of the artefact, from a table of the claims' kernels (by size, then by statistic)."""
    found: dict[str, Any] = {"ridge": ridge}
    found |= {name: [rounded(row[name]) for row in table.values()] for name in (*SERIES, *more)}
    if "theory" in more:
        # Where the expectation is infinite, a sample mean would only tell of its unluckiest draw.
        found["mean"] = [mean if exact else None for mean, exact in zip(found["mean"], found["theory"], strict=True)]
    return found


def axis(name: str, label: str, values: Sequence[int], threshold: int) -> dict[str, Any]:
    return {"name": name, "label": label, "log": True, "values": list(values), "threshold": threshold}


def knots(dataset: str, design: str, counts: Sequence[int], ridges: Sequence[float], draws: int) -> list[Any]:
    """The curves of one way to place knots, one per price; a price λ is per sum of squares, the kernel's ridge λ/N."""
    points = {"dd1_41": 41, "dd2_6": 6}[dataset]
    measure = {"dd1_41": "mae", "dd2_6": "rmse"}[dataset]
    curves = []
    for ridge in ridges:
        table = claims.spline_draws(
            counts, dataset=dataset, knots=design, measure=measure, ridge=ridge / points, draws=draws, root=ROOT
        )
        curves.append(curve(ridge, table, *(() if ridge else ("interpolates",))))
    return curves


def chain(draws: int = CHAIN_DRAWS) -> dict[str, Any]:
    """The 41 soundings: error against knots, for two ways to place them and several prices."""
    groups = {"stratified": "One to each gap", "iid": "Thrown like darts"}
    return {
        "x": axis("K", "knots", CHAIN_KNOTS, 39),
        "y": {"label": "distance from the bed, m", "log": True},
        "group_label": "Knots are",
        "groups": {
            name: {"label": label, "curves": knots("dd1_41", name, CHAIN_KNOTS, CHAIN_RIDGES, draws)}
            for name, label in groups.items()
        },
        "draws": draws,
        "recipe": {"function": "chain", "kernel": "double-descent.spline-draws", "root": ROOT},
    }


def six(draws: int = SIX_DRAWS) -> dict[str, Any]:
    """Six exact points of a parabola."""
    groups = {"iid": "Thrown like darts", "stratified": "One to each gap"}
    return {
        "x": axis("K", "knots", SIX_KNOTS, 4),
        "y": {"label": "root mean squared error", "log": True},
        "group_label": "Knots are",
        "groups": {
            name: {"label": label, "curves": knots("dd2_6", name, SIX_KNOTS, SIX_RIDGES, draws)}
            for name, label in groups.items()
        },
        "draws": draws,
        "recipe": {"function": "six", "kernel": "double-descent.spline-draws", "root": ROOT},
    }


def gauss(draws: int = GAUSS_DRAWS) -> dict[str, Any]:
    """Nested Gaussian features, n = 100; the exact expectation overlaid where there is no ridge."""
    curves = [
        curve(ridge, claims.gaussian_draws(GAUSS_WIDTHS, ridge=ridge / 100, draws=draws, root=ROOT), *more)
        for ridge, more in ((ridge, () if ridge else ("theory",)) for ridge in GAUSS_RIDGES)
    ]
    return {
        "x": axis("p", "features", GAUSS_WIDTHS, 100),
        "y": {"label": "excess error", "log": True},
        "groups": {"gauss": {"label": "Gaussian features", "curves": curves}},
        "draws": draws,
        "recipe": {"function": "gauss", "kernel": "double-descent.gaussian-draws", "root": ROOT},
    }


def samples(draws: int = SAMPLE_DRAWS) -> dict[str, Any]:
    """One model of 100 Gaussian features, more and more examples; the exact expectation overlaid."""
    table = {}
    for n in SAMPLE_SIZES:
        found = claims.gaussian_draws([100], n=n, width=100, mode="wellspecified", draws=draws, root=ROOT)
        table[str(n)] = found["100"]
    return {
        "x": axis("n", "training examples", SAMPLE_SIZES, 100),
        "y": {"label": "excess error", "log": True},
        "groups": {"samples": {"label": "100 features", "curves": [curve(0.0, table, "theory")]}},
        "draws": draws,
        "recipe": {"function": "samples", "kernel": "double-descent.gaussian-draws", "root": ROOT},
    }


def fourier(draws: int = WAVE_DRAWS) -> dict[str, Any]:
    """Smooth waves on 20 points; the dotted line is the model of infinitely many."""
    curves = [curve(ridge, claims.wave_draws(WAVES, ridge=ridge, draws=draws, root=ROOT)) for ridge in WAVE_RIDGES]
    limit = rounded(claims.wave_limit(draws=draws, root=ROOT)["median"])
    curves[0]["theory"] = [limit] * len(WAVES)
    return {
        "x": axis("K", "waves", WAVES, 20),
        "y": {"label": "mean squared error", "log": True},
        "groups": {"waves": {"label": "Smooth waves", "curves": curves}},
        "draws": draws,
        "recipe": {"function": "fourier", "kernel": "double-descent.wave-draws", "root": ROOT},
    }


def norms(draws: int = CLOUD_DRAWS) -> dict[str, Any]:
    """The soundings once more, draw by draw: the length of the bends and the error, in three digits."""

    def cloud(design: str, price: float) -> dict[str, Any]:
        fits = [
            claims.spline_fit(CLOUD_KNOTS, seed, knots=design, ridge=price / 41, root=ROOT) for seed in range(draws)
        ]
        kept = {"norm": "norm", "error": "test", "exact": "interpolates"}
        return {
            "ridge": price,
            **{
                name: [[_brief(fit[str(count)][kernel]) for fit in fits] for count in CLOUD_KNOTS]
                for name, kernel in kept.items()
            },
        }

    groups = {"stratified": "One to each gap", "iid": "Thrown like darts"}
    return {
        "x": {"label": "Knots", "values": list(CLOUD_KNOTS), "threshold": 39},
        "norm": {"label": "length of all bends", "domain": [4, 1e8]},
        "error": {"label": "distance from the bed, m", "domain": [0.03, 1e5]},
        "words": {"exact": "touch every sounding", "not": "do not"},
        "group_label": "Knots are",
        "groups": {
            name: {"label": label, "clouds": [cloud(name, price) for price in CLOUD_RIDGES]}
            for name, label in groups.items()
        },
        "recipe": {"function": "norms", "kernel": "double-descent.spline-fit", "root": ROOT, "draws": draws},
    }


def _brief(value: float) -> float | int:
    short = float(f"{value:.3g}")
    return int(short) if short == int(short) else short


def epochs(draws: int = STEP_DRAWS) -> dict[str, Any]:
    """Gradient descent step by step, with features alike and with features of two speeds."""
    groups = {"alike": "All alike", "two-speeds": "Of two speeds"}
    found = {name: claims.training_draws(STEPS, name, draws=draws, root=ROOT) for name in groups}
    words = {"median": "error on new points", "mean": "training error"}
    return {
        "x": {"name": "t", "label": "training steps", "log": True, "values": list(STEPS)},
        "y": {"label": "squared error", "log": True, "domain": [0.001, 100]},
        "group_label": "Features are",
        "groups": {
            name: {
                "label": label,
                "words": words,
                "curves": [
                    {
                        "ridge": 0.0,
                        "median": [rounded(row["median"]) for row in found[name].values()],
                        # What falls out of the frame is not drawn.
                        "mean": [
                            rounded(row["train"]) if row["train"] >= 0.001 else None for row in found[name].values()
                        ],
                    }
                ],
            }
            for name, label in groups.items()
        },
        "draws": draws,
        "recipe": {"function": "epochs", "kernel": "double-descent.training-draws", "root": ROOT},
    }


def digits(draws: int = DIGITS_SEEDS) -> dict[str, Any]:
    """The simulation's own sweep of handwritten digits; the test error rate is kept beside the squared error."""
    params = SIMULATION.normalise(DIGITS)
    seeds = [SIMULATION.compute_seed(params, seed) for seed in range(draws)]
    found = SIMULATION.summarise(params, seeds)
    names = {"squared": ("test", "Squared error"), "wrong": ("test_error_rate", "Share read wrongly")}
    return {
        "x": axis("p", "random features", found["axis"]["values"], int(found["axis"]["threshold"])),
        "y": {"label": "test error", "log": True},
        "group_label": "Measured as",
        "groups": {
            group: {
                "label": label,
                "curves": [
                    {"ridge": 0.0}
                    | {name: [rounded(value) for value in found["series"][series][name]] for name in SERIES}
                ],
            }
            for group, (series, label) in names.items()
        },
        "draws": draws,
        "sample": {name: [rounded(value) for value in seeds[0][name]] for name in ("test", "test_error_rate")},
        "recipe": {"function": "digits", "simulation": "double-descent", "params": params},
    }


def tile() -> dict[str, Any]:
    """The small drawing of the home page: the median of the evenly dealt chain, from the chain's own file."""
    found = json.loads((HERE / "chain.json").read_text())
    return {
        "axis": {"values": found["x"]["values"], "log": True},
        "series": {"test": {"median": found["groups"]["stratified"]["curves"][0]["median"]}},
    }


def truth() -> dict[str, Any]:
    """The same median on the axes of the sheet on which readers draw their prediction."""
    found = json.loads((HERE / "chain.json").read_text())
    median = found["groups"]["stratified"]["curves"][0]["median"]
    return {
        "x": found["x"],
        "y": found["y"] | {"domain": [0.05, 100]},
        "groups": {"stratified": {"label": "Evenly dealt knots", "curves": [{"ridge": 0.0, "median": median}]}},
        "draws": found["draws"],
        "recipe": {"function": "truth", "from": "chain.json"},
    }


ARTEFACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "chain": chain,
    "six": six,
    "gauss": gauss,
    "samples": samples,
    "fourier": fourier,
    "norms": norms,
    "epochs": epochs,
    "digits": digits,
    "tile": tile,
    "truth": truth,
}
#: Recomputed by the tests, whole; of the others a part.
QUICK = ("truth", "tile")


if __name__ == "__main__":
    for name in sys.argv[1:] or ARTEFACTS:
        text = json.dumps(ARTEFACTS[name](), separators=(",", ":"), allow_nan=False) + "\n"
        (HERE / f"{name}.json").write_text(text, encoding="utf-8")
        print(name, len(text), "bytes")  # noqa: T201 - a command's report

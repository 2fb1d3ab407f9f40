"""Makes the data files of the essay "Bias and variance" from the simulation's kernels.

    OPENBLAS_NUM_THREADS=1 .venv/bin/python essays/content/bias-variance/data/recipe.py [name …]

Each function returns one artefact in the form that the figure kind ``curve-band`` draws (its ``schema.py`` says which).
Under a second in all; a test recomputes each.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[4]), str(Path(__file__).parents[4] / "platform")]

from simulations.catalog.bias_variance import claims  # noqa: E402
from simulations.catalog.bias_variance.model import SIMULATION  # noqa: E402

HERE = Path(__file__).parent
SIZES = (15, 30, 60, 120)
DEGREES = 12
SIGMA = 0.3
WORLDS = 2000
VOTERS = (*range(1, 22, 2), *range(25, 102, 4))
TREES = {"family": "trees", "truth": "sine", "n": 100, "sigma": 0.5, "design": "random"}
TREE_SEEDS = 8
PARTS = {"median": "expected error", "mean": "bias²", "p90": "variance", "theory": "noise"}


def rounded(value: float) -> float:
    """Four significant digits."""
    return float(f"{value:.4g}")


def parts(truth: str, n: int) -> dict[str, Any]:
    """Exact for endlessly many data sets: the closed form of W worlds counts 1/W of the variance as bias²."""
    table = claims.expectation("polynomial", truth=truth, sigma=SIGMA, n=n, degree=DEGREES, worlds=WORLDS)
    rows = [table[str(degree)] for degree in range(DEGREES + 1)]
    variance = [row["variance"] / (1 - 1 / WORLDS) for row in rows]
    return {
        "ridge": 0.0,
        "median": [rounded(row["test"]) for row in rows],
        "mean": [rounded(round(row["test"] - SIGMA**2 - own, 6)) for row, own in zip(rows, variance, strict=True)],
        "p90": [rounded(own) for own in variance],
        "theory": [rounded(SIGMA**2)] * len(rows),
    }


def polynomials(truth: str, sizes: Sequence[int], top: float) -> dict[str, Any]:
    """The parts of the error for every degree, averaged over the path, one group per number of measurements."""
    return {
        "x": {"name": "degree", "label": "degree", "log": False, "values": list(range(DEGREES + 1))},
        "y": {"label": "squared error, m²", "log": False, "domain": [0, top]},
        "group_label": "Measured in",
        "groups": {f"n{n}": {"label": f"{n} places", "words": PARTS, "curves": [parts(truth, n)]} for n in sizes},
        "draws": WORLDS,
        "recipe": {"kernel": "bias-variance.expectation", "truth": truth, "sigma": SIGMA},
    }


def path() -> dict[str, Any]:
    """The footpath, measured in fifteen places: the answer to the prediction, on its axes."""
    return polynomials("sine", SIZES[:1], 0.6)


def valley() -> dict[str, Any]:
    """A path with a kerb, measured in more and more places."""
    return polynomials("step", SIZES, 0.35)


def votes() -> dict[str, Any]:
    """Wrong decisions and squared error of a majority, on either side of one half; exact."""
    labels = {"wrong": (0.45, "0.45 (the wrong side)"), "right": (0.55, "0.55 (the right side)")}
    groups = {}
    for group, (share, label) in labels.items():
        table = claims.votes(VOTERS, share=share, chance=0.6).values()
        curve = {"ridge": 0.0, "median": [rounded(row["wrong"]) for row in table]}
        curve["mean"] = [rounded(row["squared"]) for row in table]
        words = {"median": "share of wrong decisions", "mean": "squared error"}
        groups[group] = {"label": label, "words": words, "curves": [curve]}
    return {
        "x": {"name": "days", "label": "days that vote", "log": True, "values": list(VOTERS)},
        "y": {"label": "share, or squared error", "log": False, "domain": [0, 1]},
        "group_label": "A wet day has chance",
        "groups": groups,
        "draws": 1,
        "recipe": {"kernel": "bias-variance.votes", "chance": 0.6},
    }


def trees(seeds: int = TREE_SEEDS) -> dict[str, Any]:
    """The simulation's own sweep of regression trees: medians over seeds."""
    params = SIMULATION.normalise(TREES)
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(seeds)]
    found = SIMULATION.summarise(params, curves)

    def curve(**names: str) -> dict[str, Any]:
        return {"ridge": 0.0} | {
            slot: [rounded(value) for value in found["series"][name]["median"]] for slot, name in names.items()
        }

    groups: Mapping[str, Any] = {
        "training": {
            "label": "With the training error",
            "words": {"median": "expected error", "mean": "training error"},
            "curves": [curve(median="test", mean="train")],
        },
        "parts": {
            "label": "With its parts",
            "words": {"median": "expected error", "mean": "bias²", "p90": "variance"},
            "curves": [curve(median="test", mean="bias2", p90="variance")],
        },
    }
    return {
        "x": {"name": "depth", "label": "depth of the tree", "log": False, "values": found["axis"]["values"]},
        "y": {"label": "squared error", "log": False, "domain": [0, 0.8]},
        "group_label": "The expected error is shown",
        "groups": groups,
        "draws": seeds,
        "sample": {name: [rounded(value) for value in curves[0][name]] for name in ("test", "train")},
        "recipe": {"function": "trees", "simulation": "bias-variance", "params": params},
    }


def tile() -> dict[str, Any]:
    """The small drawing of the home page: the valley, without the degree that leaves the frame."""
    found = json.loads((HERE / "valley.json").read_text())
    return {
        "axis": {"values": found["x"]["values"][:-1], "log": False},
        "series": {"test": {"median": found["groups"]["n15"]["curves"][0]["median"][:-1]}},
    }


ARTEFACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "path": path,
    "valley": valley,
    "votes": votes,
    "trees": trees,
    "tile": tile,
}
#: Recomputed by the tests, whole.
QUICK = tuple(ARTEFACTS)


if __name__ == "__main__":
    for name in sys.argv[1:] or ARTEFACTS:
        text = json.dumps(ARTEFACTS[name](), separators=(",", ":"), allow_nan=False) + "\n"
        (HERE / f"{name}.json").write_text(text, encoding="utf-8")
        print(name, len(text), "bytes")  # noqa: T201 - a command's report

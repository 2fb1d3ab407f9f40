"""Makes the data files of the essay "ROC and AUC" from the simulations' kernels.

    OPENBLAS_NUM_THREADS=1 .venv/bin/python essays/content/roc-auc/data/recipe.py [name …]

Each function returns one artefact in the form that the figure kind ``curve-band`` draws (its ``schema.py`` says which).
Three seconds in all; a test recomputes each.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[4]), str(Path(__file__).parents[4] / "platform")]

from overlook.figures.two_populations.model import Pair  # noqa: E402
from simulations.catalog.roc.binormal import Binormal  # noqa: E402
from simulations.catalog.roc.curves import GRID  # noqa: E402
from simulations.catalog.roc.model import SIMULATION  # noqa: E402

HERE = Path(__file__).parent
RADAR = Pair(1.8, 1.0)
RADAR_CURVE = Binormal(1.8, 1.0, 0.0).true_positive_rates().tolist()
SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
BANDS = {"family": "bands", "n": 200, "separation": 1.8, "prevalence": 0.5, "resamples": 100}
SIZES = (50, 200, 800)
SEEDS = 64
#: Of the simulation's false positive rates, every fourth is drawn.
EVERY = 4


def rounded(value: float) -> float:
    """Four significant digits."""
    return float(f"{value:.4g}")


def promise() -> dict[str, Any]:
    """Both areas of one radar, by the share of positives; exact."""
    curve = {
        "ridge": 0.0,
        "median": [rounded(RADAR.area)] * len(SHARES),
        "mean": [rounded(RADAR.average_precision(share)) for share in SHARES],
        "theory": list(SHARES),
    }
    words = {"median": "area under the ROC curve", "mean": "average precision", "theory": "a coin"}
    return {
        "x": {"name": "share of boats", "label": "share of boats among echoes", "log": True, "values": list(SHARES)},
        "y": {"label": "area under the curve", "log": False, "domain": [0, 1]},
        "groups": {"radar": {"label": "One radar", "words": words, "curves": [curve]}},
        "draws": 1,
        "recipe": {"function": "promise", "kind": "two-populations", "d": RADAR.d, "s": RADAR.s},
    }


def band(n: int, seeds: int) -> dict[str, Any]:
    """The middle and the range of the curves of many samples of one size."""
    params = SIMULATION.normalise({**BANDS, "n": n})
    found = SIMULATION.summarise(params, [SIMULATION.compute_seed(params, seed) for seed in range(seeds)])
    series = found["series"]["tpr"]
    curve = {name: [rounded(value) for value in series[name][::EVERY]] for name in ("median", "p10", "p90")}
    return {
        "ridge": 0.0,
        **curve,
        "mean": [rounded(value) for value in series["mean"][::EVERY]],
        "theory": [rounded(value) for value in RADAR_CURVE[::EVERY]],
    }


def bands(seeds: int = SEEDS) -> dict[str, Any]:
    """The simulation's own sweep, for three sizes of the sample."""
    return {
        "x": {
            "name": "false positive rate",
            "label": "false positive rate",
            "log": False,
            "values": [rounded(value) for value in GRID[::EVERY]],
        },
        "y": {"label": "true positive rate", "log": False, "domain": [0, 1]},
        "group_label": "In each sample",
        "groups": {f"n{n}": {"label": f"{n} echoes", "curves": [band(n, seeds)]} for n in SIZES},
        "draws": seeds,
        "recipe": {"function": "bands", "simulation": "roc", "params": BANDS, "sizes": SIZES},
    }


def tile() -> dict[str, Any]:
    """The small drawing of the home page: the curve of the whole sea."""
    found = json.loads((HERE / "bands.json").read_text())
    return {
        "axis": {"values": found["x"]["values"], "log": False},
        "series": {"test": {"median": found["groups"]["n200"]["curves"][0]["theory"]}},
    }


ARTEFACTS: dict[str, Callable[..., dict[str, Any]]] = {"promise": promise, "bands": bands, "tile": tile}
#: Recomputed by the tests, whole.
QUICK = ("promise", "bands", "tile")


if __name__ == "__main__":
    for name in sys.argv[1:] or ARTEFACTS:
        text = json.dumps(ARTEFACTS[name](), separators=(",", ":"), allow_nan=False) + "\n"
        (HERE / f"{name}.json").write_text(text, encoding="utf-8")
        print(name, len(text), "bytes")  # noqa: T201 - a command's report

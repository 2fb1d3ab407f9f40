"""Makes the data files of the essay "Train, validation, test".

    OPENBLAS_NUM_THREADS=1 .venv/bin/python essays/content/train-validation-test/data/recipe.py [name …]

``leaks`` plays seven ways to split with NumPy alone, ``shares`` deals the cases of the figure kind ``splitter``, and
``best`` comes from the simulation ``winners-curse``. Some fifteen seconds in all; a test recomputes each, or a part.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path[:0] = [str(Path(__file__).parents[4]), str(Path(__file__).parents[4] / "platform")]

from overlook.figures.splitter.model import split, wilson  # noqa: E402
from simulations.catalog.winners_curse import claims  # noqa: E402
from simulations.catalog.winners_curse.model import SIMULATION  # noqa: E402

HERE = Path(__file__).parent
Array = NDArray[np.float64]
Rule = Callable[[Array], NDArray[np.bool_]]
#: What the test of one play says, and what the world says.
Play = Callable[[np.random.Generator], tuple[float, float]]

PLAYS, WORLD, ROOT = 200, 400, 3
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
DEALS = 40
CURSE = {"family": "best-of-many", "cases": 16, "models": 1000, "skill": 0.5, "spread": 0}
CURSE_SEEDS = 64


def rounded(value: float) -> float:
    """Four significant digits."""
    return float(f"{value:.4g}")


def ridge(x: Array, y: NDArray[np.bool_]) -> Rule:
    """A straight border by ridge regression on ±1."""
    middle = x.mean(axis=0)
    centred, signs = x - middle, 2.0 * y - 1
    w = np.linalg.solve(centred.T @ centred + np.eye(x.shape[1]), centred.T @ signs)
    return lambda z: np.asarray((z - middle) @ w + signs.mean() > 0)


def nearest(x: Array, y: NDArray[np.bool_]) -> Rule:
    """The kind of the nearest known case."""
    return lambda z: np.asarray(y[np.argmin(((z[:, None] - x[None]) ** 2).sum(axis=2), axis=1)])


def score(rule: Rule, x: Array, y: NDArray[np.bool_]) -> float:
    return float(np.mean(rule(x) == y))


def kinds(rng: np.random.Generator, n: int) -> NDArray[np.bool_]:
    return rng.random(n) < 0.5


def shifted(rng: np.random.Generator, y: NDArray[np.bool_], features: int, apart: float) -> Array:
    """Standard normal features; the first lies ``apart`` higher for one kind."""
    x = rng.standard_normal((len(y), features))
    x[:, 0] += apart * y
    return x


def honest(rng: np.random.Generator) -> tuple[float, float]:
    y, world = kinds(rng, 120), kinds(rng, WORLD)
    x, z = shifted(rng, y, 10, 1.2), shifted(rng, world, 10, 1.2)
    rule = ridge(x[:80], y[:80])
    return score(rule, x[80:], y[80:]), score(rule, z, world)


def scaled_before(rng: np.random.Generator) -> tuple[float, float]:
    """Mean and standard deviation of all cases, the test's included, and features on ten scales."""
    y, world = kinds(rng, 120), kinds(rng, WORLD)
    units = np.arange(1.0, 11)
    x, z = shifted(rng, y, 10, 1.2) * units, shifted(rng, world, 10, 1.2) * units
    middle, width = x.mean(axis=0), x.std(axis=0)
    rule = ridge((x[:80] - middle) / width, y[:80])
    return score(rule, (x[80:] - middle) / width, y[80:]), score(rule, (z - middle) / width, world)


def chosen_before(rng: np.random.Generator) -> tuple[float, float]:
    """Of 500 features without meaning the 10 that go best with the kinds of all cases."""
    y, world = kinds(rng, 60), kinds(rng, WORLD)
    x, z = rng.standard_normal((60, 500)), rng.standard_normal((WORLD, 500))
    top = np.argsort(-np.abs((x - x.mean(axis=0)).T @ (y - y.mean())))[:10]
    rule = ridge(x[:40][:, top], y[:40])
    return score(rule, x[40:][:, top], y[40:]), score(rule, z[:, top], world)


def copied(rng: np.random.Generator) -> tuple[float, float]:
    """Each case twice, the second time a little moved; then shuffled and split."""
    y, world = kinds(rng, 60), kinds(rng, WORLD)
    x, z = shifted(rng, y, 4, 1.0), shifted(rng, world, 4, 1.0)
    all_x = np.concatenate([x, x + 0.1 * rng.standard_normal(x.shape)])
    order = rng.permutation(120)
    x, y = all_x[order], np.concatenate([y, y])[order]
    rule = nearest(x[:80], y[:80])
    return score(rule, x[80:], y[80:]), score(rule, z, world)


def same_patient(rng: np.random.Generator) -> tuple[float, float]:
    """Thirty patients with eight scans each; scans are split, and the world has new patients."""
    ill, world = kinds(rng, 30), kinds(rng, WORLD)
    patients, others = shifted(rng, ill, 5, 0.6), shifted(rng, world, 5, 0.6)
    x = np.repeat(patients, 8, axis=0) + 0.3 * rng.standard_normal((240, 5))
    z = others + 0.3 * rng.standard_normal(others.shape)
    order = rng.permutation(240)
    x, y = x[order], np.repeat(ill, 8)[order]
    rule = nearest(x[:160], y[:160])
    return score(rule, x[160:], y[160:]), score(rule, z, world)


def days_between(rng: np.random.Generator) -> tuple[float, float]:
    """Days with slow ups and downs; test days lie between training days, and the world comes after all of them."""
    days = np.arange(320)
    wander = np.cumsum(0.15 * rng.standard_normal(320))
    y = np.sin(days / 9 + 6 * rng.random()) + 0.3 * rng.standard_normal(320) > 0
    x = np.stack([days / 20, wander], axis=1)
    order = rng.permutation(240)
    rule = nearest(x[order[:160]], y[order[:160]])
    return score(rule, x[order[160:]], y[order[160:]]), score(rule, x[240:], y[240:])


def encoded_before(rng: np.random.Generator) -> tuple[float, float]:
    """A hundred villages without meaning, each replaced by the share of one kind among all its cases."""
    y, world = kinds(rng, 200), kinds(rng, WORLD)
    village, elsewhere = rng.integers(100, size=200), rng.integers(100, size=WORLD)
    shares = np.array([y[village == name].mean() if (village == name).any() else 0.5 for name in range(100)])
    rule = ridge(shares[village[:130]][:, None], y[:130])
    return score(rule, shares[village[130:]][:, None], y[130:]), score(rule, shares[elsewhere][:, None], world)


WAYS: dict[str, Play] = {
    "an honest split": honest,
    "scaled before the split": scaled_before,
    "features chosen before the split": chosen_before,
    "copies on both sides": copied,
    "the same patients on both sides": same_patient,
    "test days between training days": days_between,
    "villages encoded before the split": encoded_before,
}


def leak(name: str, plays: int = PLAYS) -> dict[str, Any]:
    """Means over plays, and the middle eight in ten of what the tests say."""
    rng = np.random.default_rng([ROOT, list(WAYS).index(name)])
    found = np.array([WAYS[name](rng) for _ in range(plays)])
    low, high = np.quantile(found[:, 0], [0.1, 0.9])
    first, second = found.mean(axis=0)
    return {
        "label": name,
        "first": rounded(first),
        "second": rounded(second),
        "first_low": rounded(low),
        "first_high": rounded(high),
    }


def leaks() -> dict[str, Any]:
    return {
        "x": {"label": "share of cases right", "domain": [0.4, 1]},
        "words": {"first": "the test says", "second": "the world says"},
        "rows": [leak(name) for name in WAYS],
        "recipe": {"function": "leaks", "plays": PLAYS, "root": ROOT},
    }


def shares() -> dict[str, Any]:
    """What a larger test set gives and takes, of 120 cases with seven neighbours: means over deals."""
    width, world = [], []
    for share in SHARES:
        found = [split(120, 1 - share - 0.05, 0.05, 7, False, seed) for seed in range(1, DEALS + 1)]
        world.append(rounded(float(np.mean([one.world for one in found]))))
        ends = [wilson(one.test, one.sizes[2]) for one in found]
        width.append(rounded(float(np.mean([high - low for low, high in ends]))))
    curve = {"ridge": 0.0, "median": world, "mean": width}
    words = {"median": "share right in the world", "mean": "width of the test's interval"}
    return {
        "x": {
            "name": "test share",
            "label": "share of the cases kept for the test",
            "log": False,
            "values": list(SHARES),
        },
        "y": {"label": "share", "log": False, "domain": [0, 1]},
        "groups": {"cases": {"label": "Of 120 cases", "words": words, "curves": [curve]}},
        "draws": DEALS,
        "recipe": {"function": "shares", "kind": "splitter", "n": 120, "k": 7},
    }


def best() -> dict[str, Any]:
    """The simulation's own sweep: the winner's validation score and its true share, by the number of models."""
    params = SIMULATION.normalise(CURSE)
    found = SIMULATION.summarise(params, [SIMULATION.compute_seed(params, seed) for seed in range(CURSE_SEEDS)])
    models = [int(value) for value in found["axis"]["values"]]
    exact = claims.best(models, cases=16)
    series = found["series"]["validation"]
    curve = {name: [rounded(value) for value in series[name]] for name in ("median", "mean", "p10", "p90")}
    return {
        "x": {"name": "number of models", "label": "number of models tried", "log": True, "values": models},
        "y": {"label": "validation score of the best", "log": False, "domain": [0.3, 1]},
        "groups": {
            "coins": {
                "label": "Coins on 16 cases",
                "curves": [
                    {"ridge": 0.0, **curve, "theory": [rounded(exact[str(number)]["validation"]) for number in models]}
                ],
            }
        },
        "draws": CURSE_SEEDS,
        "recipe": {"function": "best", "simulation": "winners-curse", "params": CURSE},
    }


def tile() -> dict[str, Any]:
    """The small drawing of the home page: the exact curve of the best."""
    found = json.loads((HERE / "best.json").read_text())
    return {
        "axis": {"values": found["x"]["values"], "log": True},
        "series": {"test": {"median": found["groups"]["coins"]["curves"][0]["theory"]}},
    }


ARTEFACTS: dict[str, Callable[..., dict[str, Any]]] = {"leaks": leaks, "shares": shares, "best": best, "tile": tile}
#: Recomputed by the tests, whole; of the others a part.
QUICK = ("best", "tile")


if __name__ == "__main__":
    for name in sys.argv[1:] or ARTEFACTS:
        text = json.dumps(ARTEFACTS[name](), separators=(",", ":"), allow_nan=False) + "\n"
        (HERE / f"{name}.json").write_text(text, encoding="utf-8")
        print(name, len(text), "bytes")  # noqa: T201 - a command's report

"""Show the code: a short NumPy script that sorts every resample anew."""

import json
from collections.abc import Sequence

from simulations.engine.cases import literal
from simulations.engine.contract import Params
from simulations.engine.data import Data

_SCRIPT = '''\
"""ROC curves with bootstrap bands: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import json
import numpy as np

params = json.loads("""{params}""")
seeds, n, positives, step = {seeds}, params["n"], {positives}, params["rounding"]
grid = np.arange(101) / 100
truth = np.array({truth})  # the population's curve


def roc(scores, positive):
    """Rates at every threshold, from the highest down; equal scores come together."""
    thresholds, group = np.unique(-scores, return_inverse=True)
    fp, tp = (np.cumsum(np.bincount(group[c], minlength=len(thresholds))) for c in (~positive, positive))
    return np.append(0, fp / fp[-1]), np.append(0, tp / tp[-1])


def area(fpr, tpr):
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)


def delong(scores, positive):
    x, y = scores[positive, None], scores[None, ~positive]
    right = (x > y) + (x == y) / 2
    return np.sqrt(right.mean(1).var(ddof=1) / len(x) + right.mean(0).var(ddof=1) / y.size)


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    positive = np.arange(n) >= n - positives
    scores = rng.standard_normal(n)
    scores[positive] = params["separation"] + params["spread"] * scores[positive]
    if step:
        scores = step * np.rint(scores / step)
    drawn, aucs = [], []
    for _ in range(params["resamples"]):
        rows = rng.integers(0, n, n)
        if 0 < positive[rows].sum() < n:
            fpr, tpr = roc(scores[rows], positive[rows])
            drawn.append(np.interp(grid, fpr, tpr))
            aucs.append(area(fpr, tpr))
    tail = (1 - params["level"]) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    fpr, tpr = roc(scores, positive)
    curves.append(
        {{
            "tpr": np.interp(grid, fpr, tpr),
            "low": low,
            "high": high,
            "covered": ((low <= truth + 1e-9) & (truth <= high + 1e-9)).astype(float),
            "auc": np.full(101, area(fpr, tpr)),
            "delong": np.full(101, delong(scores, positive)),
            "bootstrap": np.full(101, np.std(aucs, ddof=1)),
        }}
    )

for name in curves[0]:
    print(name, np.mean([curve[name] for curve in curves], axis=0)[::10])
'''


_OWN = '''\
"""The ROC curve of a table of scores and its resamples: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import numpy as np

seeds, root = {seeds}, {root}
grid = np.arange(101) / 100
{table}
n, positive = len(label), label == label.max()


def roc(scores, positive):
    """Rates at every threshold, from the highest down; equal scores come together."""
    thresholds, group = np.unique(-scores, return_inverse=True)
    fp, tp = (np.cumsum(np.bincount(group[c], minlength=len(thresholds))) for c in (~positive, positive))
    return np.append(0, fp / fp[-1]), np.append(0, tp / tp[-1])


def area(fpr, tpr):
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(root, spawn_key=(seed,))))
    rows = rng.integers(0, n, n)
    while not 0 < positive[rows].sum() < n:  # a resample without one of the classes
        rows = rng.integers(0, n, n)
    resample, table = roc(scores[rows], positive[rows]), roc(scores, positive)
    curves.append(
        {{
            "tpr": np.interp(grid, *resample),
            "sample": np.interp(grid, *table),
            "auc": np.full(101, area(*resample)),
            "area": np.full(101, area(*table)),
        }}
    )

for name in curves[0]:
    print(name, np.median([curve[name] for curve in curves], axis=0)[::10])
'''


def own(params: Params, seeds: int, example: Data | None) -> str:
    """The script of one resample per seed; of a table that is not ours to print it reads the file."""
    column = params["column"] - 1
    if example is None:
        table = (
            'data = np.loadtxt("data.csv", delimiter=",", skiprows=1)  # your table, as its page gives it\n'
            f"scores, label = data[:, {column}], data[:, -1]"
        )
    else:
        labels = [int(value) for value in example.values[:, -1]]
        table = f"scores = np.array({literal(example.values[:, column])})\nlabel = np.array({labels})"
    return _OWN.format(seeds=seeds, root=params["root"], table=table)


def script(params: Params, seeds: int, positives: int, truth: Sequence[float]) -> str:
    """The script with its parameters written in."""
    written = json.dumps(dict(params), sort_keys=True)
    short = "[" + ", ".join(f"{value:.10g}" for value in truth) + "]"
    return _SCRIPT.format(seeds=seeds, params=written, positives=positives, truth=short)

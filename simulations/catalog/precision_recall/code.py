"""Show the code: short NumPy scripts that sort every sample anew."""

import json
from collections.abc import Sequence

from simulations.engine.cases import literal
from simulations.engine.contract import Params
from simulations.engine.data import Data

_HEAD = '''\
"""Precision and recall, family {family}: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import json
import numpy as np

params = json.loads("""{params}""")
seeds, n, separation = {seeds}, params["n"], params["separation"]


def curve(scores, positive):
    """Precision and recall at every threshold, from the highest down; equal scores come together."""
    thresholds, group = np.unique(-scores, return_inverse=True)
    fp, tp = (np.cumsum(np.bincount(group[c], minlength=len(thresholds))) for c in (~positive, positive))
    return tp / (tp + fp), tp / tp[-1]


def average(precision, recall):
    return np.sum(np.diff(recall, prepend=0) * precision)

'''

_BANDS = '''
positives, step = {positives}, params["rounding"]
grid = np.arange(1, 101) / 100
truth = np.array({truth})  # the population's curve


def read(precision, recall):
    """At the highest threshold that reaches each recall."""
    return precision[np.searchsorted(recall, grid)]


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    positive = np.arange(n) >= n - positives
    scores = rng.standard_normal(n) + separation * positive
    if step:
        scores = step * np.rint(scores / step)
    drawn, aps = [], []
    for _ in range(params["resamples"]):
        rows = rng.integers(0, n, n)
        if 0 < positive[rows].sum() < n:
            found = curve(scores[rows], positive[rows])
            drawn.append(read(*found))
            aps.append(average(*found))
    tail = (1 - params["level"]) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    found = curve(scores, positive)
    curves.append(
        {{
            "precision": read(*found),
            "low": low,
            "high": high,
            "covered": ((low <= truth + 1e-9) & (truth <= high + 1e-9)).astype(float),
            "ap": np.full(100, average(*found)),
            "error": np.full(100, np.std(aps, ddof=1)),
        }}
    )

for name in curves[0]:
    print(name, np.mean([curve[name] for curve in curves], axis=0)[9::10])
'''

_PREVALENCE = """
prevalences = {prevalences}

curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    rows = []
    for prevalence in prevalences:
        positive = np.arange(n) >= n - round(n * prevalence)
        scores = rng.standard_normal(n) + separation * positive
        negatives = np.sort(scores[~positive])
        auc = np.mean(np.searchsorted(negatives, scores[positive])) / len(negatives)  # no ties
        rows.append((average(*curve(scores, positive)), auc))
    curves.append(dict(zip(("ap", "auc"), np.transpose(rows))))

for name in curves[0]:
    print(name, dict(zip(prevalences, np.median([curve[name] for curve in curves], axis=0))))
"""

_OWN = '''\
"""Precision and recall of a table of scores and its resamples: reproduces {seeds} seed(s). Needs NumPy."""
import numpy as np

seeds, root = {seeds}, {root}
grid = np.arange(1, 101) / 100
{table}
n, positive = len(label), label == label.max()


def curve(scores, positive):
    """Precision and recall at every threshold, from the highest down; equal scores come together."""
    thresholds, group = np.unique(-scores, return_inverse=True)
    fp, tp = (np.cumsum(np.bincount(group[c], minlength=len(thresholds))) for c in (~positive, positive))
    return tp / (tp + fp), tp / tp[-1]


def read(precision, recall):
    """At the highest threshold that reaches each recall."""
    return precision[np.searchsorted(recall, grid)]


def average(precision, recall):
    return np.sum(np.diff(recall, prepend=0) * precision)


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(root, spawn_key=(seed,))))
    rows = rng.integers(0, n, n)
    while not 0 < positive[rows].sum() < n:  # a resample without one of the classes
        rows = rng.integers(0, n, n)
    resample, table = curve(scores[rows], positive[rows]), curve(scores, positive)
    curves.append(
        {{
            "precision": read(*resample),
            "sample": read(*table),
            "ap": np.full(100, average(*resample)),
            "average": np.full(100, average(*table)),
        }}
    )

for name in curves[0]:
    print(name, np.median([curve[name] for curve in curves], axis=0)[9::10])
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


def bands(params: Params, seeds: int, positives: int, truth: Sequence[float]) -> str:
    """The script of one sample with its resamples per seed."""
    short = "[" + ", ".join(f"{value:.10g}" for value in truth) + "]"
    return _head(params, seeds) + _BANDS.format(positives=positives, truth=short)


def prevalence(params: Params, seeds: int, prevalences: Sequence[float]) -> str:
    """The script of one sample per prevalence and seed."""
    return _head(params, seeds) + _PREVALENCE.format(prevalences=list(prevalences))


def _head(params: Params, seeds: int) -> str:
    return _HEAD.format(family=params["family"], seeds=seeds, params=json.dumps(dict(params), sort_keys=True))

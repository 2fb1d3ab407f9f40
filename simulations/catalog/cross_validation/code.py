"""Show the code: a short NumPy script that refits for every fold."""

import json
from collections.abc import Sequence

from simulations.engine.contract import Params

_SCRIPT = '''\
"""Cross-validation by refitting: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import json
import numpy as np

params = json.loads("""{params}""")
seeds, folds = {seeds}, {folds}
n, p, sigma, penalty, sets = (params[name] for name in ("n", "p", "sigma", "penalty", "sets"))


def fit(x, y):
    """Least squares, or ridge: the same with sqrt(penalty) I below x."""
    if penalty:
        x, y = np.vstack([x, np.sqrt(penalty) * np.eye(p)]), np.concatenate([y, np.zeros(p)])
    return np.linalg.lstsq(x, y, rcond=None)[0]


def cross_validate(x, y, k):
    errors = []
    for fold in np.array_split(np.arange(n), k):
        kept = np.delete(np.arange(n), fold)
        errors.append(np.mean((y[fold] - x[fold] @ fit(x[kept], y[kept])) ** 2))
    return np.mean(errors)


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    beta = np.full(p, params["signal"] / np.sqrt(p))
    x = rng.standard_normal((sets, n, p))
    y = x @ beta + sigma * rng.standard_normal((sets, n))
    said = np.array([[cross_validate(x[s], y[s], k) for k in folds] for s in range(sets)])
    true = np.array([sigma**2 + np.sum((fit(x[s], y[s]) - beta) ** 2) for s in range(sets)])
    curves.append(
        {{
            "estimate": said.mean(axis=0),
            "truth": np.full(len(folds), true.mean()),
            "spread": said.std(axis=0),
            "miss": np.sqrt(np.mean((said - true[:, None]) ** 2, axis=0)),
            "correlation": np.array([np.corrcoef(column, true)[0, 1] for column in said.T]),
        }}
    )

for name in curves[0]:
    print(name, dict(zip(folds, np.median([curve[name] for curve in curves], axis=0))))
'''


def script(params: Params, seeds: int, folds: Sequence[int]) -> str:
    """The script with its parameters written in."""
    return _SCRIPT.format(seeds=seeds, params=json.dumps(dict(params), sort_keys=True), folds=list(folds))

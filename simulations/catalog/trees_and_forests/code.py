"""Show the code: a short script that fits a forest anew for each number of leaves and of trees."""

import json
from collections.abc import Sequence

from simulations.engine.contract import Params

_SCRIPT = '''\
"""Leaves, then trees: reproduces {seeds} seed(s) of the run. Needs NumPy and scikit-learn, which grows the trees."""
import json
import numpy as np
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier

params = json.loads("""{params}""")
seeds, max_features = {seeds}, {features}
n, trees, leaves = params["n"], params["trees"], params["leaves"]
sizes = {sizes}
counts = {counts}
bunch = datasets.load_digits() if params["dataset"] == "digits" else datasets.load_breast_cancer()


def share(model, known, x):  # of every class; one that no training row has gets nothing
    shares = np.zeros((len(x), len(bunch.target_names)))
    shares[:, known] = model.predict_proba(x)
    return shares


def error(said, labels):
    return np.mean((said - np.eye(said.shape[1])[labels]) ** 2)


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    order, mixed = rng.permutation(len(bunch.target)), round(params["label_noise"] * n)
    x, y = bunch.data[order[:n]], bunch.target[order[:n]]
    x_test, y_test = bunch.data[order[n:]], bunch.target[order[n:]]
    y[:mixed] = y[rng.permutation(mixed)]
    state = int(rng.integers(2**31))

    def fit(trees, leaves):
        model = RandomForestClassifier(
            trees, max_leaf_nodes=leaves, max_features=max_features, bootstrap=False, random_state=state
        )
        return model.fit(x, y)

    def single(forest):  # the error of one tree, averaged over the trees
        return np.mean([error(share(tree, known, x_test), y_test) for tree in forest.estimators_])

    known = np.unique(y)
    mean, together = single(fit(trees, leaves)), error(share(fit(trees, leaves), known, x_test), y_test)
    common = (trees * together - mean) / max(trees - 1, 1)
    rows = []
    for t, k in [(1, k) for k in sizes] + [(t, leaves) for t in counts]:
        forest = fit(t, k)
        averaged = single(fit(trees, k)) if t == 1 else common + (mean - common) / t
        said = share(forest, known, x_test)
        wrong = np.mean(said.argmax(axis=1) != y_test)
        rows.append((error(said, y_test), error(share(forest, known, x), y), averaged, wrong))
    curves.append(dict(zip(("test", "train", "averaged", "rate"), np.transpose(rows))))

for name in curves[0]:
    print(name, np.median([curve[name] for curve in curves], axis=0))
'''


def script(params: Params, seeds: int, features: int, sizes: Sequence[int], counts: Sequence[int]) -> str:
    """The script with its parameters written in."""
    text = json.dumps(dict(params), sort_keys=True)
    return _SCRIPT.format(seeds=seeds, params=text, features=features, sizes=list(sizes), counts=list(counts))

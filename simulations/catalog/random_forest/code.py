"""Show the code: a short script that grows the forest tree by tree and asks scikit-learn for its out-of-bag votes."""

import json

from simulations.engine.contract import Params

_SCRIPT = '''\
"""Random forests: reproduces {seeds} seed(s) of the run. Needs NumPy and scikit-learn, which grows the trees."""
import json
import warnings
import numpy as np
{needed}from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

warnings.filterwarnings("ignore", "Some inputs do not have OOB scores")
params = json.loads("""{params}""")
seeds, max_features = {seeds}, {features}
n, trees = {n}, params["trees"]
{data}


def error(said, true):
    return np.mean(said != true) if classes else np.mean((said - true) ** 2)


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    order = rng.permutation(len(answers))
    picked = rng.permutation(len(answers))[: round(params["shuffled"] * len(answers))]
    y = answers.copy()
    y[picked] = answers[rng.permutation(picked)]
    x_train, y_train, x_test, y_test = inputs[order[:n]], y[order[:n]], inputs[order[n:]], y[order[n:]]
    forest = (RandomForestClassifier if classes else RandomForestRegressor)(
        max_features=max_features,
        max_depth=params["depth"],
        random_state=int(rng.integers(2**31)),
        oob_score=True,
        warm_start=True,
    )
    rows, never, bags = [], np.ones(n, dtype=bool), []
    for t in range(1, trees + 1):
        forest.set_params(n_estimators=t).fit(x_train, y_train)
        bag = np.unique(forest.estimators_samples_[-1])
        bags.append(len(bag) / n)
        never &= np.isin(np.arange(n), bag)
        votes = forest.oob_decision_function_ if classes else forest.oob_prediction_
        said = forest.classes_[votes.argmax(axis=1)] if classes else votes
        oob = error(said[~never], y_train[~never])
        test, train = error(forest.predict(x_test), y_test), error(forest.predict(x_train), y_train)
        rows.append((oob, test, train, never.mean(), np.mean(bags)))
    curves.append(dict(zip(("oob", "test", "train", "never", "in_bag"), np.transpose(rows))))

for name in curves[0]:
    print(name, np.median([curve[name] for curve in curves], axis=0))
'''


_BUNDLED = """\
classes = params["dataset"] != "diabetes"
if classes:
    bunch = datasets.load_digits() if params["dataset"] == "digits" else datasets.load_breast_cancer()
    answers = bunch.target
else:
    bunch = datasets.load_diabetes(scaled=False)
    answers = (bunch.target - bunch.target.mean()) / bunch.target.std()
inputs = bunch.data"""

_OWN = """\
classes, table = {classes}, {table}
inputs, answers = table[:, :-1], table[:, -1]
if not classes:
    answers = (answers - answers.mean()) / answers.std()"""


def script(params: Params, seeds: int, features: int) -> str:
    """The script with its parameters written in."""
    return _written(params, seeds, features, params["n"], "from sklearn import datasets\n", _BUNDLED)


def own(params: Params, seeds: int, table: str, features: int, *, n: int, classes: bool) -> str:
    """The same on the rows that ``table`` gives, n of them to train on."""
    return _written(params, seeds, features, n, "", _OWN.format(classes=classes, table=table))


def _written(params: Params, seeds: int, features: int, n: int, needed: str, data: str) -> str:
    given = json.dumps(dict(params), sort_keys=True)
    return _SCRIPT.format(seeds=seeds, params=given, features=features, n=n, needed=needed, data=data)

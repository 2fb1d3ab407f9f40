"""Show the code: short NumPy scripts that fit one logistic regression after another."""

import json
from collections.abc import Sequence

from simulations.catalog.logistic.newton import RESCUE
from simulations.engine.contract import Params

_HEAD = '''\
"""Logistic regression, family {family}: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import json
import numpy as np

params = json.loads("""{params}""")
seeds = {seeds}


def objective(x, y, b, ridge):
    return np.sum(np.logaddexp(0, x @ b) - y * (x @ b)) + ridge @ b**2 / 2


def fit(x, y, ridge):
    """Newton's method, each step halved until the objective falls; None when no finite fit exists."""
    b, free = np.zeros(x.shape[1]), ridge == 0
    for _ in range(500):
        side = x[:, free] @ b[free]
        if free.any() and np.all(np.where(y == 1, side > 0, side < 0)):
            return None
        p = 1 / (1 + np.exp(-np.clip(x @ b, -700, 700)))
        slope = x.T @ (p - y) + ridge * b
        if max(abs(slope)) < 1e-10:
            return b
        weight = np.exp(-abs(x @ b)) / (1 + np.exp(-abs(x @ b))) ** 2
        step = np.linalg.lstsq((x.T * weight) @ x + np.diag(ridge), slope, rcond=None)[0]
        while max(abs(slope)) > 1e-6 and objective(x, y, b - step, ridge) > objective(x, y, b, ridge):
            step = step / 2
        b = b - step
    raise ArithmeticError("Newton's method did not settle.")


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
'''

_FAMILIES = {
    "bootstrap": """\
    n = params["n"]
    ridge = params["penalty"] * np.array([0.0, 1, 1])
    truth = np.array([params["intercept"], *(params["strength"] * np.array([1, 2]) / np.sqrt(5))])
    x = np.column_stack([np.ones(n), rng.standard_normal((n, 2))])
    y = (rng.random(n) < 1 / (1 + np.exp(-x @ truth))).astype(float)
    drawn = rng.integers(0, n, (params["replicates"], n))
    places, rescued = np.linspace(-2, 2, 41), []

    def boundary(b):
        return -(b[0] + b[1] * places) / b[2]

    def fit_or_rescue(x, y):
        b = fit(x, y, ridge)
        rescued.append(b is None)
        return fit(x, y, np.maximum(ridge, {rescue})) if b is None else b

    low, high = np.quantile([boundary(fit_or_rescue(x[rows], y[rows])) for rows in drawn], [0.05, 0.95], axis=0)
    share = np.full(41, np.mean(rescued))
    covers = (low <= boundary(truth)) & (boundary(truth) <= high)
    band = (boundary(fit_or_rescue(x, y)), low, high, covers.astype(float), share)
    curves.append(dict(zip(("boundary", "low", "high", "covers", "rescued"), band)))
""",
    "own": """\
    data, y = {table}
    values = data[:, {columns}]
    middle, spread, n = values.mean(axis=0), values.std(axis=0), len(y)
    ridge = params["penalty"] * np.array([0.0, 1, 1])
    x = np.column_stack([np.ones(n), (values - middle) / spread])
    places = np.linspace(values[:, 0].min(), values[:, 0].max(), 41)

    def fit_or_rescue(x, y):
        b = fit(x, y, ridge)
        return (fit(x, y, np.maximum(ridge, {rescue})), 1.0) if b is None else (b, 0.0)

    def boundary(b):
        return middle[1] - spread[1] * (b[0] + b[1] * (places - middle[0]) / spread[0]) / b[2]

    rows = rng.integers(0, n, n)
    while not 0 < y[rows].sum() < n:  # a resample without one of the classes
        rows = rng.integers(0, n, n)
    (b, rescued), (whole, _) = fit_or_rescue(x[rows], y[rows]), fit_or_rescue(x, y)
    flat = [np.full(41, value) for value in (b[1], b[2], rescued)]
    names = ("boundary", "sample", "across", "upwards", "rescued")
    curves.append(dict(zip(names, (boundary(b), boundary(whole), *flat))))
""",
    "separation": """\
    sizes, d = {points}, params["features"]
    x = rng.standard_normal((sizes[-1], d))
    y = (rng.random(sizes[-1]) < 1 / (1 + np.exp(-params["signal"] * x[:, 0]))).astype(float)
    curve = {{"separable": np.array([float(fit(x[:n], y[:n], np.zeros(d)) is None) for n in sizes])}}
    for penalty in params["penalty"]:
        name = "norm" if penalty == params["penalty"][0] else f"norm@{{penalty:g}}"
        curve[name] = np.array([np.linalg.norm(fit(x[:n], y[:n], np.full(d, penalty))) for n in sizes])
    curves.append(curve)
""",
}

_TAIL = """
for name in curves[0]:
    print(name, np.median([curve[name] for curve in curves], axis=0))
"""


def script(family: str, params: Params, seeds: int, *, points: Sequence[int]) -> str:
    """The script of one family with its parameters written in."""
    return _whole(params, seeds, _FAMILIES[family].format(points=list(points), rescue=RESCUE))


def own(params: Params, seeds: int, table: str, columns: tuple[int, int]) -> str:
    """The script of the family ``own``; ``table`` is what gives its rows, with the class in the last column."""
    body = _FAMILIES["own"].format(
        table="table[:, :-1], (table[:, -1] == table[:, -1].max()).astype(float)", columns=list(columns), rescue=RESCUE
    )
    return _whole(params, seeds, f"    table = {table}\n{body}")


def _whole(params: Params, seeds: int, body: str) -> str:
    text = json.dumps(dict(params), sort_keys=True)
    return _HEAD.format(family=params["family"], seeds=seeds, params=text) + body + _TAIL

"""Show the code: short NumPy scripts that fit one world and one complexity after another."""

import json
from collections.abc import Sequence

from simulations.engine.contract import Params

_HEAD = '''\
"""Bias and variance, family {family}: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import json
import numpy as np

params = json.loads("""{params}""")
seeds, complexities = {seeds}, {complexities}
n, sigma, worlds = params["n"], params["sigma"], params["worlds"]
grid = np.linspace(-1, 1, 101)
truth = {{
    "sine": lambda x: np.sin(np.pi * x),
    "cubic": lambda x: 2 * x**3 - x,
    "step": lambda x: np.where(x < 0.1, -0.5, 0.5),
    "line": lambda x: 0.8 * x,
}}[params["truth"]]

'''

_FITS = {
    "polynomial": """
def fit(x, y, degree):
    return np.polynomial.Legendre.fit(x, y, degree, domain=[-1, 1])

""",
    "knn": """
def fit(x, y, k):
    def predict(places):
        return np.array([y[np.argsort(abs(q - x), kind="stable")[:k]].mean() for q in places])

    return predict

""",
    "trees": """
def fit(x, y, depth):
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    sums = np.concatenate([[0], np.cumsum(y)])
    value = np.empty(len(x))
    edges = []

    def grow(low, high, left):
        total, sizes = sums[high] - sums[low], np.arange(1, high - low)
        if not left or high - low == 1:
            value[low:high] = total / (high - low)
            return
        below = sums[low + 1 : high] - sums[low]
        above = sums[high] - sums[low + 1 : high]
        best = low + 1 + np.argmax(below**2 / sizes + above**2 / (high - low - sizes))
        edges.append((best, (x[best] + x[best - 1]) / 2))
        grow(low, best, left - 1)
        grow(best, high, left - 1)

    grow(0, len(x), depth)
    starts, places = np.array([0] + [e for e, _ in sorted(edges)]), np.array([e for _, e in sorted(edges)])
    return lambda q: value[starts[np.searchsorted(places, q, side="left")]]

""",
}

_TAIL = """
curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    if params["design"] == "random":
        x = rng.uniform(-1, 1, (worlds, n))
    else:
        x = np.tile(np.linspace(-1, 1, n), (worlds, 1))
    y = truth(x) + sigma * rng.standard_normal((worlds, n))
    rows = []
    for complexity in complexities:
        fits = [fit(x[w], y[w], complexity) for w in range(worlds)]
        f = np.array([model(grid) for model in fits])
        test = np.mean((f - truth(grid)) ** 2) + sigma**2
        bias2 = np.mean((f.mean(axis=0) - truth(grid)) ** 2)
        train = np.mean([(fits[w](x[w]) - y[w]) ** 2 for w in range(worlds)])
        rows.append((test, bias2, np.mean(f.var(axis=0)), train))
    curves.append(dict(zip(("test", "bias2", "variance", "train"), np.transpose(rows))))

for name in curves[0]:
    print(name, np.median([curve[name] for curve in curves], axis=0))
"""


def script(params: Params, seeds: int, complexities: Sequence[int]) -> str:
    """The script of one family with its parameters written in."""
    text = json.dumps(dict(params), sort_keys=True)
    listed = f"range({complexities[0]}, {complexities[-1] + 1})"
    head = _HEAD.format(family=params["family"], seeds=seeds, params=text, complexities=listed)
    return head + _FITS[params["family"]] + _TAIL

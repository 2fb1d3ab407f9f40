"""Show the code: a short script that trains the same networks."""

import json
from collections.abc import Sequence

from simulations.engine.contract import Params

_SCRIPT = '''\
"""A small network: reproduces {seeds} seed(s) of the run. Needs NumPy, and scikit-learn for the data.

Training is in single precision: other machines give other last digits, and where a network interpolates other paths.
"""
import json
import numpy as np
from sklearn.datasets import load_digits

params = json.loads("""{params}""")
seeds, widths, stops = {seeds}, {widths}, {stops}
n, tanh, f = params["n"], params["activation"] == "tanh", np.float32
bunch = load_digits()
inputs = bunch.data - bunch.data.mean(axis=0)
inputs = (inputs / np.sqrt(np.mean(np.sum(inputs**2, axis=1)))).astype(f)
one_hot = np.eye(10, dtype=f)


def constant(x):
    return np.concatenate([x, np.ones((len(x), 1), dtype=f)], axis=1)


def hidden(w, x):
    return constant(np.tanh(x @ w) if tanh else x @ w)


def error(said, y):
    return float(f(np.mean((said - y) ** 2, dtype=float)))


def train(units, x, y, x_test, y_test):
    w, v = np.zeros((65, len(units)), f), np.zeros((len(units) + 1, 10), f)
    w[:-1], v[:-1] = units[:, :64].T, units[:, 64:] / f(np.sqrt(len(units)))
    weights, rows = [w, v], []
    mean, square = [np.zeros_like(m) for m in weights], [np.zeros_like(m) for m in weights]
    for epoch in range(1, stops[-1] + 1):
        said = hidden(w, x)
        off = (said @ v - y) * f(2 / y.size)
        back = off @ v[:-1].T
        if tanh:
            back = back * (1 - said[:, :-1] * said[:, :-1])
        step = f(params["rate"] * np.sqrt(1 - 0.999**epoch) / (1 - 0.9**epoch))
        for i, slope in enumerate((x.T @ back, said.T @ off)):
            mean[i] = mean[i] * f(0.9) + f(1 - 0.9) * slope
            square[i] = square[i] * f(0.999) + f(1 - 0.999) * (slope * slope)
            weights[i] -= step * mean[i] / (np.sqrt(square[i]) + f(1e-8))
        if epoch in stops:
            said = hidden(w, x_test) @ v
            wrong = float(f(np.mean(said.argmax(axis=1) != y_test.argmax(axis=1))))
            rows.append((error(said, y_test), error(hidden(w, x) @ v, y), wrong))
    return np.array(rows).T


def linear(width, x, y, x_test, y_test):
    """The best linear network of this width: least squares of that rank."""
    x, y = x.astype(float), y.astype(float)
    fit = np.linalg.lstsq(x - x.mean(axis=0), y - y.mean(axis=0), rcond=None)[0]
    kept = np.linalg.svd((x - x.mean(axis=0)) @ fit, full_matrices=False)[2][:width]
    return error((x_test - x.mean(axis=0)) @ fit @ kept.T @ kept + y.mean(axis=0), y_test)


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    order, mixed = rng.permutation(len(inputs)), round(params["label_noise"] * n)
    labels = bunch.target[order]
    labels[:mixed] = labels[rng.permutation(mixed)]
    x, y, x_test, y_test = inputs[order[:n]], one_hot[labels[:n]], inputs[order[n:]], one_hot[labels[n:]]
    units = rng.standard_normal((params["width"], 74)).astype(f)
    runs = [train(units[:width], constant(x), y, constant(x_test), y_test) for width in widths]
    lines = [linear(width, x, y, x_test, y_test) for width in widths]
    if params["family"] == "widths":
        test, fitted, wrong = np.array([run[:, -1] for run in runs]).T
        stopped = np.array([run[0].min() for run in runs])
        curves.append(dict(test=test, train=fitted, stopped=stopped, linear=np.array(lines), rate=wrong))
    else:
        test, fitted, wrong = runs[0]
        curves.append(dict(test=test, train=fitted, linear=np.full(len(stops), lines[0]), rate=wrong))

for name in curves[0]:
    print(name, np.median([curve[name] for curve in curves], axis=0))
'''


def script(params: Params, seeds: int, widths: Sequence[int], stops: Sequence[int]) -> str:
    """The script with its parameters written in."""
    text = json.dumps(dict(params), sort_keys=True)
    return _SCRIPT.format(seeds=seeds, params=text, widths=list(widths), stops=list(stops))

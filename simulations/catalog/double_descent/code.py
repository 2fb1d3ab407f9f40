"""Show the code: short NumPy scripts that compute the same curves in the plain, slow way."""

import json

from simulations.engine.contract import Params

_HEAD = '''\
"""Double descent, family {family}: reproduces {seeds} seed(s) of the run. Needs NumPy{also}."""
import json
import numpy as np

params = json.loads("""{params}""")
seeds = {seeds}


def stream(seed):
    sequence = np.random.SeedSequence(params["root"], spawn_key=(seed,))
    return np.random.Generator(np.random.PCG64(sequence))


def name(base, ridge):
    return base if ridge == params["ridge"][0] else f"{{base}}@{{ridge:g}}"

'''

_SOLVE = '''
def solve(x, y, ridge, rcond=None):
    """Least squares (of least norm), or ridge: the same with sqrt(n ridge) I below x."""
    n, p = x.shape
    if ridge:
        x = np.vstack([x, np.sqrt(n * ridge) * np.eye(p)])
        y = np.concatenate([y, np.zeros((p, *y.shape[1:]))])
    return np.linalg.lstsq(x, y, rcond=rcond)[0]

'''

_GAUSSIAN = """
n, width = params["n"], params["width"]
widths = range(1, width + 1)
if params["mode"] == "nested":
    beta = np.full(width, params["r"] / np.sqrt(width))
else:
    beta = params["r"] * np.eye(width)[0]

curves = []
for seed in range(seeds):
    rng = stream(seed)
    noise = params["sigma"] * rng.standard_normal(n)
    x = rng.standard_normal((width, n)).T
    y = x @ beta + noise
    curve = {}
    for ridge in params["ridge"]:
        rows = []
        for p in widths:
            b = np.zeros(width)
            b[:p] = solve(x[:, :p], y, ridge)
            rows.append((np.sum((b - beta) ** 2), np.mean((y - x @ b) ** 2), np.linalg.norm(b)))
        for base, column in zip(("test", "train", "norm"), np.transpose(rows)):
            curve[name(base, ridge)] = column
    curves.append(curve)
"""

_SPLINE = """
counts = {counts}
if params["dataset"] == "dd2_6":
    truth, grid, x = lambda x: 4 * (x - 2.5) ** 2, np.linspace(0, 5, 1001), np.arange(6.0)
else:
    truth = {{
        "cubic": lambda x: x**3 - 3 * x,
        "wave": lambda x: np.sin(np.pi * x),
        "kink": lambda x: 2 * abs(x) - 1,
    }}["cubic" if params["dataset"] == "dd1_41" else params["truth"]]
    grid, x = np.linspace(-2, 2, 801), np.linspace(-2, 2, 41 if params["dataset"] == "dd1_41" else params["n"])


def draw_knots(rng, count):
    if params["knots"] == "iid":
        return rng.uniform(grid[0], grid[-1], count)
    if params["knots"] == "density":
        u, left = rng.uniform(size=count), params["left"]
        halves = np.where(u < left, u / left, 1 + (u - left) / (1 - left))
        return grid[0] + (grid[-1] - grid[0]) / 2 * halves
    gaps = len(x) - 1
    knots = []
    for _ in range(-(-count // gaps)):
        order = rng.permutation(gaps)
        knots.extend(x[order] + (x[order + 1] - x[order]) * rng.uniform(size=gaps))
    return np.array(knots[:count])


def error(d):
    return np.mean(abs(d)) if params["measure"] == "mae" else np.sqrt(np.mean(d**2))


def bends(x, knots):
    return 0.5 * abs(x[:, None] - knots[None, :])


rcond = 1e-11  # smaller singular values, relative to the largest, are dropped
curves = []
for seed in range(seeds):
    rng = stream(seed)
    y = truth(x)
    if params["dataset"] == "dd1_41":
        for place, shift in ((-1.4, 1.569), (-0.6, 0.665), (-0.5, 0.279), (1.0, 0.627), (1.6, 1.1)):
            y[round((place + 2) * 10)] += shift
    elif params["dataset"] == "generated":
        y = y + params["sigma"] * rng.standard_normal(len(x))
    knots = draw_knots(rng, max(counts))
    line = np.column_stack([np.ones(len(x)), x])
    rest = np.linalg.qr(line, mode="complete")[0][:, 2:]  # what no straight line can reach
    curve = {{}}
    for ridge in params["ridge"]:
        rows = []
        for count in counts:
            t = knots[:count]
            u, s, vt = np.linalg.svd(rest.T @ bends(x, t), full_matrices=False)
            keep = s > rcond * max(s, default=0)
            s, u, vt = s[keep], u[:, keep], vt[keep]
            gamma = vt.T @ (s / (s**2 + len(x) * ridge) * (u.T @ (rest.T @ y)))
            a, b = np.linalg.lstsq(line, y - bends(x, t) @ gamma, rcond=None)[0]
            residual = a + b * x + bends(x, t) @ gamma - y
            wrong = a + b * grid + bends(grid, t) @ gamma - truth(grid)
            rows.append((error(wrong), error(residual), np.linalg.norm(gamma), float(max(abs(residual)) <= 1e-2)))
        for base, column in zip(("test", "train", "norm", "interpolates"), np.transpose(rows)):
            curve[name(base, ridge)] = column
    curves.append(curve)
"""

_LINE = """
counts = {counts}
truth = {{
    "cubic": lambda x: x**3 - 3 * x,
    "wave": lambda x: np.sin(np.pi * x),
    "kink": lambda x: 2 * abs(x) - 1,
}}[params["truth"]]
n, basis, grid = params["n"], params["basis"], np.linspace(-2, 2, 801)
top = params["width"]


def draw_features(rng):
    if basis == "relu":
        signs = np.where(rng.uniform(size=top) < 0.5, -1, 1)
        places = rng.uniform(-2, 2, top)
        return lambda x: np.maximum(signs * (x[:, None] - places), 0)
    if basis == "waves":
        omega = rng.standard_normal(top) / params["scale"]
        phase = rng.uniform(0, 2 * np.pi, top)
        return lambda x: np.sqrt(2) * np.cos(x[:, None] * omega + phase)
    return lambda x: np.polynomial.legendre.legvander(x / 2, top - 1)


rcond = 1e-11  # smaller singular values, relative to the largest, are dropped
curves = []
for seed in range(seeds):
    rng = stream(seed)
    x = np.linspace(-2, 2, n) if params["design"] == "grid" else np.sort(rng.uniform(-2, 2, n))
    y = truth(x) + params["sigma"] * rng.standard_normal(n)
    phi = draw_features(rng)
    here, there = phi(x), phi(grid)
    curve = {{}}
    for ridge in params["ridge"]:
        rows = []
        for count in counts:
            size = 1 if basis == "legendre" else np.sqrt(count)  # random features are divided by it
            u, s, vt = np.linalg.svd(here[:, :count] / size, full_matrices=False)
            keep = s > rcond * max(s)
            s, u, vt = s[keep], u[:, keep], vt[keep]
            w = vt.T @ (s / (s**2 + n * ridge) * (u.T @ y))
            residual = here[:, :count] @ w / size - y
            wrong = there[:, :count] @ w / size - truth(grid)
            rows.append(
                (np.mean(wrong**2), np.mean(residual**2), np.linalg.norm(w), float(max(abs(residual)) <= 1e-2))
            )
        for base, column in zip(("test", "train", "norm", "interpolates"), np.transpose(rows)):
            curve[name(base, ridge)] = column
    curves.append(curve)
"""

BUNDLED = """\
from sklearn import datasets

if params["dataset"] == "diabetes":
    bunch = datasets.load_diabetes(scaled=False)
else:
    bunch = datasets.load_digits() if params["dataset"] == "digits" else datasets.load_breast_cancer()
inputs = bunch.data - bunch.data.mean(axis=0)
if params["dataset"] != "digits":
    inputs /= inputs.std(axis=0)
inputs /= np.sqrt(np.mean(np.sum(inputs**2, axis=1)))
classes = params["dataset"] != "diabetes"
if classes:
    answers = np.eye(bunch.target.max() + 1)[bunch.target]
else:
    answers = ((bunch.target - bunch.target.mean()) / bunch.target.std())[:, None]
"""

OWN = """\
{values}
inputs = data[:, :-1]
inputs = inputs[:, inputs.std(axis=0) > 0]
inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
inputs /= np.sqrt(np.mean(np.sum(inputs**2, axis=1)))
target = data[:, -1]
classes = len(np.unique(target)) == 2
if classes:
    answers = np.eye(2)[(target == target.max()).astype(int)]
else:
    answers = ((target - target.mean()) / target.std())[:, None]
"""

_RANDOM_FEATURES = """
widths = {widths}
{table}n, width, gamma = params["n"], params["width"], params["gamma"]


def weights(rng, count):
    w = (gamma * rng.standard_normal((count, inputs.shape[1]), dtype=np.float32)).astype(np.float32)
    if params["feature"] == "relu":
        return w, rng.standard_normal(count, dtype=np.float32) * np.float32(gamma)
    return w, rng.random(count, dtype=np.float32) * np.float32(2 * np.pi)


def draw_features(rng, train, test):
    def project(w, b):
        return [(w @ inputs[rows].astype(np.float32).T + b[:, None]).T for rows in (train, test)]

    if params["feature"] == "rff":
        return [(np.cos(z) * np.float32(np.sqrt(2))).astype(float) for z in project(*weights(rng, width))]
    w, b = weights(rng, width + max(16, width // 4))
    while True:  # until enough of them are active on five training rows
        z = [np.maximum(z, 0) for z in project(w, b)]
        kept = np.flatnonzero(np.count_nonzero(z[0], axis=0) >= 5)[:width]
        if len(kept) == width:
            return [z[:, kept].astype(float) for z in z]
        more = weights(rng, width + max(16, width // 4))
        w, b = np.concatenate([w, more[0]]), np.concatenate([b, more[1]])


curves = []
for seed in range(seeds):
    rng = stream(seed)
    order = rng.permutation(len(inputs))
    train, test = order[:n], order[n:]
    y = answers[train]
    wrong = round(params.get("label_noise", 0) * n)
    y[:wrong] = y[rng.permutation(wrong)]
    here, there = draw_features(rng, train, test)
    mean = y.mean(axis=0)
    curve = {{}}
    for ridge in params["ridge"]:
        rows = []
        for p in widths:
            b = solve(here[:, :p], y - mean, ridge)
            guess, residual = there[:, :p] @ b + mean, here[:, :p] @ b + mean - y
            rate = np.mean(guess.argmax(axis=1) != answers[test].argmax(axis=1))
            rows.append(
                (np.mean((guess - answers[test]) ** 2), np.mean(residual**2), np.linalg.norm(b),
                 float(np.max(abs(residual)) <= 1e-2), rate)
            )
        bases = ("test", "train", "norm", "interpolates", "test_error_rate")
        for base, column in zip(bases if classes else bases[:4], np.transpose(rows)):
            curve[name(base, ridge)] = column
    curves.append(curve)
"""

_TAIL = """
median = np.median([curve["test"] for curve in curves], axis=0)
for place, value in zip({places}, median):
    print(place, value)
"""


_PLACES = {"spline": "counts", "line": "counts"}
_BODIES = {"spline": _SPLINE, "line": _LINE}


def own_table(values: str) -> str:
    """The lines that read a learner's table, or write out the example; ``values`` makes ``data``."""
    return OWN.format(values=values)


def script(family: str, params: Params, seeds: int, *, points: tuple[int, ...] = (), table: str = "") -> str:
    """The script of one family with its parameters written in.

    ``points`` are the K's or widths of the axis, ``table`` the lines that make the data of random features.
    """
    text = json.dumps(dict(params), sort_keys=True)
    also = " and scikit-learn's data sets" if table == BUNDLED else ""
    head = _HEAD.format(family=family, seeds=seeds, params=text, also=also)
    tail = _TAIL.format(places=_PLACES.get(family, "widths"))
    if table:
        return head + _SOLVE + _RANDOM_FEATURES.format(widths=list(points), table=table) + tail
    if family == "gaussian":
        return head + _SOLVE + _GAUSSIAN + tail
    return head + _BODIES[family].format(counts=list(points)) + tail

"""Show the code: short NumPy scripts that take the steps as the textbook writes them."""

import json
from collections.abc import Sequence

from simulations.engine.contract import Params

_TRAJECTORIES = '''\
"""Gradient descent from many starts: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import json
import numpy as np

params = json.loads("""{params}""")
seeds, centre = {seeds}, np.array({centre})
kappa, eta, beta, steps = (params[name] for name in ("condition", "rate", "momentum", "steps"))
looks = sorted({{*range(0, steps + 1, -(-steps // 200)), steps}})


def value(x, y):
    return {{
        "quadratic": lambda: (x**2 + kappa * y**2) / 2,
        "ravine": lambda: (x**2 + kappa * (y - np.sin(x)) ** 2) / 2,
        "rosenbrock": lambda: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
        "saddle": lambda: x**2 / 2 + (y**2 - 1) ** 2 / 4,
    }}[params["loss"]]()


def gradient(x, y):
    return np.array({{
        "quadratic": lambda: (x, kappa * y),
        "ravine": lambda: (x - kappa * (y - np.sin(x)) * np.cos(x), kappa * (y - np.sin(x))),
        "rosenbrock": lambda: (-400 * x * (y - x**2) - 2 * (1 - x), 200 * (y - x**2)),
        "saddle": lambda: (x, y * (y**2 - 1)),
    }}[params["loss"]]())


np.seterr(over="ignore", invalid="ignore")
curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    theta = centre[:, None] + params["spread"] * rng.standard_normal((2, params["starts"]))
    velocity, losses, left = 0, [], np.zeros(params["starts"], dtype=bool)
    for step in range(steps + 1):
        if step in looks:
            left |= ~(value(*theta) <= 1e12)
            losses.append(np.where(left, 1e12, value(*theta)))
        velocity = beta * velocity - eta * gradient(*theta)
        theta = theta + velocity
    losses = np.array(losses)
    curves.append(
        {{"loss": losses.mean(axis=1), "middle": np.median(losses, axis=1), "left": np.mean(losses >= 1e12, axis=1)}}
    )

for name in curves[0]:
    print(name, dict(zip(looks, np.median([curve[name] for curve in curves], axis=0))))
'''

_PHASE = '''\
"""Steps of gradient descent to a tolerance: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import json
import numpy as np

params = json.loads("""{params}""")
seeds = {seeds}
eta = np.array({rates})[:, None]
eigenvalues = np.geomspace(1 / params["condition"], 1, params["dimension"])


def count(start, beta):
    """Descend from one start with every step size: the Hessian is diagonal, with the eigenvalues on it."""
    theta = before = np.tile(start, (len(eta), 1))
    steps, done = np.full(len(eta), params["cap"]), np.zeros(len(eta))
    walking = np.ones(len(eta), dtype=bool)
    for step in range(1, params["cap"] + 1):
        theta, before = theta - eta * eigenvalues * theta + beta * (theta - before), theta
        distance = np.linalg.norm(theta, axis=1) / np.linalg.norm(start)
        arrived = walking & (distance <= params["tolerance"])
        steps[arrived], done[arrived] = step, 1
        walking &= ~arrived & (distance <= 1e12)
        theta[~walking], before[~walking] = 0, 0
        if not walking.any():
            break
    return steps, done


curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(params["root"], spawn_key=(seed,))))
    start, curve = rng.standard_normal(params["dimension"]), {{}}
    for beta in params["momenta"]:
        at = "" if beta == params["momenta"][0] else f"@{{beta:g}}"
        curve["steps" + at], curve["arrived" + at] = count(start, beta)
    curves.append(curve)

for name in curves[0]:
    print(name, np.median([curve[name] for curve in curves], axis=0))
'''


def trajectories(params: Params, seeds: int, centre: tuple[float, float]) -> str:
    """The script of one batch of starts per seed."""
    return _TRAJECTORIES.format(seeds=seeds, params=_written(params), centre=centre)


def phase(params: Params, seeds: int, rates: Sequence[float]) -> str:
    """The script that counts steps for each momentum, all step sizes side by side."""
    return _PHASE.format(seeds=seeds, params=_written(params), rates=list(rates))


def _written(params: Params) -> str:
    return json.dumps(dict(params), sort_keys=True)

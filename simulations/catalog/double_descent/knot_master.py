"""The course of the challenge "Knot master": two hidden functions seen at few points, and a fit that is to burst."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent.spline import fit
from simulations.engine.seeding import stream

Array = NDArray[np.float64]
Knots = tuple[float, ...]

LOW, HIGH = 0.0, 5.0
MOST_KNOTS = 8
UNIFORM: Knots = (1.0, 2.0, 3.0, 4.0)
TARGET = 1000.0
# Each knot of the two first levels costs a point; about so many points hang on a level's whole error.
KNOT_COST, _WORTH = 1.0, 36.0
# No level can lose more than twice what uniform knots lose.
WORST = 2.0
# Singular values below this share of the largest are dropped in the expert's search.
_RCOND = 1e-11
GRID: Array = np.linspace(LOW, HIGH, 251)
GRID.setflags(write=False)
_PLACES = np.linspace(0.1, 4.9, 49)
_MOST_OF_EXPERT, _SWEEPS = 5, 2
_ROOT = 17_320


@dataclass(frozen=True)
class Level:
    """A task on [0, 5].

    Attributes
    ----------
    name, kind
        What it is called, and whether the fit is to be ``near`` the truth or to ``burst``.
    x, y
        The points that are seen, exact.
    truth
        The hidden function on `GRID`; of no account where the fit is to burst.
    """

    name: str
    kind: Literal["near", "burst"]
    x: Array
    y: Array
    truth: Array


@dataclass(frozen=True)
class Best:
    """The expert's knots and their root mean squared error."""

    knots: Knots
    rmse: float


def curve(level: Level, knots: Knots, at: Array) -> Array:
    """The fit of least norm with these knots, at places."""
    found = fit(level.x, level.y, np.array(knots), (len(knots),), (0.0,), at)
    return np.asarray(found.predicted[0, 0])


def rmse(level: Level, knots: Knots) -> float:
    """Root mean squared error to the hidden function."""
    return float(np.sqrt(np.mean((curve(level, knots, GRID) - level.truth) ** 2)))


def height(level: Level, knots: Knots) -> float:
    """Largest |f| on [0, 5]: a broken line has it at a knot or at an end."""
    return float(np.abs(curve(level, knots, np.array([LOW, *knots, HIGH]))).max())


def loss(level: Level, knots: Knots) -> float:
    """1 for uniform knots, less for better ones: the share of their error; or how far the height is from the target."""
    if level.kind == "near":
        return min(rmse(level, knots) / rmse(level, UNIFORM), WORST)
    begun = np.log10(height(level, UNIFORM))
    share = (np.log10(height(level, knots)) - begun) / (np.log10(TARGET) - begun)
    return float(1.0 - np.clip(share, 0.0, 1.0))


@lru_cache(maxsize=32)
def course(seed: int) -> tuple[Level, ...]:
    """The levels of a seed; one on which knots can do little is drawn again."""
    levels = []
    for index, draw in enumerate((_broken, _smooth)):
        for attempt in range(60):
            level = draw(stream(_ROOT, seed, index, attempt))
            if rmse(level, UNIFORM) > 0.25 and loss(level, _optimised(level, 3).knots) < 0.5:
                break
        levels.append(level)
    return (*levels, _burst(stream(_ROOT, seed, 2)))


@lru_cache(maxsize=64)
def expert(seed: int, index: int) -> Best:
    """Of one to five knots, placed to fit the hidden function, the number that is worth its price."""
    level = course(seed)[index]
    found = [_optimised(level, count) for count in range(1, _MOST_OF_EXPERT + 1)]
    base = rmse(level, UNIFORM)
    return min(found, key=lambda best: _WORTH * best.rmse / base + KNOT_COST * len(best.knots))


def _optimised(level: Level, count: int) -> Best:
    """Knots put in one after another where they help most, then each moved in turn; on a grid of 0.1."""
    knots: list[float] = []
    for _ in range(count):
        knots.append(_moved(level, knots))
    for _ in range(_SWEEPS):
        for place in range(count):
            rest = knots[:place] + knots[place + 1 :]
            knots[place] = _moved(level, rest)
    chosen = tuple(sorted(knots))
    return Best(chosen, rmse(level, chosen))


def _moved(level: Level, rest: list[float]) -> float:
    free = np.array([place for place in _PLACES if all(abs(place - knot) > 0.05 for knot in rest)])
    tried = np.column_stack([np.tile(rest, (len(free), 1)), free])
    return float(np.round(free[int(np.argmin(errors(level, tried)))], 2))


def errors(level: Level, knots: Array) -> Array:
    """`rmse` for many sets of knots at once, shape (sets, K): `spline.fit`, all sets in each operation."""
    n = len(level.x)
    basis, corner = np.linalg.qr(np.column_stack([np.ones(n), level.x]), mode="complete")
    lines, rest = basis[:, :2], basis[:, 2:]
    here, there = (0.5 * np.abs(places[:, None] - knots[:, None, :]) for places in (level.x, GRID))
    weights = np.linalg.pinv(rest.T @ here, rcond=_RCOND) @ (rest.T @ level.y)
    straight = np.linalg.solve(corner[:2], lines.T @ (level.y[:, None] - np.einsum("snk,sk->ns", here, weights)))
    curves = np.einsum("smk,sk->sm", there, weights) + straight[0][:, None] + straight[1][:, None] * GRID
    return np.asarray(np.sqrt(np.mean((curves - level.truth) ** 2, axis=1)))


def _points(count: int, rng: np.random.Generator) -> Array:
    """Evenly spaced places, shaken a little, with both ends."""
    even = np.linspace(LOW, HIGH, count)
    even[1:-1] += rng.uniform(-0.12, 0.12, count - 2)
    return np.round(even, 2)


def _broken(rng: np.random.Generator) -> Level:
    """A broken line with two kinks, seen at ten points."""
    kinks = np.sort(rng.uniform(0.9, 4.1, 2))
    while kinks[1] - kinks[0] < 1.3:
        kinks = np.sort(rng.uniform(0.9, 4.1, 2))
    turns = rng.uniform(2.0, 5.0, 2) * rng.choice([-1.0, 1.0]) * np.array([1.0, rng.choice([-1.0, 1.0])])
    slope = rng.uniform(-1.5, 1.5)

    def truth(x: Array) -> Array:
        return np.asarray(slope * x + 0.5 * np.abs(x[:, None] - kinks) @ turns)

    x = _points(10, rng)
    middle = float(truth(GRID).mean())
    return Level("The broken line", "near", x, np.round(truth(x) - middle, 4), truth(GRID) - middle)


def _smooth(rng: np.random.Generator) -> Level:
    """A sharp bump on a slope, seen at ten points."""
    place, width, size = rng.uniform(1.2, 3.8), rng.uniform(0.35, 0.6), rng.uniform(3.0, 5.0) * rng.choice([-1.0, 1.0])
    slope = rng.uniform(-1.0, 1.0)

    def truth(x: Array) -> Array:
        return np.asarray(slope * (x - 2.5) + size / (1.0 + ((x - place) / width) ** 2))

    x = _points(10, rng)
    return Level("The bump", "near", x, np.round(truth(x), 4), truth(GRID))


def _burst(rng: np.random.Generator) -> Level:
    """Six points of a parabola: by themselves as tame as can be."""
    x = _points(6, rng)
    y = 4.0 * (x - rng.uniform(2.2, 2.8)) ** 2
    return Level("The burst", "burst", x, np.round(y, 4), np.zeros(len(GRID)))

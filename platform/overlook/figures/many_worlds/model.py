"""Fits to many training sets of the same truth: the Python twin of `model.ts`.

Every world measures sin πx in the same n equally spaced places of [−1, 1], with new Gaussian noise of its own. All
models are linear in what is measured, f(x) = Σ hᵢ(x) yᵢ, so the weights hᵢ are computed once for all worlds, and the
average of several fits is the fit of the averaged measurements.

Accuracy
--------
Uniform numbers agree bit for bit in both languages; everything else to 1e-9 (Gaussian numbers need log and cosine).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from overlook.figures.draws import normals

Array = NDArray[np.float64]

DEGREES = 12
NEIGHBOURS = 25
#: Where a fit is drawn.
GRID = 61


def places(count: int) -> Array:
    return -1 + 2 * np.arange(count) / (count - 1)


def truth(x: Array) -> Array:
    return np.asarray(np.sin(np.pi * x))


def weights(model: str, size: int, n: int, at: Array) -> Array:
    """hᵢ at each place of ``at``: one row per place, one column per training point."""
    return {"polynomial": _polynomial, "knn": _neighbours, "loess": _local}[model](size, n, at)


def _polynomial(degree: int, n: int, at: Array) -> Array:
    """Polynomials orthogonal on the training places, by their recurrence."""
    x = places(n)
    before, own = np.zeros(n), np.ones(n)
    there_before, there = np.zeros(len(at)), np.ones(len(at))
    norm_before, norm = 1.0, float(n)
    found = np.outer(there, own) / norm
    for _ in range(degree):
        middle, ratio = float(x @ (own * own)) / norm, norm / norm_before
        if not before.any():
            ratio = 0.0
        before, own = own, (x - middle) * own - ratio * before
        there_before, there = there, (at - middle) * there - ratio * there_before
        norm_before, norm = norm, float(own @ own)
        found += np.outer(there, own) / norm
    return found


def _neighbours(k: int, n: int, at: Array) -> Array:
    """1/k for each of the k nearest places; of places equally near, the first."""
    order = np.argsort(np.abs(at[:, None] - places(n)), axis=1, kind="stable")[:, :k]
    found = np.zeros((len(at), n))
    np.put_along_axis(found, order, 1 / order.shape[1], axis=1)
    return found


def _local(k: int, n: int, at: Array) -> Array:
    """A straight line by least squares, where the k nearest places weigh, and the nearer ones more (Cleveland 1979).

    The weights are tricube; they reach one gap further than the k-th place, so that it weighs too.
    """
    x = places(n)
    away = np.abs(at[:, None] - x)
    reach = np.sort(away, axis=1)[:, min(k, n) - 1, None] + 2 / (n - 1)
    own = np.maximum(0, 1 - (away / reach) ** 3) ** 3
    own /= own.sum(axis=1, keepdims=True)
    middle = (own @ x)[:, None]
    spread = np.sum(own * (x - middle) ** 2, axis=1, keepdims=True)
    # Where one place has all the weight, there is no line.
    slope = np.where(spread > 1e-12, (at[:, None] - middle) / np.maximum(spread, 1e-12), 0)
    return np.asarray(own * (1 + slope * (x - middle)))


@dataclass(frozen=True)
class Worlds:
    """What ``worlds`` fits do: on the grid, (worlds, GRID), and at the place, (worlds,); the first world's points."""

    lines: Array
    here: Array
    truth: float
    noise: float
    points: Array

    @property
    def mean(self) -> float:
        return float(self.here.mean())

    @property
    def bias2(self) -> float:
        return (self.mean - self.truth) ** 2

    @property
    def variance(self) -> float:
        """With divisor W, so that the parts add up exactly."""
        return float(np.mean((self.here - self.mean) ** 2))

    @property
    def error(self) -> float:
        """Expected squared error of a new measurement at the place."""
        return float(np.mean((self.here - self.truth) ** 2)) + self.noise


@lru_cache(maxsize=256)
def simulate(model: str, size: int, n: int, sigma: float, x0: float, count: int, team: int, seed: int) -> Worlds:
    """``count`` worlds; each is the average of ``team`` fits, to training sets of their own."""
    noise = normals(seed, count * team * n).reshape(count, team, n).mean(axis=1)
    y = truth(places(n)) + sigma * noise
    place = np.array([x0])
    return Worlds(
        lines=y @ weights(model, size, n, places(GRID)).T,
        here=(y @ weights(model, size, n, place).T)[:, 0],
        truth=float(truth(place)[0]),
        noise=sigma**2,
        points=y[0],
    )


def expected(model: str, size: int, n: int, sigma: float, x0: float, team: int) -> tuple[float, float]:
    """Bias² and variance at the place, over endlessly many worlds."""
    row = weights(model, size, n, np.array([x0]))[0]
    miss = float(row @ truth(places(n)) - truth(np.array([x0]))[0])
    return miss**2, float(sigma**2 * (row @ row) / team)

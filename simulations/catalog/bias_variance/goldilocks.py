"""The world of the challenge "Goldilocks": ten samples of hidden functions, and what each learner truly risks there."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.bias_variance import knn, polynomials, trees
from simulations.catalog.bias_variance.worlds import GRID, TRUTHS, Smoother, draw
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

ROUNDS = 10
DEGREES, DEPTHS = 12, 6
# Of nearest neighbours any number may be chosen; the expert looks at these shares of n.
SIZES = (16, 24, 40, 60)
NOISE = (0.15, 0.8)
_WORLDS = 200
_ROOT = 61_803
# A choice within this of its learner's best, relative to that best, is just right.
_NEAR = 0.15


@dataclass(frozen=True)
class Choice:
    """A learner (``polynomial``, ``knn`` or ``tree``) and its complexity: degree, k, or depth."""

    learner: str
    complexity: int


@dataclass(frozen=True)
class Risk:
    """Expected errors over training sets: the test error is their sum with the noise, σ²."""

    bias2: float
    variance: float

    @property
    def excess(self) -> float:
        """Bias² + variance: what a better choice could save."""
        return self.bias2 + self.variance


@dataclass(frozen=True)
class Round:
    """One sample, and the hidden truth behind it.

    Attributes
    ----------
    x, y
        The sample, shape (n,); equally spaced places.
    truth, flip, sigma
        Name of the function in `worlds.TRUTHS`, 1 or −1 for which way up it is, and the noise's standard deviation;
        all hidden.
    risks
        By choice, for every choice that may be made.
    """

    x: Array
    y: Array
    truth: str
    flip: float
    sigma: float
    risks: dict[Choice, Risk]

    @property
    def best(self) -> Choice:
        """The least true risk of all choices."""
        return min(self.risks, key=lambda choice: self.risks[choice].excess)

    def verdict(self, choice: Choice) -> str:
        """``simple``, ``right`` or ``complex``: beside the best of the same learner."""
        rivals = {rival: risk.excess for rival, risk in self.risks.items() if rival.learner == choice.learner}
        best = min(rivals, key=lambda rival: rivals[rival])
        if rivals[choice] <= (1.0 + _NEAR) * rivals[best]:
            return "right"
        more = choice.complexity > best.complexity
        # Many neighbours are the simple end.
        return "complex" if more != (choice.learner == "knn") else "simple"


@lru_cache(maxsize=512)
def round_at(seed: int, index: int) -> Round:
    """Round ``index`` of a seed."""
    rng = stream(_ROOT, seed, index)
    truth = str(rng.choice(sorted(TRUTHS)))
    n = int(rng.choice(SIZES))
    low, high = NOISE
    sigma = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    flip = float(rng.choice([-1.0, 1.0]))
    sample = draw(truth, "fixed", n, sigma, 1, rng)
    return Round(sample.x, flip * sample.y[0], truth, flip, sigma, _risks(truth, n, sigma, rng))


def fitted(sample: Round, choice: Choice) -> Array:
    """The choice's fit to the sample, on `GRID`."""
    if choice.learner == "polynomial":
        return np.asarray(np.polynomial.Legendre.fit(sample.x, sample.y, choice.complexity, domain=[-1, 1])(GRID))
    if choice.learner == "knn":
        near = np.argsort(np.abs(GRID[:, None] - sample.x), axis=1, kind="stable")[:, : choice.complexity]
        return np.asarray(sample.y[near].mean(axis=1))
    found = np.empty(len(GRID))
    _grow(sample.x, sample.y, choice.complexity, GRID, found)
    return found


def truth_of(sample: Round) -> Array:
    """The hidden function on `GRID`, the way up that the sample shows it."""
    return np.asarray(sample.flip * TRUTHS[sample.truth](GRID))


def _risks(truth: str, n: int, sigma: float, rng: np.random.Generator) -> dict[Choice, Risk]:
    """Exact for what is linear in y; for trees the mean over 200 training sets."""
    risks: dict[Choice, Risk] = {}
    for learner, first, smoother in (
        ("polynomial", 0, polynomials.smoother(truth, n, DEGREES)),
        ("knn", 1, knn.smoother(truth, n, n)),
    ):
        for index, risk in enumerate(_exact(smoother, truth, sigma)):
            risks[Choice(learner, first + index)] = risk
    found = trees.fit(draw(truth, "fixed", n, sigma, _WORLDS, rng), DEPTHS, truth, sigma)
    for depth, (bias2, variance) in enumerate(zip(found.bias2, found.variance, strict=True)):
        risks[Choice("tree", depth)] = Risk(float(bias2), float(variance))
    return risks


def _exact(smoother: Smoother, truth: str, sigma: float) -> list[Risk]:
    bias2 = np.mean((smoother.there - TRUTHS[truth](GRID)) ** 2, axis=1)
    return [Risk(float(a), float(sigma**2 * b)) for a, b in zip(bias2, smoother.weight, strict=True)]


def _grow(x: Array, y: Array, depth: int, at: Array, out: Array) -> None:
    """A greedy tree on sorted places, written into ``out``: `trees.fit` for one world, curve and all."""
    out[:] = y.mean()
    if depth == 0 or len(y) < 2:
        return
    left = np.arange(1, len(y))
    sums = np.cumsum(y)
    below, above = sums[:-1], sums[-1] - sums[:-1]
    cut = int(left[np.argmax(below**2 / left + above**2 / (len(y) - left))])
    side = at < 0.5 * (x[cut - 1] + x[cut])
    for here, part in ((side, slice(0, cut)), (~side, slice(cut, len(y)))):
        piece = np.empty(int(here.sum()))
        _grow(x[part], y[part], depth - 1, at[here], piece)
        out[here] = piece


def start() -> Choice:
    """The naive choice: a straight line, whatever the data."""
    return Choice("polynomial", 1)

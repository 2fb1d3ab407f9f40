"""The book of the challenge "Odds maker": past cases with their outcomes, twelve to come, and the true chances."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.logistic.boundary import chances
from simulations.catalog.logistic.newton import design, fit, penalties
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

ROUNDS, PAST = 12, 60
STRENGTH = (1.2, 2.6)
_ROOT = 22_360
_LEAST_GAP = 0.12
_RIDGE = 1.0


@dataclass(frozen=True)
class Book:
    """A drawn instance.

    Attributes
    ----------
    coefficients
        b₀, b₁, b₂ of the true log-odds; hidden.
    past, past_outcomes
        Features, shape (60, 2), and outcomes, 1 for yes, shape (60,).
    cases, outcomes
        The twelve to come, shapes (12, 2) and (12,); an outcome is told after its stake.
    """

    coefficients: Array
    past: Array
    past_outcomes: Array
    cases: Array
    outcomes: Array

    @property
    def chances(self) -> Array:
        """True chance of yes for each of the twelve, shape (12,)."""
        return chances(design(self.cases), self.coefficients)

    @property
    def rate(self) -> float:
        """Share of yes in the past: the naive stake, in whole per cent."""
        return round(100 * float(self.past_outcomes.mean())) / 100


@lru_cache(maxsize=64)
def book(seed: int) -> Book:
    """The instance of a seed; one in which the expert has little to gain is drawn again."""
    for attempt in range(100):
        drawn = _draw(stream(_ROOT, seed, attempt))
        true = drawn.chances
        gap = np.mean(expected_loss(drawn.rate, true)) - np.mean(expected_loss(true, true))
        if gap >= _LEAST_GAP and 0.25 <= drawn.rate <= 0.75:
            return drawn
    raise RuntimeError(f"No playable instance for seed {seed}.")


def expected_loss(stake: float | Array, chance: float | Array) -> Array:
    """Log loss to be expected of a stake: −p log q − (1 − p) log(1 − q); least, the entropy, for q = p.

    Source
    ------
    I. J. Good (1952), Rational decisions, Journal of the Royal Statistical Society B 14(1), 107–114.
    """
    q, p = np.asarray(stake, dtype=np.float64), np.asarray(chance, dtype=np.float64)
    return np.asarray(-p * np.log(q) - (1.0 - p) * np.log(1.0 - q))


@lru_cache(maxsize=64)
def fitted(seed: int) -> Array:
    """Stakes of a logistic regression on the past, with a pinch of ridge; shape (12,)."""
    drawn = book(seed)
    rows = design(drawn.past)
    coefficients = fit(rows, drawn.past_outcomes, penalties(3, _RIDGE))
    return np.asarray(np.clip(chances(design(drawn.cases), coefficients), 0.01, 0.99))


def _draw(rng: np.random.Generator) -> Book:
    angle, strength = rng.uniform(0.0, 2.0 * np.pi), rng.uniform(*STRENGTH)
    coefficients = np.array([rng.uniform(-0.7, 0.7), strength * np.cos(angle), strength * np.sin(angle)])
    past, cases = (np.round(rng.standard_normal((count, 2)), 2) for count in (PAST, ROUNDS))
    outcomes = [
        (rng.random(len(places)) < chances(design(places), coefficients)).astype(np.float64) for places in (past, cases)
    ]
    return Book(coefficients, past, outcomes[0], cases, outcomes[1])

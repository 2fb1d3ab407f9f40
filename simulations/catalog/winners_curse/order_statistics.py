"""The best of M validation scores, exactly.

Scores are counts X out of n. With equal skills X is binomial; with skills drawn from a beta distribution it is
beta-binomial, and given its own score a model's skill is beta again, whatever the other models scored. So the winner's
expected score and its expected skill are sums over the distribution of one score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, betaln, gammaln, xlog1py, xlogy

Array = NDArray[np.float64]

# Scores less likely than this cannot matter for at most 1e5 models.
_NOTHING = 1e-30
_STEPS = 4001


@dataclass(frozen=True)
class Best:
    """Expectations by number of models: the winner's ``score``, its ``skill``, and the skill of the ``ablest``."""

    score: Array
    skill: Array
    ablest: Array


def skill_shape(mean: float, spread: float) -> tuple[float, float]:
    """Parameters a, b of the beta distribution with this mean and standard deviation.

    Examples
    --------
    >>> [round(value, 9) for value in skill_shape(0.5, 0.1)]
    [12.0, 12.0]
    """
    both = mean * (1.0 - mean) / spread**2 - 1.0
    return mean * both, (1.0 - mean) * both


def score_distribution(n: int, mean: float, spread: float) -> tuple[Array, Array]:
    """Possible counts and their chances; counts with a chance below 1e-30 are left out.

    Parameters
    ----------
    n
        Validation cases.
    mean, spread
        Mean and standard deviation of the models' skills; 0 for equal skills.

    Accuracy
    --------
    About 1e-16 times n log n, relative.
    """
    counts = np.arange(n + 1, dtype=np.float64)
    choose = gammaln(n + 1) - gammaln(counts + 1) - gammaln(n - counts + 1)
    if spread:
        a, b = skill_shape(mean, spread)
        log = choose + betaln(counts + a, n - counts + b) - betaln(a, b)
    else:
        log = choose + xlogy(counts, mean) + xlog1py(n - counts, -mean)
    kept = log > np.log(_NOTHING)
    chances = np.exp(log[kept])
    return counts[kept], chances / chances.sum()


def best_of(models: Sequence[int], n: int, mean: float, spread: float) -> Best:
    """What to expect of the model with the best validation score, the first of equals.

    Parameters
    ----------
    models
        Numbers of models M.
    n, mean, spread
        See `score_distribution`.

    Returns
    -------
    Best
        Each of shape (len(models),).

    Accuracy
    --------
    Score and skill to 1e-10; the ablest to 1e-6 (a trapezoidal sum).

    Source
    ------
    H. A. David, H. N. Nagaraja (2003), Order Statistics, 3rd ed., sections 2.1 and 3.1: P(max ≤ x) = F(x)^M.
    """
    counts, chances = score_distribution(n, mean, spread)
    # log F from the upper tail: near 1 that is where the best of many models lies.
    above = np.append(np.cumsum(chances[:0:-1])[::-1], 0.0)
    with np.errstate(divide="ignore"):
        log_below = np.where(above < 0.5, np.log1p(-np.minimum(above, 1.0)), np.log(np.cumsum(chances)))
    skill = np.full(len(counts), mean)
    if spread:
        a, b = skill_shape(mean, spread)
        skill = (a + counts) / (a + b + n)
    scores, skills = [], []
    for number in models:
        at_most = np.exp(number * log_below)
        exactly = np.diff(at_most, prepend=0.0)
        scores.append(float(exactly @ counts) / n)
        skills.append(float(exactly @ skill))
    return Best(np.array(scores), np.array(skills), _ablest(models, mean, spread))


def _ablest(models: Sequence[int], mean: float, spread: float) -> Array:
    """E max of M skills: the integral of 1 − G^M, within twelve standard deviations of the mean."""
    if not spread:
        return np.full(len(models), mean)
    low, high = max(0.0, mean - 12.0 * spread), min(1.0, mean + 12.0 * spread)
    places = np.linspace(low, high, _STEPS)
    below = betainc(*skill_shape(mean, spread), places)
    return np.array([low + np.trapezoid(1.0 - below**number, places) for number in models])


def exact_interval(right: int, cases: int, level: float = 0.95) -> tuple[float, float]:
    """The interval of Clopper and Pearson for a share: it holds the truth at least ``level`` of the time.

    Source
    ------
    C. Clopper, E. Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the binomial,
    Biometrika 26(4).
    """
    tail = (1.0 - level) / 2.0
    low = float(betaincinv(right, cases - right + 1, tail)) if right else 0.0
    high = float(betaincinv(right + 1, cases - right, 1.0 - tail)) if right < cases else 1.0
    return low, high

"""Data sets, what cross-validation says about each, and what is true of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.cross_validation.folds import estimates, fold_sizes

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """A block of data sets.

    Attributes
    ----------
    estimates
        What cross-validation says, shape (sets, numbers of folds).
    truth
        The expected squared error on a new row of the very fit to all rows, shape (sets,).
    """

    estimates: Array
    truth: Array


def draw(
    n: int, p: int, sigma: float, signal: float, sets: int, rng: np.random.Generator
) -> tuple[Array, Array, Array]:
    """X of shape (sets, n, p), standard normal; y of shape (sets, n); and β of length ``signal``, evenly spread."""
    beta = np.full(p, signal / np.sqrt(p))
    x = rng.standard_normal((sets, n, p))
    return x, x @ beta + sigma * rng.standard_normal((sets, n)), beta


def judge(x: Array, y: Array, beta: Array, sigma: float, folds: Sequence[int], penalty: float) -> Judged:
    """Cross-validate every data set. On a new row x ~ N(0, I) the error of b is σ² + ‖b − β‖², exactly."""
    found, coefficients = estimates(x, y, folds, penalty)
    return Judged(found, sigma**2 + np.sum((coefficients - beta) ** 2, axis=1))


def statistics(judged: Judged) -> dict[str, Array]:
    """Over the data sets of a block, for each number of folds.

    Returns
    -------
    dict
        ``estimate`` and ``truth`` (means), ``spread`` (standard deviation of the estimate), ``miss`` (root mean square
        of estimate − truth, data set by data set), ``correlation`` of estimate and truth.
    """
    found, truth = judged.estimates, judged.truth[:, None]
    off = found - found.mean(axis=0)
    true_off = truth - truth.mean()
    spread = np.sqrt(np.mean(off**2, axis=0))
    return {
        "estimate": found.mean(axis=0),
        "truth": np.full(found.shape[1], truth.mean()),
        "spread": spread,
        "miss": np.sqrt(np.mean((found - truth) ** 2, axis=0)),
        "correlation": np.mean(off * true_off, axis=0) / (spread * np.sqrt(np.mean(true_off**2))),
    }


def expected_error(rows: int, p: int, sigma: float) -> float:
    """Expected error on a new row of least squares on ``rows`` Gaussian rows: σ²(1 + p/(rows − p − 1)).

    Source
    ------
    L. Breiman, D. Freedman (1983), How many variables should be entered in a regression equation?, JASA 78(381); it is
    the mean of an inverse Wishart matrix.
    """
    return sigma**2 * (1.0 + p / (rows - p - 1))


def expected_estimate(n: int, k: int, p: int, sigma: float) -> float:
    """Expected k-fold estimate: the expected error of fits to the rows that are left, averaged over folds."""
    parts = fold_sizes(n, k)
    return sum(folds * expected_error(n - rows, p, sigma) for folds, rows in parts) / k

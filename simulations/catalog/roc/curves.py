"""ROC curves, their areas and standard errors, from counts over tie groups."""

import numpy as np
from numpy.typing import NDArray

from simulations.engine.ranking import Array, Ranking, middle_of

# False positive rates at which curves are read; each is the double nearest to j/100.
CENTS = 100
GRID: Array = np.arange(CENTS + 1) / CENTS


def true_positive_rates(counts: Array) -> Array:
    """Each curve read at `GRID`, straight between the points of neighbouring scores, at the top of a vertical piece.

    Parameters
    ----------
    counts
        Negatives and positives by column, shape (curves, 2, columns), with column 0 empty (see `Ranking`).

    Returns
    -------
    numpy.ndarray
        Shape (curves, 101).

    Accuracy
    --------
    Equals ``numpy.interp`` on the points of scikit-learn's ``roc_curve`` to 1e-15.

    Source
    ------
    T. Fawcett (2006), An introduction to ROC analysis, Pattern Recognition Letters 27(8), algorithm 3 (vertical
    averaging).
    """
    curves, _two, columns = counts.shape
    reached = counts.cumsum(axis=2)
    totals = reached[:, :, -1]
    negatives = totals[:, :1]
    # A point with F of N false positives lies at or left of j/100 for all j ≥ 100 F/N, which is exact if it is whole.
    first = np.ceil(reached[:, 0] * CENTS / negatives).astype(np.int64)
    first += (CENTS + 1) * np.arange(curves)[:, None]
    at = np.bincount(first.ravel(), minlength=curves * (CENTS + 1)).reshape(curves, CENTS + 1).cumsum(axis=1) - 1
    rows = np.arange(curves)[:, None] * (2 * columns)
    left, following = rows + at, rows + np.minimum(at + 1, columns - 1)
    flat, flat_counts = reached.reshape(-1), counts.reshape(-1)
    width = np.where(at < columns - 1, flat_counts[following], 1.0)
    share = (GRID * negatives - flat[left]) / width
    share[at == columns - 1] = 0.0
    return np.asarray((flat[left + columns] + share * flat_counts[following + columns]) / totals[:, 1:])


def areas(counts: Array) -> Array:
    """Area under each curve, shape (curves,): the share of pairs that are ranked rightly, ties counting half.

    Source
    ------
    J. A. Hanley, B. J. McNeil (1982), The meaning and use of the area under a receiver operating characteristic (ROC)
    curve, Radiology 143(1), 29–36 (it is the Mann–Whitney statistic).
    """
    negatives, positives = counts[:, 0], counts[:, 1]
    above = positives.cumsum(axis=1) - 0.5 * positives
    return np.asarray(np.einsum("cg,cg->c", negatives, above) / (negatives.sum(axis=1) * positives.sum(axis=1)))


def delong_error(ranking: Ranking) -> float:
    """Standard error of the area of one sample with at least two cases in each class.

    Source
    ------
    E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson (1988), Comparing the areas under two or more correlated receiver
    operating characteristic curves, Biometrics 44(3), 837–845.
    """
    negatives, positives = ranking.counts()
    n, m = negatives.sum(), positives.sum()
    # For a positive: the share of negatives below it. For a negative: the share of positives above it.
    below = (n - negatives.cumsum() + 0.5 * negatives) / n
    above = (positives.cumsum() - 0.5 * positives) / m
    area = positives @ below / m
    return float(
        np.sqrt(positives @ (below - area) ** 2 / ((m - 1) * m) + negatives @ (above - area) ** 2 / ((n - 1) * n))
    )


def bootstrap(
    ranking: Ranking, resamples: int, level: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], Array]:
    """A pointwise percentile band, shape (2, 101), and the area of every resample.

    Resamples without one of the classes are left out.
    """
    rates, found = [], []
    for counts in ranking.resampled(resamples, rng):
        rates.append(true_positive_rates(counts))
        found.append(areas(counts))
    return middle_of(np.concatenate(rates), level), np.concatenate(found)

"""Precision–recall curves and average precision from counts over tie groups."""

import numpy as np

from simulations.engine.ranking import Array, Ranking, middle_of

# Recalls at which curves are read; each is the double nearest to j/100.
CENTS = 100
GRID: Array = np.arange(1, CENTS + 1) / CENTS


def precisions(counts: Array) -> Array:
    """Each curve read at `GRID`: the precision at the highest threshold that reaches the recall.

    Parameters
    ----------
    counts
        Negatives and positives by column, shape (curves, 2, columns), with column 0 empty (see
        `simulations.engine.ranking.Ranking`).

    Returns
    -------
    numpy.ndarray
        Shape (curves, 100). A step, as in average precision: the points of a curve may not be joined by straight lines.

    Source
    ------
    J. Davis, M. Goadrich (2006), The relationship between precision-recall and ROC curves, ICML, 233–240.
    """
    curves, _two, columns = counts.shape
    reached = counts.cumsum(axis=2)
    # With T of P positives the recalls j/100 up to j = 100 T/P are reached, which is exact if it is whole.
    last = np.floor(reached[:, 1] * CENTS / reached[:, 1, -1:]).astype(np.int64)
    last += (CENTS + 1) * np.arange(curves)[:, None]
    short = np.bincount(last.ravel(), minlength=curves * (CENTS + 1)).reshape(curves, CENTS + 1).cumsum(axis=1)
    at = np.minimum(short[:, :-1], columns - 1) + np.arange(curves)[:, None] * (2 * columns)
    flat = reached.reshape(-1)
    true = flat[at + columns]
    return np.asarray(true / (true + flat[at]))


def average_precisions(counts: Array) -> Array:
    """Σ (R_k − R_(k−1)) P_k over thresholds, for each curve; shape (curves,).

    Accuracy
    --------
    scikit-learn's ``average_precision_score`` to 1e-15.
    """
    true = counts[:, 1].cumsum(axis=1)
    called = true + counts[:, 0].cumsum(axis=1)
    called[called == 0] = 1.0
    return np.asarray(np.einsum("cg,cg->c", counts[:, 1], true / called) / true[:, -1])


def areas(counts: Array) -> Array:
    """Area under each ROC curve: the share of pairs that are ranked rightly, ties counting half; shape (curves,)."""
    negatives, positives = counts[:, 0], counts[:, 1]
    above = positives.cumsum(axis=1) - 0.5 * positives
    return np.asarray(np.einsum("cg,cg->c", negatives, above) / (negatives.sum(axis=1) * positives.sum(axis=1)))


def bootstrap(ranking: Ranking, resamples: int, level: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """A pointwise percentile band, shape (2, 100), and the average precision of every resample.

    Resamples without one of the classes are left out.
    """
    curves, found = [], []
    for counts in ranking.resampled(resamples, rng):
        curves.append(precisions(counts))
        found.append(average_precisions(counts))
    return middle_of(np.concatenate(curves), level), np.concatenate(found)

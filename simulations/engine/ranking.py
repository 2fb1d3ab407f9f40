"""Cases ranked by a score, and bootstrap resamples of them as counts.

ROC and precision–recall curves know of a sample only how many positives and negatives share each score. So a resample
is a row of counts over the *tie groups* of the original sample: nothing is ever sorted again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

# Resamples are counted in blocks of about this many numbers, which stay in the cache.
_BLOCK = 1 << 16


@dataclass(frozen=True)
class Ranking:
    """A sample with its tie groups, the highest score first.

    Attributes
    ----------
    cell
        Where each case is counted, shape (n,): see `columns`.
    groups
        Number of different scores.
    """

    cell: Whole
    groups: int

    @property
    def columns(self) -> int:
        """Counts are kept in ``groups`` + 1 columns: column 0 is empty, column g holds the g-th highest score. Their
        running sums then begin at 0."""
        return self.groups + 1

    def counts(self) -> Array:
        """Negatives and positives by column, shape (2, columns)."""
        found = np.bincount(self.cell, minlength=2 * self.columns)
        return found.reshape(2, self.columns).astype(np.float64)

    def resampled(self, resamples: int, rng: np.random.Generator) -> Iterator[Array]:
        """Counts of bootstrap resamples of all cases, in blocks of shape (block, 2, columns).

        The stream is that of ``rng.integers(0, n, n)`` for one resample after another, whatever the blocks are. The
        class sizes of a resample vary; a resample without one of the classes is left out.
        """
        n, wide = len(self.cell), 2 * self.columns
        block = max(1, _BLOCK // max(n, wide))
        starts = wide * np.arange(block, dtype=np.int64)[:, None]
        for first in range(0, resamples, block):
            rows = min(block, resamples - first)
            cells = self.cell.take(rng.integers(0, n, (rows, n)))
            cells += starts[:rows]
            counts = np.bincount(cells.ravel(), minlength=rows * wide).reshape(rows, 2, self.columns)
            whole = np.all(counts.any(axis=2), axis=1)
            yield (counts if whole.all() else counts[whole]).astype(np.float64)


def rank(scores: Array, positive: NDArray[np.bool_]) -> Ranking:
    """Rank cases by score, descending; equal scores make one group.

    Parameters
    ----------
    scores, positive
        Shape (n,), finite. Left as they are.
    """
    different, group = np.unique(-np.asarray(scores), return_inverse=True)
    columns = len(different) + 1
    return Ranking(np.where(positive, group + columns + 1, group + 1).astype(np.int64), len(different))


def middle_of(curves: Array, level: float) -> Array:
    """The pointwise middle ``level`` of the curves in the rows: its lower and its upper end, shape (2, points).

    Accuracy
    --------
    ``numpy.quantile`` to the last digit; sorted rows, because these are sorted with vector instructions.
    """
    ordered = np.sort(np.ascontiguousarray(curves.T), axis=1)
    tail = 0.5 * (1.0 - level) * (len(curves) - 1)
    whole = int(tail)
    above = min(whole + 1, len(curves) - 1)
    low = ordered[:, whole] + (tail - whole) * (ordered[:, above] - ordered[:, whole])
    high = ordered[:, -1 - whole] + (tail - whole) * (ordered[:, -1 - above] - ordered[:, -1 - whole])
    return np.stack([low, high])

"""The population that samples are drawn from, with its exact precision–recall curve.

Negatives have scores N(0, 1), positives N(d, 1), and a share π of all cases is positive. Rounding makes ties.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulations.catalog.precision_recall.curves import GRID, average_precisions, precisions

Array = NDArray[np.float64]

# Beyond nine standard deviations there is nobody.
_FAR = 9.0


@dataclass(frozen=True)
class Population:
    """``separation`` d, ``prevalence`` π, and the step of ``rounding`` (0 for none)."""

    separation: float
    prevalence: float
    rounding: float = 0.0

    def draw(self, negatives: int, positives: int, rng: np.random.Generator) -> Array:
        """Scores, those of the negatives first."""
        scores = rng.standard_normal(negatives + positives)
        scores[negatives:] += self.separation
        return np.asarray(self.rounding * np.rint(scores / self.rounding) if self.rounding else scores)

    def cells(self) -> Array:
        """Shares of all cases, negative and positive, with each rounded score, the highest first, after an empty
        column."""
        steps = np.arange(np.ceil((self.separation + _FAR) / self.rounding), np.floor(-_FAR / self.rounding) - 1, -1)
        edges = self.rounding * np.append(steps + 0.5, steps[-1] - 0.5)
        above = np.stack([(1 - self.prevalence) * ndtr(-edges), self.prevalence * ndtr(self.separation - edges)])
        return np.concatenate([np.zeros((2, 1)), np.diff(above, axis=1)], axis=1)

    def precisions(self) -> Array:
        """The curve at `GRID`: π r/(π r + (1 − π) FPR), with FPR = Φ(Φ⁻¹(r) − d) where nothing is rounded."""
        if self.rounding:
            return np.asarray(precisions(self.cells()[None])[0])
        return self._precision(GRID, ndtr(ndtri(GRID) - self.separation))

    def average_precision(self) -> float:
        """The area under that curve.

        Accuracy
        --------
        1e-12: an exact sum over cells, or the trapezoidal rule on an analytic integrand.
        """
        if self.rounding:
            return float(average_precisions(self.cells()[None])[0])
        z = np.linspace(-_FAR, _FAR, 1801)
        density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) * (z[1] - z[0])
        return float(density @ self._precision(ndtr(-z), ndtr(-z - self.separation)))

    def area(self) -> float:
        """Under the ROC curve, Φ(d/√2): the prevalence has no part in it. Without rounding."""
        return float(ndtr(self.separation / np.sqrt(2)))

    def _precision(self, recall: Array, false_positive_rate: Array) -> Array:
        true = self.prevalence * recall
        return true / (true + (1 - self.prevalence) * false_positive_rate)


def chance_average_precision(positives: int, cases: int) -> float:
    """Expected average precision of a sample whose scores know nothing and have no ties; it exceeds the prevalence.

    A positive at rank i sees among the i − 1 cases above it a share (P − 1)/(n − 1) of positives, so the mean of
    (1 + (i − 1)(P − 1)/(n − 1))/i over all ranks is it.

    Examples
    --------
    >>> chance_average_precision(1, 2)
    0.75
    """
    harmonic = float(np.sum(1.0 / np.arange(1, cases + 1)))
    return (harmonic + (positives - 1) / (cases - 1) * (cases - harmonic)) / cases

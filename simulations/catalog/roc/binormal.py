"""The population that samples are drawn from: normal scores in both classes, rounded or not, with its exact ROC curve.

Negatives have scores N(0, 1), positives N(d, s²). Rounding to multiples of a step makes ties.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulations.catalog.roc.curves import GRID, areas, true_positive_rates

Array = NDArray[np.float64]

# Beyond nine standard deviations there is nobody.
_FAR = 9.0


@dataclass(frozen=True)
class Binormal:
    """``separation`` d, ``spread`` s, and the step of ``rounding`` (0 for none)."""

    separation: float
    spread: float
    rounding: float

    def draw(self, negatives: int, positives: int, rng: np.random.Generator) -> Array:
        """Scores, those of the negatives first."""
        scores = rng.standard_normal(negatives + positives)
        scores[negatives:] = self.separation + self.spread * scores[negatives:]
        return np.asarray(self.rounding * np.rint(scores / self.rounding) if self.rounding else scores)

    def cells(self) -> Array:
        """Chances of negatives and positives to have each rounded score, the highest first, after an empty column."""
        top = max(_FAR, self.separation + _FAR * self.spread)
        bottom = min(-_FAR, self.separation - _FAR * self.spread)
        steps = np.arange(np.ceil(top / self.rounding), np.floor(bottom / self.rounding) - 1, -1)
        edges = self.rounding * np.append(steps + 0.5, steps[-1] - 0.5)
        above = np.stack([ndtr(-edges), ndtr((self.separation - edges) / self.spread)])
        return np.concatenate([np.zeros((2, 1)), np.diff(above, axis=1)], axis=1)

    def true_positive_rates(self) -> Array:
        """The curve of the population at `GRID`."""
        if self.rounding:
            return np.asarray(true_positive_rates(self.cells()[None])[0])
        return np.asarray(ndtr((self.separation + ndtri(GRID)) / self.spread))

    def area(self) -> float:
        """Φ(d/√(1 + s²)) without rounding; with it, the same with ties counting half."""
        if self.rounding:
            return float(areas(self.cells()[None])[0])
        return float(ndtr(self.separation / np.hypot(1.0, self.spread)))

    def standard_error(self, positives: int, negatives: int) -> float:
        """Of the area of a sample with so many cases in each class.

        Accuracy
        --------
        1e-12: exact sums over cells, or the trapezoidal rule on an analytic integrand.

        Source
        ------
        J. A. Hanley, B. J. McNeil (1982), Radiology 143(1), 29–36 (after Bamber 1975), with the term for ties.
        """
        area = self.area()
        if self.rounding:
            negative, positive = self.cells()
            above = positive.cumsum() - 0.5 * positive
            below = 1.0 - negative.cumsum() + 0.5 * negative
            squared = float(negative @ (positive.cumsum() - 0.75 * positive))
            one_negative, one_positive = float(negative @ above**2), float(positive @ below**2)
        else:
            z = np.linspace(-_FAR, _FAR, 1801)
            density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) * (z[1] - z[0])
            squared = area
            one_negative = float(density @ ndtr((self.separation - z) / self.spread) ** 2)
            one_positive = float(density @ ndtr(self.separation + self.spread * z) ** 2)
        spread = (
            squared - area**2 + (positives - 1) * (one_negative - area**2) + (negatives - 1) * (one_positive - area**2)
        )
        return float(np.sqrt(max(spread, 0.0) / (positives * negatives)))

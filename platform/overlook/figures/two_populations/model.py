"""Normal scores in two populations, exactly: the Python twin of `model.ts`.

Negatives score N(0, 1), positives N(d, s²). The rule "at least t" then has false positive rate Φ(−t) and true positive
rate Φ((d − t)/s); the area under the curve is Φ(d/√(1 + s²)).

Accuracy
--------
Φ to 1e-14. Average precision by the trapezoidal rule on a fixed grid of thresholds, to 1e-4 of the integral; both
languages use the same grid and agree to 1e-12.
Source: Pepe (2003), The Statistical Evaluation of Medical Tests, section 4.4.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]

#: Thresholds, from the strictest: far enough that nothing is left outside, whatever the parameters.
STRICT, STEP, COUNT = 14.0, 0.02, 1401


def thresholds(every: int = 1) -> Array:
    return np.asarray(STRICT - STEP * np.arange(0, COUNT, every), dtype=np.float64)


@dataclass(frozen=True)
class Pair:
    """Two populations: how far apart, and how widely the positives spread."""

    d: float
    s: float

    def rates(self, t: float) -> tuple[float, float]:
        """The false and the true positive rate of the rule "at least t"."""
        return float(ndtr(-t)), float(ndtr((self.d - t) / self.s))

    def curve(self, every: int) -> tuple[Array, Array]:
        t = thresholds(every)
        return np.asarray(ndtr(-t)), np.asarray(ndtr((self.d - t) / self.s))

    def densities(self, x: Array) -> tuple[Array, Array]:
        """Of negatives and positives, each with area 1."""
        return _normal(x), _normal((x - self.d) / self.s) / self.s

    @property
    def area(self) -> float:
        return float(ndtr(self.d / math.sqrt(1 + self.s * self.s)))

    def average_precision(self, share: float) -> float:
        """In a population with this share of positives."""
        fpr, tpr = self.curve(1)
        values = precisions(fpr, tpr, share)
        return float(np.sum(np.diff(tpr) * (values[1:] + values[:-1]) / 2))

    def stated(self, t: float) -> float:
        """The probability that a case with this score is positive, where half of all are."""
        negative, positive = self.densities(np.array([t]))
        return float(positive[0] / (positive[0] + negative[0]))


def _normal(x: Array) -> Array:
    return np.asarray(np.exp(-x * x / 2) / math.sqrt(2 * math.pi))


def precisions(fpr: Array, tpr: Array, share: float) -> Array:
    """Shares of positives among the flagged; 1 where nothing is flagged."""
    flagged = share * tpr + (1 - share) * fpr
    return np.where(flagged > 0, share * tpr / np.where(flagged > 0, flagged, 1), 1.0)


def moved(stated: float, share: float) -> float:
    """What a probability that is right where half are positive is worth where ``share`` are (Bayes)."""
    return share * stated / (share * stated + (1 - share) * (1 - stated))

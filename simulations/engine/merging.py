"""From the curves of many seeds to a median, a band and a mean, in an order that is always the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
QUANTILES = {"p10": 0.10, "median": 0.50, "p90": 0.90}


@dataclass(frozen=True)
class Moments:
    """Count, mean and sum of squared deviations, mergeable.

    Accuracy
    --------
    The same partition merged in the same order gives the same bits; another partition differs by about 1e-15.

    Source
    ------
    Chan, Golub and LeVeque (1983), "Algorithms for computing the sample variance", eqs. 2.1.
    """

    n: int
    mean: Array
    m2: Array

    @classmethod
    def of(cls, values: Array) -> "Moments":
        """Moments of one observation (an array of independent points)."""
        return cls(1, np.array(values, dtype=np.float64), np.zeros(np.shape(values)))

    def merge(self, other: "Moments") -> "Moments":
        """Both samples together; ``self`` comes first."""
        n = self.n + other.n
        with np.errstate(over="ignore", invalid="ignore"):
            delta = other.mean - self.mean
            mean = self.mean + delta * (other.n / n)
            m2 = self.m2 + other.m2 + delta * delta * (self.n * other.n / n)
        return Moments(n, mean, m2)

    def standard_error(self) -> Array:
        """Standard error of the mean; infinite for one observation."""
        if self.n < 2:
            return np.full(self.mean.shape, np.inf)
        return np.asarray(np.sqrt(self.m2 / (self.n - 1) / self.n))


def merged(curves: Iterable[Array]) -> Moments:
    """Moments of curves given in ascending order of seed.

    Raises
    ------
    ValueError
        There is no curve.
    """
    total: Moments | None = None
    for curve in curves:
        total = Moments.of(curve) if total is None else total.merge(Moments.of(curve))
    if total is None:
        raise ValueError("At least one seed is needed.")
    return total


def six_digits(values: Iterable[float | None]) -> list[float | None]:
    """Six significant digits; None for what is not finite."""
    return [None if value is None or not isfinite(value) else float(f"{value:.6g}") for value in values]


def summary(curves: Sequence[Array], *, finite_mean: Sequence[bool] | None = None) -> dict[str, Any]:
    """Median, mean and quantiles across seeds, point by point.

    Parameters
    ----------
    curves
        One array of shape (points,) per seed, in ascending order of seed.
    finite_mean
        Where the expectation exists; elsewhere the mean is None.

    Returns
    -------
    dict
        ``median``, ``mean``, ``p10``, ``p90``, ``max``: lists with six significant digits.
    """
    stack = np.stack([np.asarray(curve, dtype=np.float64) for curve in curves])
    moments = merged(curves)
    quantiles = np.quantile(stack, list(QUANTILES.values()), axis=0)
    result: dict[str, Any] = {name: six_digits(row.tolist()) for name, row in zip(QUANTILES, quantiles, strict=True)}
    result["max"] = six_digits(stack.max(axis=0).tolist())
    mean = six_digits(moments.mean.tolist())
    if finite_mean is not None:
        mean = [value if keep else None for value, keep in zip(mean, finite_mean, strict=True)]
    result["mean"] = mean
    return result

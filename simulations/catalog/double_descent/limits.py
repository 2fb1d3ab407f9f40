"""Infinitely many random features: the kernel fits that the models on a line tend to, in closed form.

A least-norm fit with K random features tends, as K → ∞, to the fit with their kernel, the mean of φ(x) φ(x′). For the
features used here the kernels are polynomials between data points, or a Gaussian.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent import theory
from simulations.catalog.double_descent.data import Line

Array = NDArray[np.float64]

# Eigenvalues of a kernel matrix below this share of the largest are beyond double precision.
_RESOLVED = 1e-12


def bend_kernel(x: Array, other: Array, low: float, high: float, *, left: float = 0.5) -> Array:
    """Mean of ½|x − t| ½|x′ − t| over knots t on [low, high], a share ``left`` of them in the left half.

    Returns
    -------
    ndarray, shape (len(x), len(other))

    Source
    ------
    "Double Descent, part 2" (MLU-Explain): the limit minimises the integral of g″²/p; its kernel is this mean. The
    product is (x − t)(x′ − t) with the sign reversed between x and x′.
    """
    middle = (low + high) / 2.0
    total = np.zeros((len(x), len(other)))
    for start, end, share in ((low, middle, left), (middle, high, 1.0 - left)):
        inner = _between(x, other, start, end)
        total += share / (end - start) * (_product(x, other, start, end) - 2.0 * inner)
    return np.asarray(total / 4.0)


def ramp_kernel(x: Array, other: Array, low: float, high: float) -> Array:
    """Mean of max(s(x − t), 0) max(s(x′ − t), 0) over t uniform on [low, high] and s = ±1 with even chances.

    The product is (x − t)(x′ − t) where t is on the same side of both, for the one sign that looks there.
    """
    both = _product(x, other, low, high) - _between(x, other, low, high)
    return np.asarray(both / (2.0 * (high - low)))


def gauss_kernel(x: Array, other: Array, scale: float) -> Array:
    """exp(−(x − x′)²/2ℓ²): the mean of 2 cos(ωx + φ) cos(ωx′ + φ) for ω ~ N(0, ℓ⁻²) and φ uniform."""
    return np.asarray(np.exp(-((x[:, None] - other[None, :]) ** 2) / (2.0 * scale**2)))


def spline_errors(
    line: Line, counts: Sequence[int], ridges: Sequence[float], *, left: float = 0.5, measure: str = "rmse"
) -> Array:
    """Error of the spline that knots in every place would give, shape (ridges, counts).

    Parameters
    ----------
    line
        Data and truth.
    counts
        K's: the penalty of a ridge λ is λN/K times the integral of g″²/p, because ‖γ‖² ≈ ∫g″²/p / K.
    ridges
        λ ≥ 0; with 0 the interpolating spline, the same for every K.
    left, measure
        As in `bend_kernel` and `theory.error_of`.

    Examples
    --------
    >>> from simulations.catalog.double_descent.data import dd2_6
    >>> spline_errors(dd2_6(), [1000], [0.0]).round(4)
    array([[0.1817]])
    """
    n = len(line.x)
    straight = np.column_stack([np.ones(n), line.x])
    kernel = bend_kernel(line.x, line.x, line.low, line.high, left=left)
    there = bend_kernel(line.grid, line.x, line.low, line.high, left=left)
    lines = np.column_stack([np.ones(len(line.grid)), line.grid])
    truth = line.truth(line.grid)
    errors = np.empty((len(ridges), len(counts)))
    for row, ridge in enumerate(ridges):
        for column, count in enumerate(counts):
            if ridge == 0.0 and column:
                errors[row, column] = errors[row, 0]
                continue
            penalised = kernel + n * ridge / count * np.eye(n)
            system = np.block([[penalised, straight], [straight.T, np.zeros((2, 2))]])
            solved = np.linalg.solve(system, np.append(line.y, [0.0, 0.0]))
            errors[row, column] = theory.error_of(there @ solved[:n] + lines @ solved[n:] - truth, measure)
    return errors


def expected_error(kernel: Array, there: Array, line: Line, noise: float, penalty: float) -> float | None:
    """Expected mean squared error to the truth of the fit with a kernel, over the noise at fixed points.

    Parameters
    ----------
    kernel, there
        Kernel of the points with themselves, (N, N), and of the grid with the points, (grid, N).
    line
        Points, truth and grid; its responses are not used.
    noise
        Variance σ².
    penalty
        Nλ ≥ 0.

    Returns
    -------
    float or None
        Squared bias plus variance; None where the kernel cannot be inverted in double precision.
    """
    values, vectors = np.linalg.eigh(kernel)
    shifted = values + penalty
    if shifted[0] < _RESOLVED * shifted[-1]:
        return None
    return operator_error((there @ vectors) / shifted @ vectors.T, line, noise)


def operator_error(operator: Array, line: Line, noise: float) -> float:
    """Expected mean squared error on the grid of the linear fit ``operator @ y``, with noise of variance ``noise``."""
    bias = operator @ line.truth(line.x) - line.truth(line.grid)
    return float(np.mean(bias**2) + noise * np.mean(np.sum(operator**2, axis=1)))


def _product(x: Array, other: Array, start: float | Array, end: float | Array) -> Array:
    """Integral of (x − t)(x′ − t) over t from start to end, for every pair."""
    total, times = x[:, None] + other[None, :], x[:, None] * other[None, :]

    def primitive(t: float | Array) -> Array:
        return np.asarray(t * (times - t * (total / 2.0 - t / 3.0)))

    return primitive(end) - primitive(start)


def _between(x: Array, other: Array, start: float, end: float) -> Array:
    """The same over the part of [start, end] that lies between x and x′."""
    first = np.clip(np.minimum(x[:, None], other[None, :]), start, end)
    last = np.clip(np.maximum(x[:, None], other[None, :]), start, end)
    return _product(x, other, first, last)

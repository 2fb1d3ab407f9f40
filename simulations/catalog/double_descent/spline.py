"""One-dimensional fits with random knots: f(x) = α + βx + Σ γ_k ½|x − t_k|, of least ‖γ‖ with α and β free.

A unit coefficient γ_k changes the slope by exactly 1 at the knot t_k. With uniform knots and K → ∞ the fit tends to the
natural cubic spline.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent import least_norm
from simulations.catalog.double_descent.data import Line

Array = NDArray[np.float64]

# A draw interpolates when no training residual exceeds this.
INTERPOLATION_TOLERANCE = 1e-2


@dataclass(frozen=True)
class Fits:
    """Fits with the first K knots of one draw, for several K and ridges.

    Attributes
    ----------
    fitted
        Values at the training points, shape (ridges, Ks, N).
    predicted
        Values on the grid, shape (ridges, Ks, grid points).
    norm
        ‖γ‖₂, shape (ridges, Ks).
    """

    fitted: Array
    predicted: Array
    norm: Array


def features(x: Array, knots: Array) -> Array:
    """½|x − t|, shape (points, knots), in Fortran order so that the first K columns lie together."""
    columns = np.subtract.outer(knots, x)
    np.abs(columns, out=columns)
    columns *= 0.5
    return columns.T


def draw_knots(kind: str, count: int, line: Line, rng: np.random.Generator, *, left: float = 0.5) -> Array:
    """A sequence of knots whose beginnings are the smaller models.

    Parameters
    ----------
    kind
        ``iid``: uniform on the interval. ``stratified``: every gap between neighbouring data points receives one knot,
        in random order, before any gap receives its next. ``density``: independent, uniform within each half of the
        interval, with the share ``left`` of them expected in the left half.
    count
        Number of knots, ≥ 0; more of them begin with the same ones.
    line
        The data.
    rng
        Source of randomness.
    left
        For ``density``, between 0 and 1.
    """
    if kind == "iid":
        return np.asarray(rng.uniform(line.low, line.high, count))
    if kind == "density":
        share = rng.uniform(size=count)
        halves = np.where(share < left, share / left, 1.0 + (share - left) / (1.0 - left))
        return np.asarray(line.low + (line.high - line.low) / 2.0 * halves)
    gaps = len(line.x) - 1
    knots = [np.zeros(0)]
    for _ in range(-(-count // gaps)):
        order = rng.permutation(gaps)
        knots.append(line.x[order] + (line.x[order + 1] - line.x[order]) * rng.uniform(size=gaps))
    return np.concatenate(knots)[:count]


def fit(x: Array, y: Array, knots: Array, counts: tuple[int, ...], ridges: tuple[float, ...], grid: Array) -> Fits:
    """Fit with the first K knots for every K in ``counts`` and every ridge.

    Parameters
    ----------
    x, y
        Training points, shape (N,), N ≥ 2; not changed.
    knots
        t_1, t_2, …, at least ``max(counts)`` of them.
    counts
        The K's, each ≥ 0.
    ridges
        λ ≥ 0 in Σ(y − f)²/N + λ‖γ‖².
    grid
        Where to predict.

    Returns
    -------
    Fits
        See there.

    Accuracy
    --------
    α and β are removed by an orthonormal basis; for γ see `least_norm.weights`. Reproduces the reference's stored
    curves to 2e-7 of their height, 1201, at the threshold.

    Source
    ------
    "Double Descent, part 2" (MLU-Explain); Golub and Van Loan, "Matrix Computations", 4th ed., 5.5.
    """
    n, top = len(x), max(counts)
    here, there = _with_lines(x, knots[:top]), _with_lines(grid, knots[:top])
    straight = here[:, :2]
    basis, corner = np.linalg.qr(straight, mode="complete")
    lines, rest = basis[:, :2], basis[:, 2:]
    found = np.empty((len(ridges), len(counts), 2 + top))
    weights = found[:, :, 2:]
    weights[:] = least_norm.weights(rest.T @ here[:, 2:], rest.T @ y, counts, [n * ridge for ridge in ridges])
    found[:, :, :2] = (y - weights @ here[:, 2:].T) @ lines @ np.linalg.inv(corner[:2]).T
    norm = np.sqrt(np.einsum("rck,rck->rc", weights, weights))
    used = [2 + count for count in counts]
    return Fits(least_norm.predictions(found, used, here), least_norm.predictions(found, used, there), norm)


def _with_lines(x: Array, knots: Array) -> Array:
    """1 and x, then the features of the knots; in Fortran order."""
    columns = np.empty((2 + len(knots), len(x)))
    columns[0] = 1.0
    columns[1] = x
    columns[2:] = features(x, knots).T
    return columns.T


def knot_counts(points: int, top: int) -> tuple[int, ...]:
    """The K's of a sweep: each up to 12, each within 6 of the threshold N − 2, 24 in equal ratios, and the top."""
    threshold = points - 2
    ratios = np.round(np.geomspace(12, max(top, 13), 24)).astype(int)
    every = {*range(13), *range(threshold - 6, threshold + 7), *ratios.tolist(), top}
    return tuple(sorted(count for count in every if 0 <= count <= top))

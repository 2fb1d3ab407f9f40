"""One-dimensional fits with random knots: f(x) = α + βx + Σ γ_k ½|x − t_k|, of least ‖γ‖ with α and β free.

A unit coefficient γ_k changes the slope by exactly 1 at the knot t_k. With uniform knots and K → ∞ the fit tends to the
natural cubic spline.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent.data import Line

Array = NDArray[np.float64]

# Singular values below this share of the largest are dropped. Truncation is a ridge in disguise: fixed, and reported.
RCOND = 1e-11
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
    return np.asfortranarray(0.5 * np.abs(x[:, None] - knots[None, :]))


def draw_knots(kind: str, count: int, line: Line, rng: np.random.Generator) -> Array:
    """A sequence of knots whose beginnings are the smaller models.

    Parameters
    ----------
    kind
        ``iid``: uniform on the interval. ``stratified``: every gap between neighbouring data points receives one knot,
        in random order, before any gap receives its next.
    count
        Number of knots, ≥ 0; more of them begin with the same ones.
    line
        The data.
    rng
        Source of randomness.
    """
    if kind == "iid":
        return np.asarray(rng.uniform(line.low, line.high, count))
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
        λ ≥ 0 in Σ(y − f)²/N + λ‖γ‖²; one singular value decomposition serves them all.
    grid
        Where to predict.

    Returns
    -------
    Fits
        See there.

    Accuracy
    --------
    α and β are removed by an orthonormal basis, γ comes from singular values above `RCOND` of the largest. Reproduces
    the reference's stored curves to 2e-7 of their height, 1201, at the threshold.

    Source
    ------
    "Double Descent, part 2" (MLU-Explain); Golub and Van Loan, "Matrix Computations", 4th ed., 5.5.
    """
    n = len(x)
    straight = np.column_stack([np.ones(n), x])
    basis, corner = np.linalg.qr(straight, mode="complete")
    lines, rest = basis[:, :2], basis[:, 2:]
    top = max(counts)
    here, there = features(x, knots[:top]), features(grid, knots[:top])
    turned = rest.T @ here
    response = rest.T @ y
    weights = np.zeros((len(ridges), len(counts), top))
    for column, count in enumerate(counts):
        if count:
            weights[:, column, :count] = _weights(turned[:, :count], response, tuple(n * ridge for ridge in ridges))
    bent = weights @ here.T
    left_over = (y - bent) @ lines
    ends = np.linalg.solve(corner[:2], left_over.reshape(-1, 2).T).T.reshape(*left_over.shape)
    fitted = bent + ends @ straight.T
    predicted = weights @ there.T + ends @ np.column_stack([np.ones(len(grid)), grid]).T
    return Fits(fitted, predicted, np.sqrt(np.einsum("rck,rck->rc", weights, weights)))


def _weights(a: Array, b: Array, penalties: tuple[float, ...]) -> Array:
    """Rows γ minimising ‖aγ − b‖² + penalty‖γ‖²; the one of least norm for penalty 0."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    keep = s > RCOND * (s[0] if len(s) else 0.0)
    s, projected = s[keep], (u.T @ b)[keep]
    filters = np.array([s / (s * s + penalty) if penalty else 1.0 / s for penalty in penalties])
    return np.asarray((filters * projected) @ vt[keep])


def knot_counts(points: int, top: int) -> tuple[int, ...]:
    """The K's of a sweep: each up to 12, each within 6 of the threshold N − 2, 24 in equal ratios, and the top."""
    threshold = points - 2
    ratios = np.round(np.geomspace(12, max(top, 13), 24)).astype(int)
    every = {*range(13), *range(threshold - 6, threshold + 7), *ratios.tolist(), top}
    return tuple(sorted(count for count in every if 0 <= count <= top))

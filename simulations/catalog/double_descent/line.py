"""Fits on a line with one kind of feature: Legendre polynomials, random ramps (ReLU), or random waves.

f(x) = Σ w_k φ_k(x) with the first K features, least ‖w‖: nothing is free, so the threshold is K = N.
"""

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent import data, least_norm
from simulations.catalog.double_descent.data import Line

Array = NDArray[np.float64]

LOW, HIGH = -2.0, 2.0
GRID_POINTS = 801


def problem(truth: str, n: int, sigma: float, design: str, rng: np.random.Generator) -> Line:
    """n points on [−2, 2], on an even ``grid`` or drawn uniformly at ``random`` (in ascending order), then noise."""
    function = data.TRUTHS[truth]
    x = np.linspace(LOW, HIGH, n) if design == "grid" else np.sort(rng.uniform(LOW, HIGH, n))
    y = function(x) + sigma * rng.standard_normal(n)
    return Line(x, y, function, np.linspace(LOW, HIGH, GRID_POINTS))


def draw_features(basis: str, top: int, scale: float, rng: np.random.Generator) -> Array:
    """What makes the features random, shape (2, top); smaller models use the first columns.

    Parameters
    ----------
    basis
        ``legendre``: nothing is random. ``relu``: the sign s = ±1 and the place t, uniform. ``waves``: the frequency ω,
        normal with standard deviation 1/ℓ, and the phase φ, uniform on [0, 2π).
    top
        Number of features.
    scale
        ℓ > 0, for waves.
    """
    if basis == "relu":
        signs = np.where(rng.uniform(size=top) < 0.5, -1.0, 1.0)
        return np.stack([signs, rng.uniform(LOW, HIGH, top)])
    if basis == "waves":
        return np.stack([rng.standard_normal(top) / scale, rng.uniform(0.0, 2.0 * np.pi, top)])
    return np.zeros((2, top))


def features(basis: str, drawn: Array, x: Array) -> Array:
    """φ_1(x), φ_2(x), …, shape (len(x), top), in Fortran order.

    Legendre polynomials are P_k(x/2), k = 0, 1, …, of height 1; ramps max(s(x − t), 0); waves √2 cos(ωx + φ). A model
    of K ramps or waves divides them by √K, see `fit`.
    """
    top = drawn.shape[1]
    if basis == "legendre":
        return np.asfortranarray(np.polynomial.legendre.legvander(x / HIGH, top - 1))
    first, second = drawn
    if basis == "relu":
        return np.asfortranarray(np.maximum(first * (x[:, None] - second), 0.0))
    return np.asfortranarray(np.sqrt(2.0) * np.cos(x[:, None] * first + second))


def divisors(basis: str, counts: tuple[int, ...]) -> Array:
    """By what the features of a model of K are divided: √K for random ones, so that their kernel tends to a mean."""
    return np.ones(len(counts)) if basis == "legendre" else np.sqrt(np.array(counts, dtype=np.float64))


def fit(
    basis: str, here: Array, there: Array, y: Array, counts: tuple[int, ...], ridges: tuple[float, ...]
) -> tuple[Array, Array, Array]:
    """Fit the first K features for every K and ridge.

    Parameters
    ----------
    basis
        As in `draw_features`; decides the scale of the features.
    here, there
        `features` of the training points (N, top) and of the grid (grid, top); not changed.
    y
        Responses, shape (N,).
    counts, ridges
        The K's, and λ ≥ 0 in Σ(y − f)²/N + λ‖w‖².

    Returns
    -------
    fitted (ridges, Ks, N), predicted (ridges, Ks, grid), norm (ridges, Ks)
        Norms are of w in the scale of the model.

    Accuracy
    --------
    See `least_norm.weights`.
    """
    scales = divisors(basis, counts)
    # Dividing the features by a number is multiplying the penalty by its square.
    penalties = len(y) * np.outer(ridges, scales**2)
    found = least_norm.weights(here, y, counts, penalties)
    norm = np.sqrt(np.einsum("rck,rck->rc", found, found)) * scales
    return least_norm.predictions(found, counts, here), least_norm.predictions(found, counts, there), norm

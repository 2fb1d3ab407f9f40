"""Random Fourier features on a line: a model whose second descent need not come back.

Points on an even grid of [−2, 2], target x³ − 3x with Gaussian noise, features √(2/K) cos(ω x + φ) with ω ~ N(0, ℓ⁻²)
and φ uniform. As K → ∞ their kernel tends to exp(−(x − x′)²/2ℓ²), and the minimum-norm fit to its kernel interpolant.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOW, HIGH = -2.0, 2.0
GRID = np.linspace(LOW, HIGH, 401)


def truth(x: Array) -> Array:
    """The noiseless target, x³ − 3x."""
    return np.asarray(x**3 - 3 * x)


def errors(
    rng: np.random.Generator, *, widths: Sequence[int], ridges: Sequence[float], points: int, noise: float, scale: float
) -> Array:
    """Mean squared error to the truth, for one draw of noise and waves.

    Parameters
    ----------
    rng
        Draws the noise, then the frequencies, then the phases; the waves are nested in K.
    widths
        K, numbers of waves.
    ridges
        λ ≥ 0 in ‖y − Φw‖² + λ‖w‖²; with 0, least squares, and for K > N the interpolant of least norm.
    points, noise, scale
        N ≥ 3, the standard deviation of the noise, and the length scale ℓ > 0.

    Returns
    -------
    ndarray, shape (len(ridges), len(widths))

    Accuracy
    --------
    The condition number of Φ reaches 1e16 near K = N for ℓ = 0.5, where least squares truncates singular values below
    machine precision; away from it (K ≤ 10 or K ≥ 300 at N = 20) it is at most 3e10, and errors are good to 1e-5.

    Source
    ------
    A. Rahimi and B. Recht, Random features for large-scale kernel machines, NIPS 2007.
    """
    x = np.linspace(LOW, HIGH, points)
    y = truth(x) + noise * rng.standard_normal(points)
    most = max(widths)
    frequencies = rng.standard_normal(most) / scale
    phases = rng.uniform(0, 2 * np.pi, most)
    out = np.empty((len(ridges), len(widths)))
    for column, width in enumerate(widths):
        train, test = (
            np.sqrt(2 / width) * np.cos(np.outer(at, frequencies[:width]) + phases[:width]) for at in (x, GRID)
        )
        for row, ridge in enumerate(ridges):
            weights = _weights(train, y, ridge)
            out[row, column] = np.mean((test @ weights - truth(GRID)) ** 2)
    return out


def limit_error(rng: np.random.Generator, *, points: int, noise: float, scale: float) -> float:
    """The error of infinitely many waves: the interpolant of the Gaussian kernel, for one draw of the noise.

    Accuracy
    --------
    The kernel matrix has condition number 2.6e9 at N = 20, ℓ = 0.5: errors are good to 1e-5.
    """
    x = np.linspace(LOW, HIGH, points)
    y = truth(x) + noise * rng.standard_normal(points)
    weights = np.linalg.solve(_kernel(x, x, scale), y)
    return float(np.mean((_kernel(GRID, x, scale) @ weights - truth(GRID)) ** 2))


def _weights(features: Array, y: Array, ridge: float) -> Array:
    if ridge == 0:
        return np.asarray(np.linalg.lstsq(features, y, rcond=None)[0])
    gram = features @ features.T
    gram[np.diag_indices_from(gram)] += ridge
    return np.asarray(features.T @ np.linalg.solve(gram, y))


def _kernel(a: Array, b: Array, scale: float) -> Array:
    return np.asarray(np.exp(-((a[:, None] - b[None, :]) ** 2) / (2 * scale**2)))

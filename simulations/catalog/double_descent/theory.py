"""Closed forms against which the kernels are checked, and which are drawn behind their curves."""

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from simulations.catalog.double_descent.data import Line

Array = NDArray[np.float64]


def nested_risk(p: int, n: int, *, captured: float, missing: float, noise: float) -> float:
    """Exact expected excess error of least squares with p of the true Gaussian features, at finite n.

    Parameters
    ----------
    p, n
        Features and training rows, ≥ 1.
    captured, missing
        Squared norm of the true coefficients inside and outside the p features.
    noise
        Variance σ² of the noise.

    Returns
    -------
    float
        E‖b̂ − β‖²: missing + (missing + σ²) p/(n−p−1) for p ≤ n−2; missing + captured (1 − n/p) + (missing + σ²)
        n/(p−n−1) for p ≥ n+2; infinite in between, unless missing and σ² are both 0: then there is nothing to amplify.
        Add σ² for the expected squared error on a new response.

    Accuracy
    --------
    Exact for independent standard Gaussian features.

    Source
    ------
    Belkin, Hsu and Xu (2020), "Two models of double descent for weak features", Theorem 1.

    Examples
    --------
    >>> round(nested_risk(100, 200, captured=0.1, missing=0.9, noise=0.25), 4)
    2.0616
    """
    error = missing + noise
    if error == 0.0:
        return captured * max(1.0 - n / p, 0.0)
    if p <= n - 2:
        return missing + error * p / (n - p - 1)
    if p >= n + 2:
        return missing + captured * (1.0 - n / p) + error * n / (p - n - 1)
    return float("inf")


def ridge_risk(gamma: float, ridge: float, *, signal: float, noise: float) -> float:
    """Limit of the excess error of ridge regression on isotropic features as p, n → ∞ with p/n → γ.

    Parameters
    ----------
    gamma
        γ = p/n > 0.
    ridge
        λ > 0 in ‖y − Xb‖²/n + λ‖b‖².
    signal, noise
        ‖β‖² and σ².

    Returns
    -------
    float
        σ²γ(m − λm′) + ‖β‖²λ²m′ with m = m(−λ) the Stieltjes transform of the Marchenko–Pastur law and m′ its
        derivative.

    Accuracy
    --------
    The limit; at n = 200 within 2.2 standard errors of 60 repetitions in 21 of 21 cells.

    Source
    ------
    Dobriban and Wager (2018), Theorem 2.1; Hastie, Montanari, Rosset and Tibshirani (2022), Corollary 5.

    Examples
    --------
    >>> round(ridge_risk(2.0, 0.5, signal=1.0, noise=0.25), 6)
    0.640388
    """
    lead = 1.0 - gamma + ridge
    root = np.sqrt(lead**2 + 4.0 * gamma * ridge)
    # root − lead, in the form that does not cancel.
    top = root - lead if lead < 0 else 4.0 * gamma * ridge / (root + lead)
    m = top / (2.0 * gamma * ridge)
    # m solves γλm² + (1 − γ + λ)m − 1 = 0; differentiate by λ.
    slope = (gamma * m * m + m) / (2.0 * gamma * ridge * m + lead)
    return float(signal * ridge**2 * slope + noise * gamma * (m - ridge * slope))


def natural_spline_error(line: Line, measure: str = "rmse") -> float:
    """Error of the natural cubic spline through the points: the limit of the spline family as K → ∞ with uniform knots.

    Source
    ------
    "Double Descent, part 2" (MLU-Explain), theorem; Reinsch (1967), "Smoothing by spline functions".
    """
    spline = CubicSpline(line.x, line.y, bc_type="natural")
    return error_of(np.asarray(spline(line.grid)) - line.truth(line.grid), measure)


def error_of(difference: Array, measure: str) -> float:
    """Root mean square (``rmse``) or mean absolute (``mae``) of a difference on a grid."""
    if measure == "mae":
        return float(np.mean(np.abs(difference)))
    return float(np.sqrt(np.mean(difference * difference)))

"""Polynomials of every degree at once, in many worlds at once.

An orthonormal basis of the polynomials *on the training places* (QR of Legendre polynomials there) makes the fits
nested: the fit of degree d is the fit of degree d − 1 plus one term. So one factorisation per world gives every degree.
"""

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from simulations.catalog.bias_variance.worlds import GRID, TRUTHS, Errors, Smoother, Worlds, errors, places

Array = NDArray[np.float64]


def fit(worlds: Worlds, degree: int, truth: str, sigma: float) -> Errors:
    """Least squares by polynomials of degree 0 … ``degree``.

    Parameters
    ----------
    worlds
        The training sets; n must exceed ``degree``.
    degree
        Highest degree D.
    truth, sigma
        What the worlds were drawn from.

    Returns
    -------
    Errors
        Each of shape (D + 1,).

    Accuracy
    --------
    Fits agree with ``numpy.polynomial.Legendre.fit`` to 2e-11 of the largest value for D = 10 and n = 30 random places.
    """
    coefficients, basis = _same(worlds, degree) if worlds.same_places else _own(worlds, degree)
    count = len(coefficients)
    fitted: Array = np.zeros((count, len(GRID)))
    mean, square = np.empty((degree + 1, len(GRID))), np.empty((degree + 1, len(GRID)))
    for d in range(degree + 1):
        fitted = fitted + coefficients[:, d, None] * basis[..., d, :]
        mean[d] = fitted.sum(axis=0) / count
        square[d] = np.einsum("wm,wm->m", fitted, fitted) / count
    # What the fit of degree d leaves of y: Pythagoras, in an orthonormal basis.
    explained = np.cumsum(np.mean(coefficients**2, axis=0))
    train = (np.mean(np.sum(worlds.y**2, axis=1)) - explained) / worlds.y.shape[1]
    return errors(mean, square, train, TRUTHS[truth](GRID), sigma)


def smoother(truth: str, n: int, degree: int) -> Smoother:
    """Every degree in n fixed places."""
    own, basis = _basis(places(n), degree)
    terms = TRUTHS[truth](places(n)) @ own
    return Smoother(
        there=np.cumsum(terms[:, None] * basis, axis=0),
        own=np.cumsum(terms[:, None] * own.T, axis=0),
        weight=np.cumsum(np.mean(basis**2, axis=1)),
        residual=1.0 - np.arange(1, degree + 2) / n,
    )


def _basis(x: Array, degree: int) -> tuple[Array, Array]:
    """Orthonormal polynomials at the places, (…, n, D + 1), and on the grid, (…, D + 1, M)."""
    own, upper = np.linalg.qr(legendre.legvander(x, degree))
    return own, np.swapaxes(np.linalg.inv(upper), -1, -2) @ legendre.legvander(GRID, degree).T


def _same(worlds: Worlds, degree: int) -> tuple[Array, Array]:
    own, basis = _basis(worlds.x, degree)
    return worlds.y @ own, basis


def _own(worlds: Worlds, degree: int) -> tuple[Array, Array]:
    own, basis = _basis(worlds.x, degree)
    return np.einsum("wnd,wn->wd", own, worlds.y), basis

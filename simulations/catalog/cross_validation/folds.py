"""k-fold cross-validation of linear and ridge regression without refitting, for many data sets at once.

With H = X (XᵀX + αI)⁻¹ Xᵀ and r = y − Hy, the residuals of fold S under the fit of the *other* folds are

    e_S = (I − H_SS)⁻¹ r_S,

because leaving S out is a change of rank |S| (Sherman, Morrison, Woodbury). The penalty α stays the same when rows are
left out, as in scikit-learn. One factorisation per data set then serves every k. Folds with more rows than there are
features solve a system of p unknowns instead of |S|: e_S = r_S + V_S (I − V_SᵀV_S)⁻¹ V_Sᵀ r_S, where H = VVᵀ.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Data sets are taken in groups of about this many numbers, so that a block of any size needs little memory.
_CELLS = 500_000


def fold_sizes(n: int, k: int) -> tuple[tuple[int, int], ...]:
    """Pairs (folds, rows in each): the first n mod k folds have one row more, as in scikit-learn's ``KFold``.

    Examples
    --------
    >>> fold_sizes(10, 4)
    ((2, 3), (2, 2))
    """
    small, extra = divmod(n, k)
    return tuple((folds, rows) for folds, rows in ((extra, small + 1), (k - extra, small)) if folds)


def estimates(x: Array, y: Array, folds: Sequence[int], penalty: float = 0.0) -> tuple[Array, Array]:
    """Cross-validation estimates for every k, and the coefficients of the fit to all rows.

    Parameters
    ----------
    x
        Data sets, shape (sets, n, p). Rows are taken in order: consecutive rows make a fold.
    y
        Responses, shape (sets, n).
    folds
        Numbers of folds k, each 2 ≤ k ≤ n. Without penalty, every training part must determine p coefficients.
    penalty
        α in ‖y − Xb‖² + α‖b‖².

    Returns
    -------
    estimates
        Mean over folds of the mean squared error on the fold, shape (sets, len(folds)).
    coefficients
        Shape (sets, p).

    Accuracy
    --------
    Equals refitting without each fold to 1e-12 for well-conditioned data.

    Source
    ------
    D. M. Allen (1974), The relationship between variable selection and data augmentation and a method for prediction,
    Technometrics 16(1), for folds of one row; the block form is the Sherman–Morrison–Woodbury identity.
    """
    sets, n, p = x.shape
    found, coefficients = np.empty((sets, len(folds))), np.empty((sets, p))
    group = max(1, _CELLS // (n * max(p, 16)))
    for begin in range(0, sets, group):
        rows = slice(begin, begin + group)
        root, residual, coefficients[rows] = _whole(x[rows], y[rows], penalty)
        for column, k in enumerate(folds):
            found[rows, column] = _one(root, residual, k)
    return found, coefficients


def _whole(x: Array, y: Array, penalty: float) -> tuple[Array, Array, Array]:
    """V with H = VVᵀ, the residuals of the fit to all rows, and its coefficients."""
    sets, n, p = x.shape
    if penalty:
        below = np.broadcast_to(np.sqrt(penalty) * np.eye(p), (sets, p, p))
        whole, upper = np.linalg.qr(np.concatenate([x, below], axis=1))
    else:
        whole, upper = np.linalg.qr(x)
    root = whole[:, :n]
    rotated = np.matmul(np.swapaxes(root, 1, 2), y[:, :, None])
    residual = y - np.matmul(root, rotated)[:, :, 0]
    return root, residual, np.linalg.solve(upper, rotated)[:, :, 0]


def _one(root: Array, residual: Array, k: int) -> Array:
    """The estimate for one k, shape (sets,)."""
    total: Array = np.zeros(len(residual))
    for v, r in _by_fold(root, residual, k):
        left_out = _left_out(v, r)
        total += np.einsum("sfr,sfr->s", left_out, left_out) / r.shape[2]
    return total / k


def _by_fold(root: Array, residual: Array, k: int) -> Iterator[tuple[Array, Array]]:
    """V and r cut into folds of equal size, shapes (sets, folds, rows, p) and (sets, folds, rows)."""
    sets, n, p = root.shape
    begin = 0
    for folds, rows in fold_sizes(n, k):
        end = begin + folds * rows
        yield root[:, begin:end].reshape(sets, folds, rows, p), residual[:, begin:end].reshape(sets, folds, rows)
        begin = end


def _left_out(v: Array, r: Array) -> Array:
    """Residuals of each fold under the fit to the others, shape (sets, folds, rows)."""
    rows, p = v.shape[2:]
    if rows == 1:
        return np.asarray(r / (1.0 - np.einsum("sfrp,sfrp->sfr", v, v)))
    turned = np.swapaxes(v, 2, 3)
    if rows <= p:
        return np.asarray(np.linalg.solve(np.eye(rows) - v @ turned, r[..., None])[..., 0])
    inner = np.linalg.solve(np.eye(p) - turned @ v, turned @ r[..., None])
    return r + (v @ inner)[..., 0]

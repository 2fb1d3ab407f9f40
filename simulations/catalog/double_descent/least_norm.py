"""Least-squares fits with the first K of a row of features, for many K at once and few points: least norm, or ridge.

A loop over K takes one singular value decomposition each. Here the features are turned into an orthonormal basis in
which the first K of them fill the first rank(K) coordinates, so that every K is a small positive definite system; these
are solved together. A system that is too ill-conditioned for that takes its decomposition after all.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Singular values below this share of the largest are dropped. Truncation is a ridge in disguise: fixed, and reported.
RCOND = 1e-11
# A feature whose part outside the earlier ones is this small, relative to the largest feature, depends on them.
_DEPENDENT = 1e-13
# Squared condition (in the Frobenius norm) up to which a system is solved by its inverse and refined once.
_WELL_CONDITIONED = 1e9
# Ridges below this may leave a system ill-conditioned.
_TINY = 1e-5
# Counts that are predicted together.
_TOGETHER = 24


def weights(a: Array, b: Array, counts: Sequence[int], penalties: ArrayLike) -> Array:
    """γ minimising ‖a[:, :K] γ − b‖² + penalty‖γ‖²; of least norm for penalty 0.

    Parameters
    ----------
    a
        Features, shape (n, top), n small; not changed.
    b
        Response, shape (n,).
    counts
        The K's, 0 ≤ K ≤ top.
    penalties
        Each ≥ 0: shape (penalties,), or (penalties, counts) where every K has its own.

    Returns
    -------
    ndarray, shape (penalties, counts, top)
        Rows γ, zero from K on.

    Accuracy
    --------
    As a truncated singular value decomposition with `RCOND`: fits differ by less than 1e-11 of the response; where the
    squared condition is above 1e9 by nothing, because there it *is* one.

    Source
    ------
    Seminormal equations with a step of refinement: Björck, "Numerical Methods for Least Squares Problems", 1996, 6.6.5.
    """
    basis, ranks = _nested_basis(a)
    turned, response = basis.T @ a, basis.T @ b
    order = np.asarray(counts, dtype=np.int64)
    used = np.arange(a.shape[1]) < order[:, None]
    filled = np.arange(len(response)) < ranks[order][:, None]
    kernels = _kernels(turned, order) * (filled[:, :, None] & filled[:, None, :])
    diagonals = np.einsum("kii->ki", kernels)
    # Coordinates that no feature fills are rounding: 1 on the diagonal, and a response of 0, leave them out.
    diagonals += ~filled
    right = response * filled
    each = np.asarray(penalties, dtype=np.float64)
    each = np.broadcast_to(each.reshape(len(each), -1), (len(each), len(order)))
    found = np.empty((len(each), *used.shape))
    before = np.zeros(len(order))
    for index, penalty in enumerate(each):
        diagonals += (penalty - before)[:, None]
        before = penalty
        inverses, good = _inverses(kernels)
        duals = _solve(inverses, right)
        gamma = np.matmul(duals, turned, out=found[index])
        gamma *= used
        rest = (right - gamma @ turned.T - penalty[:, None] * duals) * filled
        gamma += (_solve(inverses, rest) @ turned) * used
        for column in np.flatnonzero(~good).tolist():
            count = counts[column]
            gamma[column, :count] = by_decomposition(a[:, :count], b, penalty[column])
    return found


def _solve(inverses: Array, right: Array) -> Array:
    return np.asarray((inverses @ right[:, :, None])[:, :, 0])


def predictions(found: Array, counts: Sequence[int], features: Array) -> Array:
    """The fits of `weights` at other points: ``found @ features.T``, leaving out what is zero.

    Parameters
    ----------
    found
        Shape (penalties, counts, top), zero from the count on.
    counts
        The K's, best in ascending order: then those that are predicted together are alike.
    features
        Shape (points, top), best in Fortran order.
    """
    out = np.empty((*found.shape[:2], len(features)))
    for start in range(0, len(counts), _TOGETHER):
        rows = slice(start, start + _TOGETHER)
        most = max(counts[rows])
        for index, each in enumerate(found):
            np.matmul(each[rows, :most], features[:, :most].T, out=out[index, rows])
    return out


def seconds(size: int, counts: Sequence[int], places: int, ridges: Sequence[float]) -> float:
    """Predicted CPU seconds of `weights` and of `predictions` at ``places`` on the reference core.

    ``size`` is the rank that the features can reach. Near it, without ridge or with a tiny one, systems are decomposed.
    """
    many = np.asarray(counts, dtype=np.float64)
    top = float(many.max())
    near = many[(many > size / 2) & (many < 4 * size)]
    decomposed = float(np.sum(1.2e-4 + 1.5e-9 * np.minimum(near, size) ** 2 * np.maximum(near, size)))
    system = 1.5e-5 + 3e-10 * size**3 + 8e-9 * top + 5e-9 * places
    each = len(many) * system + 1.5e-10 * places * float(many.sum())
    plain = sum(ridge < _TINY for ridge in ridges)
    return 3e-4 + 1.5e-5 * min(top, 3 * size) + 1.5e-8 * size**2 + len(ridges) * (5e-5 + each) + plain * decomposed


def by_decomposition(a: Array, b: Array, penalty: float) -> Array:
    """One γ of `weights` by a truncated singular value decomposition: the readable way, and the oracle."""
    u, filters, vt = _filtered(a, penalty)
    return np.asarray((filters * (u.T @ b)) @ vt)


def inverse(a: Array, penalty: float) -> Array:
    """The matrix that takes b to γ, (K, n): the pseudoinverse of a for penalty 0."""
    u, filters, vt = _filtered(a, penalty)
    return np.asarray((vt.T * filters) @ u.T)


def _filtered(a: Array, penalty: float) -> tuple[Array, Array, Array]:
    """Singular vectors, and what takes the place of 1/s between them; small singular values are dropped."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    keep = s > RCOND * (s[0] if len(s) else 0.0)
    s = s[keep]
    return u[:, keep], s / (s * s + penalty) if penalty else 1.0 / s, vt[keep]


def _nested_basis(a: Array) -> tuple[Array, NDArray[np.int64]]:
    """Orthonormal columns that span the features, and the rank of the first 0, 1, … of them.

    Gram–Schmidt, twice; a feature that depends on the ones before it adds no column.
    """
    n, top = a.shape
    basis = np.zeros((n, min(n, top)), order="F")
    ranks = np.zeros(top + 1, dtype=np.int64)
    least = _DEPENDENT * np.sqrt(np.max(np.einsum("ij,ij->j", a, a), initial=0.0))
    rank = 0
    for index in range(top):
        earlier = basis[:, :rank]
        outside = a[:, index] - earlier @ (earlier.T @ a[:, index])
        outside = outside - earlier @ (earlier.T @ outside)
        length = np.sqrt(outside @ outside)
        if length > least:
            basis[:, rank] = outside / length
            rank += 1
        ranks[index + 1 :] = rank
        if rank == n:
            break
    return basis[:, :rank], ranks


def _kernels(turned: Array, counts: NDArray[np.int64]) -> Array:
    """a aᵀ of the first K features, shape (counts, size, size): each is the one before and a few more."""
    order = np.argsort(counts, kind="stable")
    steps = np.empty((len(counts), len(turned), len(turned)))
    before = 0
    for index, count in enumerate(counts[order].tolist()):
        added = turned[:, before:count]
        np.matmul(added, added.T, out=steps[index])
        before = count
    kernels = np.empty_like(steps)
    kernels[order] = np.cumsum(steps, axis=0)
    return kernels


def _inverses(systems: Array) -> tuple[Array, NDArray[np.bool_]]:
    """The inverse of each system, and whether it is well-conditioned enough to be used."""
    try:
        inverses = np.linalg.inv(systems)
    except np.linalg.LinAlgError:
        return np.zeros_like(systems), np.zeros(len(systems), dtype=bool)
    conditions = np.sqrt(np.einsum("kij,kij->k", systems, systems) * np.einsum("kij,kij->k", inverses, inverses))
    return np.asarray(inverses), np.asarray(conditions <= _WELL_CONDITIONED)

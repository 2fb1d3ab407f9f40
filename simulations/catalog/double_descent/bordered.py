"""Widths beyond n from the Cholesky factor of a bordered kernel matrix: one factorisation for many widths.

Let K = XXᵀ + penalty·I hold p features, U the last b of them in the order of their removal, z = Xβ and β_U their true
coefficients. The lower Cholesky factor of

    [ K   U   y   z  ]
    [ Uᵀ  I   0   β_U]

(rows y and z below) contains every width from p down to p − b + 1: eliminating K and the first i columns of U leaves
the Schur complement of K − U_i U_iᵀ, so sums over the first n + i entries of the last two rows are yᵀK⁻¹y and yᵀK⁻¹z
*after* i removals. With b ≈ 2n/3 that is 3.3 n² flops per feature, nearly all of them matrix products; and a block
depends on its own K only, so that rounding does not build up from one block to the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import blas, lapack

Array = NDArray[np.float64]

# Stands below y and z on the diagonal; so large that the factorisation never meets a negative pivot there.
_HUGE = 1e200
# Squared ratio of the pivots of K below which it counts as singular.
_SINGULAR = 1e-13


@dataclass(frozen=True)
class Block:
    """Widths start + 1 … stop of one penalty; arrays of shape (stop − start,) in ascending order of width.

    Attributes
    ----------
    index
        Which of the penalties.
    singular
        K is singular to working precision; the arrays mean nothing.
    fitted
        yᵀK_p⁻¹y.
    aligned
        βᵀb̂_p = (X_pβ_p)ᵀK_p⁻¹y.
    dual
        ‖K_p⁻¹y‖², and zero without a penalty, where nobody needs it.
    """

    index: int
    start: int
    stop: int
    singular: bool
    fitted: Array
    aligned: Array
    dual: Array


def block_size(n: int) -> int:
    """Features that share a factor: 2n/3 needs about the fewest operations, and small n want fewer calls."""
    return max(48, 2 * n // 3)


def blocks(x: Array, y: Array, beta: Array, penalties: Sequence[float]) -> Iterator[Block]:
    """The widths n + 1 … P of each penalty, in ascending blocks.

    Parameters
    ----------
    x, y, beta
        As in `nested_path.ridge_path`, with P > n; not changed.
    penalties
        nλ ≥ 0 each.

    Source
    ------
    Block elimination and the Schur complement: Golub and Van Loan, "Matrix Computations", 4th ed., 3.2.11 and 4.2.9.
    """
    n, width = x.shape
    features = np.asfortranarray(x)
    kernel = blas.dsyrk(1.0, features[:, :n], lower=1)
    z = features[:, :n] @ beta[:n]
    size = block_size(n)
    for start in range(n, width, size):
        stop = min(start + size, width)
        added, truth = features[:, start:stop], beta[start:stop]
        kernel = blas.dsyrk(1.0, added, beta=1.0, c=kernel, lower=1, overwrite_c=1)
        z = z + added @ truth
        for index, penalty in enumerate(penalties):
            factor, info = _factor(kernel, penalty, added[:, ::-1], truth[::-1], y, z)
            yield _read(factor, n, index, start, stop, penalty=penalty, failed=bool(info))


def _factor(kernel: Array, penalty: float, removed: Array, truth: Array, y: Array, z: Array) -> tuple[Array, int]:
    """The lower Cholesky factor of the bordered matrix, and LAPACK's verdict: 0 when it exists."""
    n, b = removed.shape
    m = n + b
    bordered = np.zeros((m + 2, m + 2), order="F")
    bordered[:n, :n] = kernel
    bordered[n:m, :n] = removed.T
    bordered[m, :n] = y
    bordered[m + 1, :n] = z
    bordered[m + 1, n:m] = truth
    diagonal = np.einsum("ii->i", bordered)
    diagonal[:n] += penalty
    diagonal[n:m] = 1.0
    diagonal[m:] = _HUGE
    factor, info = lapack.dpotrf(bordered, lower=1, overwrite_a=1, clean=0)
    return factor, info


def _read(factor: Array, n: int, index: int, start: int, stop: int, *, penalty: float, failed: bool) -> Block:
    m = len(factor) - 2
    pivots = np.diagonal(factor)[:n]
    singular = failed or bool(pivots.min() ** 2 < _SINGULAR * pivots.max() ** 2)
    row, other = factor[m, :m], factor[m + 1, :m]
    # The sums before each removal: from n entries of the rows up to m − 1.
    fitted, aligned = (np.cumsum(terms)[n - 1 : m - 1][::-1] for terms in (row * row, row * other))
    dual = _squared_duals(factor, n, row)[::-1] if penalty and not singular else np.zeros(stop - start)
    return Block(index, start, stop, singular, fitted, aligned, dual)


def _squared_duals(factor: Array, n: int, row: Array) -> Array:
    """‖K⁻¹y‖² before each removal: K⁻¹y = L⁻ᵀ(a − Z s_i), with L and Z the first n columns of the factor, a and r the
    entries of its row y, and s_i = L_M⁻ᵀ[:, :i] r[:i], all i at once.
    """
    m = len(row)
    steps = np.tril(np.broadcast_to(row[n:], (m - n, m - n)), -1)
    steps = blas.dtrsm(1.0, factor[n:m, n:m], np.asfortranarray(steps), side=1, lower=1, overwrite_b=1)
    duals = row[:n] - blas.dtrmm(1.0, steps, factor[n:m, :n], lower=1)
    duals = blas.dtrsm(1.0, factor[:n, :n], duals, side=1, lower=1, overwrite_b=1)
    return np.asarray(np.einsum("ij,ij->i", duals, duals))

"""Logistic regression for many weightings of the same rows at once, by Newton's method.

The objective for one weighting c is

    F(b) = sum over rows of c_i log(1 + exp(−s_i x_i·b)) + λ/2 · (squared length of b without the intercept),

with s = ±1 for the classes. A bootstrap replicate is a weighting (how often each row was drawn), and so is "the first n
rows". One matrix product gives the log-odds of all rows in all weightings, one more all gradients, and one more all
Hessians, for these are weighted sums of the same outer products x_i x_iᵀ.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# In double or in single precision.
Either = NDArray[np.floating[Any]]
Indexes = NDArray[np.int64]

TOLERANCE = 1e-10
# Where no finite fit exists, this penalty on every coefficient, the intercept too, takes its place.
RESCUE = 1e-4

_STEPS = 25
_CAREFUL_STEPS = 500
_HALVINGS = 60
# Below this slope Newton converges quadratically, and rounding would make a comparison of objectives idle.
_NEAR = 1e-6
# Weightings are taken in groups of about this many weights: what is at work stays in the cache.
_CELLS = 65_536
# Below this order, elimination over all systems at once beats a call of LAPACK for each.
_SMALL = 4
_FEW = 20
# So many weightings, or more, take their first steps in single precision, where an exponential costs a tenth. From a
# good start two of them come as near as single precision sees, and one in double precision does the rest.
_ROUGH_STEPS = 2
# Rows that are looked at before all are, to see whether a plane parts the classes.
_GLANCE = 16


class Separable(ValueError):
    """There is no finite maximum-likelihood fit."""


@dataclass(frozen=True)
class Fits:
    """Coefficients by weighting.

    Attributes
    ----------
    coefficients
        Shape (weightings, p).
    rescued
        Where no finite fit exists, so that `RESCUE` was put on every coefficient; shape (weightings,).
    """

    coefficients: Array
    rescued: NDArray[np.bool_]


def design(features: Array) -> Array:
    """Rows with a leading 1 for the intercept."""
    return np.column_stack([np.ones(len(features)), features])


def penalties(p: int, penalty: float, *, intercept: bool = True) -> Array:
    """λ for each of p coefficients; an intercept, the first, is free."""
    found = np.full(p, float(penalty))
    if intercept:
        found[0] = 0.0
    return found


def fit(x: Array, y: Array, ridge: Array, start: Array | None = None) -> Array:
    """One fit.

    Parameters
    ----------
    x
        Shape (n, p), the intercept's column included.
    y
        Classes 0 and 1, shape (n,).
    ridge
        λ for each coefficient, shape (p,).
    start
        Where to begin; 0 unless given.

    Returns
    -------
    ndarray, shape (p,)

    Raises
    ------
    Separable
        Nothing holds the coefficients back and a plane parts the classes: the likelihood grows without end.

    Accuracy
    --------
    The gradient of F is at most 1e-10 in every coordinate.

    Source
    ------
    A. Albert, J. A. Anderson (1984), On the existence of maximum likelihood estimates in logistic regression models,
    Biometrika 71(1).
    """
    fits = fit_weighted(x, y, np.ones((1, len(y))), ridge, start)
    if fits.rescued[0]:
        raise Separable(
            "A plane parts the two classes, so without a penalty the coefficients grow for ever and no best fit "
            "exists. Add a penalty, or rows that overlap."
        )
    return np.asarray(fits.coefficients[0])


def fit_weighted(x: Array, y: Array, weights: Array, ridge: Array, start: Array | None = None) -> Fits:
    """One fit for each weighting of the rows.

    Parameters
    ----------
    x, y, ridge, start
        As for `fit`.
    weights
        Non-negative, shape (weightings, n).

    Returns
    -------
    Fits
        Where no finite fit exists (a plane through the free coefficients parts the classes), with a penalty of `RESCUE`
        on every coefficient.

    Accuracy
    --------
    The gradient is at most 1e-10 in every coordinate. That no finite fit exists is found out exactly: by coefficients
    that put every weighted row on its side.
    """
    count, n = weights.shape
    p = x.shape[1]
    products = _products(x)
    begin = np.zeros(p) if start is None else start
    coefficients, rescued = np.empty((count, p)), np.zeros(count, dtype=bool)
    size = max(1, _CELLS // n)
    for first in range(0, count, size):
        rows = slice(first, first + size)
        found, settled = _together(x, y, products, weights[rows], ridge, begin)
        if not ridge.all():
            settled &= ~_parted(x, y, weights[rows], found, ridge)
        for index in np.flatnonzero(~settled):
            found[index], rescued[first + index] = _alone(x, y, weights[first + index], ridge)
        coefficients[rows] = found
    return Fits(coefficients, rescued)


def gradient(x: Array, y: Array, weights: Array, ridge: Array, coefficients: Array) -> Array:
    """∇F for each weighting, shape (weightings, p)."""
    with np.errstate(over="ignore"):
        said = 1.0 / (1.0 + np.exp(-(coefficients @ x.T)))
    return np.asarray((weights * (said - y)) @ x + ridge * coefficients)


@cache
def _above(p: int) -> tuple[Indexes, Indexes]:
    return np.triu_indices(p)


def _products(x: Array) -> Array:
    """The outer product of each row with itself, upper triangle row by row, shape (n, p (p + 1)/2)."""
    above = _above(x.shape[1])
    return np.ascontiguousarray(x[:, above[0]] * x[:, above[1]])


def separable(x: Array, y: Array) -> bool:
    """Whether some plane with the columns of ``x`` for coordinates has every row strictly on its side."""
    return _careful(x, y, np.ones(len(y)), np.zeros(x.shape[1])) is None


def _together(
    x: Array, y: Array, products: Array, weights: Array, ridge: Array, begin: Array
) -> tuple[Array, NDArray[np.bool_]]:
    """Plain Newton steps for all weightings; where they led to a stationary point is said beside the coefficients.

    All begin at the same place, so the first step needs the log-odds of the rows once, not once for each weighting.
    When half of those at work have settled, the others go on without them.
    """
    moments = weights @ (x * y[:, None])
    settled, active = np.zeros(len(weights), dtype=bool), np.arange(len(weights))
    # A weighting that runs away overflows on its way; it does not settle, and is done again with care.
    with np.errstate(all="ignore"):
        said = 1.0 / (1.0 + np.exp(-(x @ begin)))
        slope = weights @ (x * said[:, None]) - moments + ridge * begin
        found = begin - _solve(weights @ (products * (said - said * said)[:, None]), ridge, slope)
        if len(weights) >= _FEW:
            found = _roughly(x, products, weights, moments, ridge, found)
        room, reach = np.empty((2, *weights.shape)), float(np.abs(x).max())
        at = found.copy()
        for _ in range(_STEPS):
            slope, step = _step(x, products, weights, moments, ridge, at, room[:, : len(at)])
            done = _left(reach, slope, step) <= TOLERANCE
            if 2 * np.count_nonzero(done) >= len(done):
                found[active], settled[active] = at, done
                going = ~done
                active, at, weights, moments = active[going], at[going], weights[going], moments[going]
                if not len(active):
                    break
        found[active] = at
    return found, settled


def _roughly(x: Array, products: Array, weights: Array, moments: Array, ridge: Array, at: Array) -> Array:
    """Some steps in single precision, of shape (weightings, p)."""
    x_, products_, weights_, moments_, ridge_, found = (
        array.astype(np.float32) for array in (x, products, weights, moments, ridge, at)
    )
    room = np.empty((2, *weights.shape), dtype=np.float32)
    for _ in range(_ROUGH_STEPS):
        _step(x_, products_, weights_, moments_, ridge_, found, room)
    return found.astype(np.float64)


def _step(
    x: Either, products: Either, weights: Either, moments: Either, ridge: Either, at: Either, room: Either
) -> tuple[Any, Any]:
    """Move every row of ``at`` by a Newton step; the slopes before, and the steps, of shape (weightings, p)."""
    said, pull = room
    np.matmul(-at, x.T, out=said)
    np.exp(said, out=said)
    said += 1.0
    np.reciprocal(said, out=said)
    np.multiply(weights, said, out=pull)
    slope = pull @ x - moments + ridge * at
    said *= pull
    pull -= said
    step = _solve(pull @ products, ridge, slope)
    at -= step
    return slope, step


def _left(reach: float, slope: Any, step: Any) -> Array:
    """Bounds of the slopes that a Newton step leaves, shape (weightings,).

    A step s leaves at most ½ exp(m) max|x| · (slope·s) in any coordinate, with m the greatest change of a log-odds: the
    logistic function's second derivative is nowhere larger than its first.
    """
    change = reach * np.abs(step).sum(axis=1)
    # Where the Hessian has vanished, a step is noise of any length and sign: minus infinity is no small slope.
    return np.asarray(0.5 * reach * np.exp(change) * np.abs((slope * step).sum(axis=1)))


def _solve(packed: Any, ridge: Any, slope: Any) -> Any:
    """(H + diag(ridge))⁻¹ slope for each weighting, H packed as in `_products`; NaN or infinite where H is singular."""
    p = len(ridge)
    if p > _SMALL or len(packed) < _FEW:
        above = _above(p)
        hessian = np.empty((len(packed), p, p))
        hessian[:, above[0], above[1]] = packed
        hessian[:, above[1], above[0]] = packed
        hessian += np.diag(ridge)
        try:
            return np.asarray(np.linalg.solve(hessian, slope[:, :, None])[:, :, 0])
        except np.linalg.LinAlgError:
            return np.full_like(slope, np.nan)
    pairs = [(i, j) for i in range(p) for j in range(i, p)]
    cell: dict[tuple[int, int], Array] = {pair: packed[:, place] for place, pair in enumerate(pairs)}
    for i in range(p):
        cell[i, i] = cell[i, i] + ridge[i]
    right = list(slope.T.copy())
    for k in range(p):
        for i in range(k + 1, p):
            factor = cell[k, i] / cell[k, k]
            for j in range(i, p):
                cell[i, j] = cell[i, j] - factor * cell[k, j]
            right[i] = right[i] - factor * right[k]
    for k in reversed(range(p)):
        for j in range(k + 1, p):
            right[k] = right[k] - cell[k, j] * right[j]
        right[k] = right[k] / cell[k, k]
    return np.stack(right, axis=1)


def _parted(x: Array, y: Array, weights: Array, found: Array, ridge: Array) -> NDArray[np.bool_]:
    """Where the free coefficients put every weighted row strictly on its side; shape (weightings,)."""
    free = ridge == 0
    signed = np.where(y == 1, 1.0, np.where(y == 0, -1.0, np.nan))[:, None] * x[:, free]

    def right(some: Indexes, rows: slice) -> NDArray[np.bool_]:
        # What ran away may be infinite; it parts nothing.
        with np.errstate(invalid="ignore"):
            sides = found[some][:, free] @ signed[rows].T
        return np.asarray(np.all((sides > 0) | (weights[some, rows] == 0), axis=1))

    parted = np.zeros(len(weights), dtype=bool)
    every = np.arange(len(weights))
    maybe = every[right(every, slice(_GLANCE))]
    parted[maybe] = right(maybe, slice(None))
    return parted


def _alone(x: Array, y: Array, weights: Array, ridge: Array) -> tuple[Array, bool]:
    """One weighting with care, and whether it had to be rescued."""
    kept = weights > 0
    rows = x[kept], y[kept], weights[kept]
    found = _careful(*rows, ridge)
    if found is not None:
        return found, False
    rescued = _careful(*rows, np.maximum(ridge, RESCUE))
    assert rescued is not None, "With a penalty on every coefficient there is a fit."
    return rescued, True


def _careful(x: Array, y: Array, weights: Array, ridge: Array) -> Array | None:
    """Newton steps, each halved until the objective falls; None when there is no finite fit."""
    found = np.zeros(x.shape[1])
    for _ in range(_CAREFUL_STEPS):
        if not ridge.all() and _parted(x, y, weights[None], found[None], ridge)[0]:
            return None
        slope = gradient(x, y, weights[None], ridge, found[None])[0]
        if np.abs(slope).max() <= TOLERANCE:
            return found
        # Of two factors the small one is exact in its own right: 1 − 1/(1 + e) would lose it.
        side = np.abs(x @ found)
        pull = weights * np.exp(-side) / (1.0 + np.exp(-side)) ** 2
        hessian = (x * pull[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.lstsq(hessian, slope, rcond=None)[0]
        found = found - (step if np.abs(slope).max() <= _NEAR else _shortened(x, y, weights, ridge, found, slope, step))
    raise ArithmeticError("Newton's method did not settle.")


def _shortened(x: Array, y: Array, weights: Array, ridge: Array, found: Array, slope: Array, step: Array) -> Array:
    """The step, halved until the objective falls by a fair part of what the slope promises."""
    before = _objective(x, y, weights, ridge, found)
    for _ in range(_HALVINGS):
        if _objective(x, y, weights, ridge, found - step) <= before - 1e-4 * float(slope @ step):
            break
        step = 0.5 * step
    return step


def _objective(x: Array, y: Array, weights: Array, ridge: Array, found: Array) -> float:
    side = x @ found
    return float(weights @ (np.logaddexp(0.0, side) - y * side) + 0.5 * (ridge @ found**2))

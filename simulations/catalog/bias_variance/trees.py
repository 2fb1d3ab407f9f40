"""Regression trees of every depth at once, in many worlds at once.

A greedy tree of depth d is the tree of depth d + 1 without its last splits: growing one level at a time passes through
every depth. On sorted places a node is an interval and the gain of every split comes from running sums, so one level of
all trees of all worlds is a handful of array operations.
"""

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.bias_variance.worlds import GRID, POINTS, TRUTHS, Errors, Worlds, errors

Array = NDArray[np.float64]
Indexes = NDArray[np.int64]


def fit(worlds: Worlds, depth: int, truth: str, sigma: float) -> Errors:
    """Greedy regression trees (CART, squared error, thresholds midway) cut off at depth 0 … ``depth``.

    Parameters
    ----------
    worlds
        The training sets.
    depth
        Greatest depth D.
    truth, sigma
        What the worlds were drawn from.

    Returns
    -------
    Errors
        Each of shape (D + 1,).

    Accuracy
    --------
    Equals ``sklearn.tree.DecisionTreeRegressor(max_depth=d)`` to 1e-12 where no two splits gain the same.

    Source
    ------
    L. Breiman, J. Friedman, R. Olshen, C. Stone (1984), Classification and Regression Trees, chapter 8.
    """
    x, y = _sorted(worlds)
    count, n = y.shape
    # Running sums begin with a 0 in each world, so place i of world w stands at w (n + 1) + i.
    sums = np.concatenate([np.zeros((count, 1)), np.cumsum(y, axis=1)], axis=1).ravel()
    middles = 0.5 * (x[:, 1:] + x[:, :-1])
    cells = np.concatenate([np.zeros((count, 1), np.int64), np.searchsorted(GRID, middles, side="right")], axis=1)
    flat_cells = cells.ravel()
    begins = np.zeros(count * n, dtype=bool)
    begins[::n] = True
    mean, square = np.empty((depth + 1, POINTS)), np.empty((depth + 1, POINTS))
    train = np.empty(depth + 1)
    total = float(np.sum(y * y))
    for d in range(depth + 1):
        starts = np.flatnonzero(begins)
        sizes, values = _leaves(starts, sums, count, n)
        mean[d] = _staircase(values, starts, flat_cells, n)
        square[d] = _staircase(values * values, starts, flat_cells, n)
        train[d] = (total - np.sum(sizes * values * values)) / y.size
        if d < depth:
            _split(begins, starts, sizes, sums, n)
    return errors(mean / count, square / count, train, TRUTHS[truth](GRID), sigma)


def _sorted(worlds: Worlds) -> tuple[Array, Array]:
    if worlds.same_places:
        return np.broadcast_to(worlds.x, worlds.y.shape), worlds.y
    order = np.argsort(worlds.x, axis=1, kind="stable")
    return np.take_along_axis(worlds.x, order, axis=1), np.take_along_axis(worlds.y, order, axis=1)


def _leaves(starts: Indexes, sums: Array, count: int, n: int) -> tuple[Indexes, Array]:
    """Size and mean of each leaf, given where leaves begin (in places numbered through all worlds)."""
    ends = np.append(starts[1:], count * n)
    world = starts // n
    return ends - starts, (sums[ends + world] - sums[starts + world]) / (ends - starts)


def _staircase(values: Array, starts: Indexes, cells: Indexes, n: int) -> Array:
    """Sum over worlds of the fits on the grid."""
    steps = np.diff(values, prepend=0.0)
    first = starts % n == 0
    steps[first] = values[first]
    return np.asarray(np.cumsum(np.bincount(cells[starts], weights=steps, minlength=POINTS)[:POINTS]))


def _split(begins: NDArray[np.bool_], starts: Indexes, sizes: Indexes, sums: Array, n: int) -> None:
    """Split every leaf of two places or more where that lowers the squared error most; the leftmost of equals."""
    keep = sizes > 1
    starts, sizes = starts[keep], sizes[keep]
    if not len(starts):
        return
    leaf = np.repeat(np.arange(len(starts)), sizes - 1)
    firsts = np.cumsum(sizes - 1) - (sizes - 1)
    left = np.arange(len(leaf)) - firsts[leaf] + 1
    at = starts[leaf] + left
    world = starts // n
    low, high = sums[starts + world], sums[starts + sizes + world]
    middle = sums[at + world[leaf]]
    below, above = middle - low[leaf], high[leaf] - middle
    gain = below * below / left + above * above / (sizes[leaf] - left)
    best = np.flatnonzero(gain == np.maximum.reduceat(gain, firsts)[leaf])
    # Of several equal splits of one leaf, the first.
    best = best[np.diff(leaf[best], prepend=-1) > 0]
    begins[at[best]] = True

"""Nearest neighbours for every k at once, in many worlds at once.

On a line the k nearest places to q are a window of the sorted places, and the window moves one step right where q
passes the middle of places l and l + k. So for each k a fit is a staircase with n − k steps, and sums over worlds need
the steps only, not a value for each grid point, world and k.
"""

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.bias_variance.worlds import GRID, POINTS, TRUTHS, Errors, Smoother, Worlds, errors, places

Array = NDArray[np.float64]


def fit(worlds: Worlds, most: int, truth: str, sigma: float) -> Errors:
    """The mean of the k nearest training values, for k = 1 … ``most``; of places equally near, the first.

    Parameters
    ----------
    worlds
        The training sets; n must be at least ``most``.
    most
        Largest k.
    truth, sigma
        What the worlds were drawn from.

    Returns
    -------
    Errors
        Each of shape (``most``,).

    Accuracy
    --------
    Equals a sort of all distances to 1e-12.
    """
    mean, square, train = _same(worlds, most) if worlds.same_places else _own(worlds, most)
    return errors(mean, square, train, TRUTHS[truth](GRID), sigma)


def smoother(truth: str, n: int, most: int) -> Smoother:
    """Every k in n fixed places. A training place is its own nearest neighbour, with weight 1/k."""
    x, k = places(n), np.arange(1, most + 1)
    there, own = (np.cumsum(TRUTHS[truth](x[_order(at, x)[:, :most]]), axis=1).T / k[:, None] for at in (GRID, x))
    return Smoother(there, own, weight=1.0 / k, residual=1.0 - 1.0 / k)


def _same(worlds: Worlds, most: int) -> tuple[Array, Array, Array]:
    """Every world has the same neighbours: sort once, then add one neighbour after another."""
    x, y = worlds.x, worlds.y
    mean, square, train = np.empty((most, POINTS)), np.empty((most, POINTS)), np.empty(most)
    there, here = _order(GRID, x)[:, :most], _order(x, x)[:, :most]
    on_grid, own = np.zeros((len(y), POINTS)), np.zeros_like(y)
    for k in range(1, most + 1):
        on_grid += y[:, there[:, k - 1]]
        own += y[:, here[:, k - 1]]
        mean[k - 1] = on_grid.sum(axis=0) / (len(y) * k)
        square[k - 1] = np.einsum("wm,wm->m", on_grid, on_grid) / (len(y) * k * k)
        train[k - 1] = np.mean((y - own / k) ** 2)
    return mean, square, train


def _own(worlds: Worlds, most: int) -> tuple[Array, Array, Array]:
    """Staircases: the first step at the left edge, the others added up in the cells of the grid that they fall into."""
    order = np.argsort(worlds.x, axis=1, kind="stable")
    x, y = np.take_along_axis(worlds.x, order, axis=1), np.take_along_axis(worlds.y, order, axis=1)
    count, n = x.shape
    sums = np.concatenate([np.zeros((count, 1)), np.cumsum(y, axis=1)], axis=1)
    mean, square, train = np.empty((most, POINTS)), np.empty((most, POINTS)), np.empty(most)
    scale = 0.5 * (POINTS - 1)
    own = _OwnWindows(x, y, sums)
    for k in range(1, most + 1):
        values = (sums[:, k:] - sums[:, :-k]) / k
        # The first grid point beyond the middle between the place that leaves and the one that enters.
        cells = ((0.5 * (x[:, : n - k] + x[:, k:]) + 1.0) * scale).astype(np.int64).ravel() + 1
        mean[k - 1] = _staircase(values, cells)
        square[k - 1] = _staircase(values * values, cells)
        train[k - 1] = own.residual(k)
    return mean / count, square / count, train


def _staircase(values: Array, cells: NDArray[np.int64]) -> Array:
    """Sum over worlds of staircases with ``values`` (worlds, steps) whose later steps begin in ``cells``."""
    # An empty count is one of integers, whatever its weights.
    total = np.bincount(cells, weights=np.diff(values, axis=1).ravel(), minlength=POINTS)[:POINTS].astype(np.float64)
    total[0] += values[:, 0].sum()
    return np.asarray(np.cumsum(total))


class _OwnWindows:
    """The windows of the training places themselves, which grow by one neighbour, left or right, with every k."""

    def __init__(self, x: Array, y: Array, sums: Array) -> None:
        count, n = x.shape
        edge = np.full((count, 1), np.inf)
        self._places = np.concatenate([-edge, x, edge], axis=1).ravel()
        self._x, self._y, self._sums = x.ravel(), y.ravel(), sums.ravel()
        world = np.arange(count)[:, None]
        self._row = np.broadcast_to(world, (count, n)).ravel()
        # Places are numbered with the edges, n + 2 in each world; a window begins at ``low``.
        self._low = ((n + 2) * world + np.arange(1, n + 1)).ravel()

    def residual(self, k: int) -> float:
        """Mean squared residual for k neighbours; to be asked for k = 1, 2, 3, … in turn."""
        if k > 1:
            left, right = self._places[self._low - 1], self._places[self._low + k - 1]
            self._low = self._low - (self._x - left <= right - self._x)
        # Running sums have n + 1 entries in each world, beginning with 0.
        begin = self._low - 1 - self._row
        return float(np.mean((self._y - (self._sums[begin + k] - self._sums[begin]) / k) ** 2))


def _order(at: Array, x: Array) -> NDArray[np.int64]:
    return np.argsort(np.abs(at[:, None] - x), axis=1, kind="stable")

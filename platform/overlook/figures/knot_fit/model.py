"""Lines bent at random knots, fitted by least squares: the Python twin of `model.ts`.

The model is ``f(x) = α + βx + Σ γ_k ½|x − t_k|``: a unit coefficient changes the slope by one at its knot. α and β are
free; among all least-squares solutions the one of smallest ``‖γ‖₂`` is taken, or a ridge on γ. The browser solves it
by a complete orthogonal decomposition; here it is NumPy's pseudo-inverse, so that agreement means something.

Accuracy
--------
Both sides agree to 1e-9 (relative) where the problem is well conditioned and to 1e-14 times the condition elsewhere (it
reaches 1e8 where two knots nearly coincide at the threshold); to 1e-6 with a ridge, which is solved in the dual. Each
golden value carries its own tolerance.

Source
------
The 41 points and the 6 points, with this model, are the set-up of the two-part essay on double descent of MLU-Explain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Singular values below this share of the largest are taken for zero; that truncation is reported, not hidden.
RCOND = 1e-11
GRID = 801
MOST = 300
#: Where the error curve is computed: every width around the two thresholds, growing steps elsewhere.
WIDTHS = (
    1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 28, 31, 33, *range(34, 45), 46, 48, 51, 55, 60, 67, 75, 86, 100,
    120, 150, 190, 240, 300,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dataset:
    """Training points, the truth behind them, and the frame in which a fit is drawn."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    truth: tuple[float, float, float, float]
    squared: bool
    frame: tuple[float, float]


def _cubic() -> Dataset:
    """f(x) = x³ − 3x on 41 points of [−2, 2], five of them corrupted upwards."""
    corrupted = {6: 1.569, 14: 0.665, 15: 0.279, 30: 0.627, 36: 1.100}
    x = tuple((index - 20) / 10 for index in range(41))
    y = tuple(value * value * value - 3 * value + corrupted.get(index, 0) for index, value in enumerate(x))
    return Dataset(x, y, (0, -3, 0, 1), False, (-4, 4))


DATASETS = {
    "cubic": _cubic(),
    "parabola": Dataset((0, 1, 2, 3, 4, 5), (25, 9, 1, 1, 9, 25), (25, -20, 4, 0), True, (-5, 30)),
}


def random(seed: int) -> list[float]:
    """The first numbers of mulberry32, as many as any draw uses: the same 32-bit steps in both languages."""
    state = seed & 0xFFFFFFFF
    numbers = []
    for _ in range(2 * MOST):
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        numbers.append(((mixed ^ (mixed >> 14)) & 0xFFFFFFFF) / 4294967296)
    return numbers


@cache
def knots(dataset: str, design: str, seed: int) -> tuple[float, ...]:
    """The nested sequence of knots: the fit with K knots uses the first K.

    ``iid``: independent and uniform between the first and the last point. ``stratified``: one in each gap between
    neighbouring points, the gaps in random order, round after round.
    """
    x = DATASETS[dataset].x
    low, high = x[0], x[-1]
    numbers = random(seed)
    if design == "iid":
        return tuple(low + (high - low) * number for number in numbers[:MOST])
    gaps = len(x) - 1
    found: list[float] = []
    position = 0
    while len(found) < MOST:
        order = list(range(gaps))
        for index in range(gaps - 1, 0, -1):
            other = int(numbers[position % len(numbers)] * (index + 1))
            position += 1
            order[index], order[other] = order[other], order[index]
        for gap in order:
            share = numbers[position % len(numbers)]
            position += 1
            found.append(x[gap] + (x[gap + 1] - x[gap]) * share)
    return tuple(found[:MOST])


@dataclass(frozen=True)
class Bent:
    """A polygon: a line and its bends at the knots, ascending."""

    intercept: float
    slope: float
    knots: Array
    bends: Array

    def at(self, x: Array) -> Array:
        features = np.abs(x[:, None] - self.knots[None, :]) / 2
        return np.asarray(self.intercept + self.slope * x + features @ self.bends)


@dataclass(frozen=True)
class Fit(Bent):
    """A fitted polygon with its errors, its worst miss, and how far it reaches."""

    test: float
    train: float
    worst: float
    low: float
    high: float


@lru_cache(maxsize=4096)
def fit(dataset: str, design: str, seed: int, k: int, ridge: float) -> Fit:
    """The fit with the first ``k`` knots of the draw; ``ridge`` is λ, 0 for none."""
    return solve(DATASETS[dataset], knots(dataset, design, seed)[:k], ridge)


def solve(data: Dataset, sequence: Sequence[float], ridge: float) -> Fit:
    """The fit with these knots."""
    x, y = np.array(data.x), np.array(data.y)
    where = np.array(sequence, dtype=float)
    features = np.abs(x[:, None] - where[None, :]) / 2
    base = np.stack([np.ones_like(x), x], axis=1)
    free = _without_line(x, features)
    target = _without_line(x, y)
    if ridge > 0:
        bends = free.T @ np.linalg.solve(free @ free.T + ridge * np.eye(len(x)), target)
    else:
        bends = np.linalg.pinv(free, rcond=RCOND) @ target
    (intercept, slope), *_ = np.linalg.lstsq(base, y - features @ bends, rcond=None)
    order = np.argsort(where, kind="stable")
    bent = Bent(float(intercept), float(slope), where[order], bends[order])
    grid = np.linspace(x[0], x[-1], GRID)
    truth = np.polynomial.polynomial.polyval(grid, data.truth)
    residuals = bent.at(x) - y
    corners = bent.at(np.concatenate([x[[0, -1]], bent.knots]))
    return Fit(
        bent.intercept,
        bent.slope,
        bent.knots,
        bent.bends,
        test=_mean(bent.at(grid) - truth, squared=data.squared),
        train=_mean(residuals, squared=data.squared),
        worst=float(np.abs(residuals).max()),
        low=float(corners.min()),
        high=float(corners.max()),
    )


def condition(data: Dataset, sequence: Sequence[float]) -> float:
    """How much the fit without a ridge can magnify rounding: the ratio of the extreme singular values that are kept."""
    x = np.array(data.x)
    features = np.abs(x[:, None] - np.array(sequence, dtype=float)[None, :]) / 2
    sizes = np.linalg.svd(_without_line(x, features), compute_uv=False)
    return float(sizes[0] / sizes[sizes > RCOND * sizes[0]].min())


def _without_line(x: Array, columns: Array) -> Array:
    """What is left of the columns when the best straight line is taken out of each."""
    orthonormal, _ = np.linalg.qr(np.stack([np.ones_like(x), x], axis=1))
    return np.asarray(columns - orthonormal @ (orthonormal.T @ columns))


def _mean(errors: Array, *, squared: bool) -> float:
    return float(np.sqrt(np.mean(errors**2)) if squared else np.mean(np.abs(errors)))


def curve(dataset: str, design: str, seed: int, ridge: float) -> list[tuple[int, float, float]]:
    """Test and training error at every width of `WIDTHS`, for one draw."""
    fits = [(k, fit(dataset, design, seed, k, ridge)) for k in WIDTHS]
    return [(k, found.test, found.train) for k, found in fits]

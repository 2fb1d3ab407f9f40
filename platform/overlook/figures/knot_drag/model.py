"""A chain f(x) = α + βx + Σ γ_k ½|x − t_k| through six points: the Python twin of `model.ts`.

Second differences of the values at the points 0 … 5 remove the line, and turn each ½|x − t| into a tent: at the inner
point i it leaves max(0, 1 − |t − i|). So the chain touches every point exactly when, for each of the four inner points,
the bends weighted by their tents add up to the second difference of the data, which is 8.

Accuracy
--------
Singular values below 1e-11 of the largest are dropped. Both languages agree to 1e-9 of the size of the result.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

X: Array = np.arange(6.0)
Y: Array = 4.0 * (X - 2.5) ** 2
GRID: Array = np.linspace(0.0, 5.0, 251)
#: The least share of the largest singular value that counts, and the largest miss that counts as a touch.
RCOND, TOUCH = 1e-11, 1e-2
_SECOND: Array = np.diff(np.eye(6), 2, axis=0)
_WHITE: Array = np.linalg.inv(np.linalg.cholesky(_SECOND @ _SECOND.T))


@dataclass(frozen=True)
class Chain:
    """Knots, bends γ, the line's α and β, and whether a push can move the bends: ``fits`` is 0, 1 or 2 for many."""

    knots: Array
    bends: Array
    alpha: float
    beta: float
    fits: int

    def at(self, x: Array) -> Array:
        return np.asarray(self.alpha + self.beta * x + 0.5 * np.abs(np.subtract.outer(x, self.knots)) @ self.bends)

    @property
    def reach(self) -> float:
        """Largest |f| on [0, 5]: at a knot or at an end."""
        return float(np.max(np.abs(self.at(np.concatenate([[0.0, 5.0], self.knots])))))

    @property
    def slope(self) -> float:
        """The steepest link."""
        places = np.concatenate([np.sort(self.knots), [5.0]])
        firsts = np.concatenate([[0.0], places[:-1]])
        middles = (firsts + places) / 2
        slopes = self.beta + 0.5 * np.sign(np.subtract.outer(middles, self.knots)) @ self.bends
        return float(np.max(np.abs(slopes)))

    @property
    def miss(self) -> float:
        """Farthest miss of a point."""
        return float(np.max(np.abs(self.at(X) - Y)))

    @property
    def norm(self) -> float:
        return float(np.sqrt(self.bends @ self.bends))

    @property
    def rmse(self) -> float:
        """Root mean squared distance from the parabola."""
        wrong = self.at(GRID) - 4.0 * (GRID - 2.5) ** 2
        return float(np.sqrt(np.mean(wrong * wrong)))


def tents(knots: Array) -> Array:
    """max(0, 1 − |t − i|) for the inner points i = 1 … 4, shape (4, K)."""
    return np.asarray(np.maximum(0.0, 1.0 - np.abs(np.subtract.outer(X[1:5], knots))))


def chain(places: Sequence[float], push: float = 0.0) -> Chain:
    """Least squares and of those the least ‖γ‖, moved by ``push`` along the free direction if there is one."""
    knots = np.array(places)
    _, sizes, rows = np.linalg.svd(_WHITE @ tents(knots), full_matrices=False)
    kept = rows[sizes > RCOND * sizes[0]]
    bends = np.linalg.pinv(_WHITE @ tents(knots), rcond=RCOND) @ (_WHITE @ (_SECOND @ Y))
    free = np.zeros(len(knots))
    free[-1] = 1.0
    free -= kept.T @ (kept @ free)
    length = float(np.sqrt(free @ free))
    loose = len(kept) < len(knots) and length > 1e-6
    if loose:
        bends = bends + push / length * free
    left = Y - 0.5 * np.abs(np.subtract.outer(X, knots)) @ bends
    beta = float(left @ (X - 2.5)) / 17.5
    found = Chain(knots, bends, float(np.mean(left)) - 2.5 * beta, beta, 0)
    fits = 0 if found.miss > TOUCH else 2 if len(kept) < len(knots) else 1
    return Chain(found.knots, found.bends, found.alpha, found.beta, fits)

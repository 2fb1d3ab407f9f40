"""The gentlest chain through six points with random knots, and its limit: the Python twin of `model.ts`.

Write h_i for the tent at the inner point i (1 there, 0 at its neighbours). The gentlest chain has bends
γ_k = Σ λ_i h_i(t_k), where (Σ_k h_i(t_k) h_j(t_k)) λ = (8, 8, 8, 8). Its limit has g″ = p Σ λ_i h_i, where
(∫ p h_i h_j) λ = (8, 8, 8, 8). Both matrices have three diagonals.

Accuracy
--------
Both languages agree to 1e-9.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overlook.figures.draws import uniforms

Array = NDArray[np.float64]

#: Places within a gap, both ends included.
PLACES = 51
S: Array = np.linspace(0.0, 1.0, PLACES)
X: Array = np.concatenate([np.arange(5.0)[:, None] + S], axis=None)
_Y: Array = 4.0 * (np.arange(6.0) - 2.5) ** 2
#: How far the straight chords through the points lie above the parabola, in each gap.
_SAG: Array = 4.0 * S * (1.0 - S)


@dataclass(frozen=True)
class Bed:
    """Distances from the parabola at `X`: of the limit, and of the chain (None where it touches not every point)."""

    shares: Array
    limit: Array
    chain: Array | None

    @property
    def apart(self) -> float:
        """Farthest distance of the chain from its limit."""
        return float(np.max(np.abs(self.chain - self.limit))) if self.chain is not None else 0.0


def solve(diagonal: Sequence[float], beside: Sequence[float]) -> list[float] | None:
    """λ at all six points (0 at both ends) from a symmetric matrix with three diagonals; None where it is singular."""
    pivots, sums = [diagonal[0]], [8.0]
    for index in range(1, 4):
        share = beside[index - 1] / pivots[-1] if pivots[-1] else 0.0
        pivots.append(diagonal[index] - share * beside[index - 1])
        sums.append(8.0 - share * sums[-1])
    if min(pivots) <= 1e-12 * max(diagonal):
        return None
    found = [0.0]
    for index in (3, 2, 1, 0):
        found.insert(0, (sums[index] - (beside[index] * found[0] if index < 3 else 0.0)) / pivots[index])
    return [0.0, *found]


def limit(shares: Array) -> Array:
    """Distance of the limit from the parabola at `X`; g″ goes from p λ_j to p λ_{j+1} in gap j."""
    bends = solve(((shares[:-1] + shares[1:]) / 3).tolist(), (shares[1:-1] / 6).tolist())
    if bends is None:
        return np.zeros(len(X))
    first, last = shares * np.array(bends[:-1]), shares * np.array(bends[1:])
    sag = np.outer(first, (1 - S) ** 3 - (1 - S)) / 6 + np.outer(last, S**3 - S) / 6
    return np.asarray((sag + _SAG).ravel())


def throw(shares: Array, count: int, seed: int) -> tuple[Array, Array]:
    """The gap of each knot and its place within, drawn from the density; more knots begin with the same ones."""
    drawn = uniforms(seed, count)
    edges = np.concatenate([[0.0], np.cumsum(shares)])
    gaps = np.minimum(np.searchsorted(edges[1:], drawn, side="right"), 4)
    return gaps, np.minimum((drawn - edges[gaps]) / shares[gaps], 1.0)


def chain(shares: Array, count: int, seed: int) -> Array | None:
    """Distance of the gentlest chain from the parabola at `X`; None where the knots let no chain touch every point."""
    gaps, places = throw(shares, count, seed)
    own, other, mixed = (
        np.bincount(gaps, weights=weights, minlength=5)
        for weights in ((1 - places) ** 2, places**2, places * (1 - places))
    )
    bends = solve((other[:-1] + own[1:]).tolist(), mixed[1:-1].tolist())
    if bends is None:
        return None
    table = np.array(bends)
    sag = np.empty((5, PLACES))
    for gap in range(5):
        t = places[gaps == gap]
        weight = table[gap] * (1 - t) + table[gap + 1] * t
        under = np.minimum(np.outer(S, 1 - t), np.outer(1 - S, t))
        sag[gap] = _SAG - under @ weight
    return np.asarray(sag.ravel())


def bed(weights: Sequence[float], count: int, seed: int) -> Bed:
    shares = np.array(weights) / float(sum(weights))
    return Bed(shares, limit(shares), chain(shares, count, seed))


def rms(values: Array) -> float:
    """Root mean square over the canal: the trapezoid rule, since every curve here is 0 at the points themselves."""
    return float(np.sqrt(np.sum(values * values) / (5 * (PLACES - 1))))

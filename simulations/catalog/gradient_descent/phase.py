"""The phase diagram of a quadratic: how many steps to a tolerance, for every step size and momentum at once.

In the eigenbasis each direction goes its own way, θ_i(t) = a_i(t) θ_i(0), and a_i knows nothing of the start. So
one recurrence for all step sizes, momenta and directions serves; a start only weighs the directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from simulations.engine.contract import Beat

Array = NDArray[np.float64]

# An error this many times the first is not coming back: the transients of stable descents are far smaller.
ESCAPED = 1e12
_BEAT = 2000


@dataclass(frozen=True)
class Counted:
    """Steps until ‖θ_t‖ ≤ tolerance · ‖θ_0‖, or the cap; and whether it was reached. Shapes (momenta, rates)."""

    steps: Array
    reached: Array


def spectrum(kappa: float, dimension: int) -> Array:
    """Eigenvalues evenly on a log scale from 1/κ to 1."""
    return np.asarray(np.geomspace(1.0 / kappa, 1.0, dimension))


def rates(kappa: float) -> tuple[float, ...]:
    """Step sizes in units of 1/λmax, from 0.1 to 4, with 1, 2 and both optima among them."""
    even = np.geomspace(0.1, 4.0, 41).tolist()
    named = (1.0, 2.0, best_plain(kappa)[0], best_heavy_ball(kappa)[0])
    return tuple(sorted({float(f"{rate:.12g}") for rate in (*even, *named)}))


def best_plain(kappa: float) -> tuple[float, float]:
    """The best step size 2/(L + μ) without momentum, for L = 1 and μ = 1/κ, and its rate (κ − 1)/(κ + 1)."""
    return 2.0 * kappa / (kappa + 1.0), (kappa - 1.0) / (kappa + 1.0)


def best_heavy_ball(kappa: float) -> tuple[float, float, float]:
    """η* = 4/(√L + √μ)², β* = ((√κ − 1)/(√κ + 1))² and their rate √β*.

    Source
    ------
    B. T. Polyak (1964), USSR Computational Mathematics and Mathematical Physics 4(5), 1–17.
    """
    root = sqrt(kappa)
    rate = (root - 1.0) / (root + 1.0)
    return 4.0 / (1.0 + 1.0 / root) ** 2, rate * rate, rate


def radius(rate: float, momentum: float, eigenvalues: Array) -> float:
    """By how much the slowest direction shrinks with each step in the end; 1 or more does not shrink.

    The greatest |r| over eigenvalues λ and roots of r² − (1 + β − ηλ) r + β = 0.
    """
    middle = 1.0 + momentum - rate * eigenvalues
    inside = middle * middle - 4.0 * momentum
    real = 0.5 * (np.abs(middle) + np.sqrt(np.maximum(inside, 0.0)))
    return float(np.where(inside < 0, sqrt(momentum), real).max())


def expected_steps(rate: float, momentum: float, eigenvalues: Array, tolerance: float) -> float | None:
    """log(tolerance)/log(radius): the steps of a start in the slowest direction; None where there is no end."""
    shrink = radius(rate, momentum, eigenvalues)
    if shrink >= 1.0 - 1e-12:
        return None
    return max(1.0, log(tolerance) / log(shrink)) if shrink else 1.0


def count_steps(
    start: Array,
    eigenvalues: Array,
    rates: Sequence[float],
    momenta: Sequence[float],
    tolerance: float,
    cap: int,
    beat: Beat,
) -> Counted:
    """Steps from one start to the tolerance, for every pair of momentum and step size.

    Parameters
    ----------
    start
        θ_0 in the eigenbasis, not 0; shape (dimension,).
    eigenvalues
        λ, shape (dimension,), positive.
    rates, momenta
        η > 0 and 0 ≤ β < 1.
    tolerance
        Share of the first distance that counts as arrived, 0 < tolerance < 1.
    cap
        Nobody walks further.

    Accuracy
    --------
    The counts of descents one by one, unless a distance meets the tolerance to within rounding.
    """
    weights = start * start / np.dot(start, start)
    pairs = np.array([(beta, eta) for beta in momenta for eta in rates])
    beta, middle = pairs[:, :1].copy(), 1.0 + pairs[:, :1] - pairs[:, 1:] * eigenvalues
    now, before, work = np.ones_like(middle), np.ones_like(middle), np.empty_like(middle)
    walking = np.arange(len(pairs))
    steps, reached = np.full(len(pairs), float(cap)), np.zeros(len(pairs))
    for step in range(1, cap + 1):
        np.multiply(middle, now, out=work)
        np.multiply(beta, before, out=before)
        np.subtract(work, before, out=before)
        now, before = before, now
        np.multiply(now, now, out=work)
        distance = work @ weights
        arrived = distance <= tolerance * tolerance
        stopped = arrived | (distance > ESCAPED * ESCAPED)
        if stopped.any():
            steps[walking[arrived]], reached[walking[arrived]] = step, 1.0
            on = ~stopped
            walking, beta, middle, now, before, work = (rows[on] for rows in (walking, beta, middle, now, before, work))
            if not len(walking):
                break
        if step % _BEAT == 0:
            beat(step / cap)
    shape = (len(momenta), len(rates))
    return Counted(steps.reshape(shape), reached.reshape(shape))

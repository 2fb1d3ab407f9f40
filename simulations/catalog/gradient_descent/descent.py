"""Gradient descent with momentum, for a batch of starts; and what it does to a quadratic, exactly."""

from itertools import pairwise

import numpy as np
from numpy import add, multiply, subtract
from numpy.typing import NDArray

from simulations.catalog.gradient_descent.losses import CEILING, Loss
from simulations.engine.contract import Beat

Array = NDArray[np.float64]

POINTS = 200
# So many looks are valued together: enough to save calls, and few enough to stay in the cache.
_LOOKS = 16


def recorded_steps(steps: int) -> tuple[int, ...]:
    """At which steps the loss is looked at: evenly, from 0 to ``steps``, at most `POINTS` + 2 of them."""
    stride = -(-steps // POINTS)
    return tuple(sorted({*range(0, steps + 1, stride), steps}))


def descend(loss: Loss, kappa: float, starts: Array, rate: float, momentum: float, steps: int, beat: Beat) -> Array:
    """The loss along the way: v ← βv − η∇f(θ), θ ← θ + v, from v = 0.

    Parameters
    ----------
    loss, kappa
        What is descended.
    starts
        θ₀ of each start, shape (2, starts). Left as it is.
    rate
        Step size η > 0.
    momentum
        β, 0 ≤ β < 1.
    steps
        How many steps.

    Returns
    -------
    numpy.ndarray
        Losses at `recorded_steps`, shape (points, starts); `CEILING` from the first look at which a start is above it.

    Accuracy
    --------
    Without momentum bit for bit the loop over Python floats that does the same operations, except for the sine
    and the cosine of the ravine (one unit in the last place).

    Source
    ------
    B. T. Polyak (1964), Some methods of speeding up the convergence of iteration methods, USSR Computational
    Mathematics and Mathematical Physics 4(5), 1–17 (the heavy ball).
    """
    looks = recorded_steps(steps)
    found = np.empty((len(looks), starts.shape[1]))
    theta = np.array(starts, dtype=np.float64, order="C")
    # Gradient and velocity lie in one array, so that η and β are multiplied in with one operation.
    state = np.zeros((4, starts.shape[1]))
    gradient, velocity = state[:2], state[2:]
    factor = np.repeat([[rate], [rate], [momentum], [momentum]], starts.shape[1], axis=1)
    write_gradient = loss.gradient(theta, kappa, gradient)
    seen = np.empty((_LOOKS, *theta.shape))
    at = 0
    # A start that leaves overflows on its way; nothing else does.
    with np.errstate(over="ignore", invalid="ignore"):
        for first in range(0, len(looks), _LOOKS):
            rows = looks[first : first + _LOOKS]
            for row, look in enumerate(rows):
                for _ in range(look - at):
                    write_gradient()
                    if momentum:
                        multiply(factor, state, state)
                        subtract(velocity, gradient, velocity)
                        add(theta, velocity, theta)
                    else:
                        multiply(factor[:2], gradient, gradient)
                        subtract(theta, gradient, theta)
                at = look
                seen[row] = theta
            found[first : first + len(rows)] = loss.value(seen[: len(rows), 0], seen[: len(rows), 1], kappa)
            beat(at / steps)
    if not found.max() <= CEILING:
        found[np.maximum.accumulate(~(found <= CEILING), axis=0)] = CEILING
    return found


def amplitudes(eigenvalue: float, rate: float, momentum: float, looks: tuple[int, ...]) -> Array:
    """What is left of an error along an eigenvector of a quadratic, at each of the steps ``looks``.

    Parameters
    ----------
    eigenvalue
        λ of the Hessian.
    rate, momentum
        η and β.
    looks
        Ascending numbers of steps from 0 on.

    Returns
    -------
    numpy.ndarray
        a_t with θ_t = a_t θ₀: (1 − ηλ)^t without momentum, else a_(t+1) = (1 + β − ηλ) a_t − β a_(t−1), by powers of
        its companion matrix.
    """
    if not momentum:
        with np.errstate(over="ignore"):
            return np.asarray((1.0 - rate * eigenvalue) ** np.array(looks, dtype=np.float64))
    companion = np.array([[1.0 + momentum - rate * eigenvalue, -momentum], [1.0, 0.0]])
    powers: dict[int, Array] = {}
    state = np.array([1.0, 1.0])
    found = [1.0]
    with np.errstate(over="ignore", invalid="ignore"):
        for before, after in pairwise(looks):
            stride = after - before
            if stride not in powers:
                powers[stride] = np.linalg.matrix_power(companion, stride)
            state = powers[stride] @ state
            found.append(float(state[0]))
    return np.array(found)

"""The four losses in the plane: value, gradient, and the curvatures that decide which steps are stable."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy import copyto, cos, multiply, sin, subtract
from numpy.typing import NDArray

Array = NDArray[np.float64]

# A start whose loss exceeds this has left for good; its loss is shown as this.
CEILING = 1e12

_ONE, _TWO = np.array(1.0), np.array(2.0)
_MINUS_400, _200 = np.array(-400.0), np.array(200.0)


@dataclass(frozen=True)
class Loss:
    """One loss with least value 0.

    Attributes
    ----------
    centre
        Around which the starts are drawn.
    value
        ``value(x, y, κ)``: the loss, of the shape of x and y.
    gradient
        ``gradient(θ, κ, out)`` gives a function that writes the gradient at what is then in θ, shape (2, starts), into
        ``out``: views and scratch are made once, so a step on a few hundred starts costs its few array operations.
    curvatures
        Least and greatest eigenvalue of the Hessian at a minimum, by κ.
    """

    slug: str
    label: str
    centre: tuple[float, float]
    value: Callable[[Array, Array, float], Array]
    gradient: Callable[[Array, float, Array], Callable[[], None]]
    curvatures: Callable[[float], tuple[float, float]]


def _quadratic(theta: Array, kappa: float, out: Array) -> Callable[[], None]:
    x, y, gx, gy, steepness = theta[0], theta[1], out[0], out[1], np.array(kappa)

    def write() -> None:
        copyto(gx, x)
        multiply(steepness, y, gy)

    return write


def _ravine(theta: Array, kappa: float, out: Array) -> Callable[[], None]:
    x, y, gx, gy, steepness = theta[0], theta[1], out[0], out[1], np.array(kappa)
    away, cosine = np.empty_like(x), np.empty_like(x)

    def write() -> None:
        sin(x, away)
        subtract(y, away, away)
        cos(x, cosine)
        multiply(steepness, away, gy)
        multiply(gy, cosine, gx)
        subtract(x, gx, gx)

    return write


def _rosenbrock(theta: Array, _kappa: float, out: Array) -> Callable[[], None]:
    x, y, gx, gy = theta[0], theta[1], out[0], out[1]
    away, left = np.empty_like(x), np.empty_like(x)

    def write() -> None:
        multiply(x, x, away)
        subtract(y, away, away)
        multiply(_MINUS_400, x, gx)
        multiply(gx, away, gx)
        subtract(_ONE, x, left)
        multiply(_TWO, left, left)
        subtract(gx, left, gx)
        multiply(_200, away, gy)

    return write


def _saddle(theta: Array, _kappa: float, out: Array) -> Callable[[], None]:
    x, y, gx, gy = theta[0], theta[1], out[0], out[1]

    def write() -> None:
        copyto(gx, x)
        multiply(y, y, gy)
        subtract(gy, _ONE, gy)
        multiply(y, gy, gy)

    return write


def _bent(kappa: float) -> tuple[float, float]:
    """Eigenvalues of [[1 + κ, −κ], [−κ, κ]], the ravine's Hessian at 0."""
    half, root = 0.5 * (1 + 2 * kappa), 0.5 * np.sqrt(1 + 4 * kappa * kappa)
    greatest = half + root
    return kappa / greatest, greatest


_VALLEY = 0.5 * (1002 + np.sqrt(1002.0**2 - 4 * 400))  # Hessian of Rosenbrock's at (1, 1): trace 1002, determinant 400.

LOSSES = {
    loss.slug: loss
    for loss in (
        Loss(
            "quadratic",
            "Bowl, ½(x² + κy²)",
            (0.0, 0.0),
            lambda x, y, kappa: 0.5 * (x * x + kappa * (y * y)),
            _quadratic,
            lambda kappa: (1.0, kappa),
        ),
        Loss(
            "ravine",
            "Bent ravine, ½x² + ½κ(y − sin x)²",
            (0.0, 0.0),
            lambda x, y, kappa: 0.5 * (x * x + kappa * (y - np.sin(x)) ** 2),
            _ravine,
            _bent,
        ),
        Loss(
            "rosenbrock",
            "Rosenbrock's valley, (1 − x)² + 100(y − x²)²",
            (-1.2, 1.0),
            lambda x, y, _kappa: (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2,
            _rosenbrock,
            lambda _kappa: (400.0 / float(_VALLEY), float(_VALLEY)),
        ),
        Loss(
            "saddle",
            "Saddle between two hollows, ½x² + ¼(y² − 1)²",
            (0.0, 0.0),
            lambda x, y, _kappa: 0.5 * (x * x) + 0.25 * (y * y - 1.0) ** 2,
            _saddle,
            lambda _kappa: (1.0, 2.0),
        ),
    )
}

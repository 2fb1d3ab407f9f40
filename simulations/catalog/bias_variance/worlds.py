"""Many worlds: the same truth, measured again and again, each time with new noise (and new places).

Everything here is averaged over a *block* of worlds. For a fitted curve f and a truth t on a grid of M points,

    bias²    = mean over the grid of (mean over worlds of f − t)²
    variance = mean over the grid of the variance over worlds of f (with divisor W, the number of worlds)
    test     = mean over the grid of the mean over worlds of (f − t)², plus σ²

so that test = bias² + variance + σ² exactly, for any number of worlds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

POINTS = 101
GRID: Array = np.linspace(-1.0, 1.0, POINTS)
GRID.setflags(write=False)

TRUTHS: Mapping[str, Callable[[Array], Array]] = {
    "sine": lambda x: np.sin(np.pi * x),
    "cubic": lambda x: 2.0 * x**3 - x,
    "step": lambda x: np.where(x < 0.1, -0.5, 0.5),
    "line": lambda x: 0.8 * x,
    "wave": lambda x: 0.7 * np.sin(3.0 * np.pi * x),
    "bump": lambda x: 1.2 * np.exp(-20.0 * (x - 0.2) ** 2) - 0.4,
}


@dataclass(frozen=True)
class Worlds:
    """A block of training sets.

    Attributes
    ----------
    x
        Places in [−1, 1], shape (worlds, n), or (n,) when every world has the same ones.
    y
        Measured values, shape (worlds, n).
    """

    x: Array
    y: Array

    @property
    def same_places(self) -> bool:
        """Whether every world is measured in the same places."""
        return self.x.ndim == 1


@dataclass(frozen=True)
class Errors:
    """Error of the fits of a block by complexity, each of shape (complexities,).

    ``train`` is the mean squared residual on the training points themselves.
    """

    test: Array
    bias2: Array
    variance: Array
    train: Array


def draw(truth: str, design: str, n: int, sigma: float, worlds: int, rng: np.random.Generator) -> Worlds:
    """A block of worlds: the places first (for ``design="random"``, uniform), then the noise.

    ``design="fixed"`` measures every world in the same n equally spaced places.
    """
    x = rng.uniform(-1.0, 1.0, (worlds, n)) if design == "random" else places(n)
    return Worlds(x, TRUTHS[truth](x) + sigma * rng.standard_normal((worlds, n)))


def errors(mean: Array, square: Array, train: Array, truth: Array, sigma: float) -> Errors:
    """The decomposition, from moments of the fits over worlds.

    Parameters
    ----------
    mean, square
        Mean over worlds of f and of f², shape (complexities, M).
    train
        Mean squared residual, shape (complexities,).
    truth
        t on the grid, shape (M,).
    sigma
        Standard deviation of the noise.

    Accuracy
    --------
    The variance is a difference of moments: its absolute error is about 1e-16 times the mean square of f.
    """
    bias2 = np.mean((mean - truth) ** 2, axis=1)
    variance = np.maximum(np.mean(square - mean * mean, axis=1), 0.0)
    test = np.mean(square - 2.0 * truth * mean + truth * truth, axis=1) + sigma**2
    return Errors(test, bias2, variance, np.maximum(train, 0.0))


@dataclass(frozen=True)
class Smoother:
    """What is known without simulating about a fit f(x) = h(x)·y in fixed places, by complexity.

    Attributes
    ----------
    there, own
        The fit of the truth itself, on the grid, (complexities, M), and in the training places, (complexities, n).
    weight
        ‖h‖², averaged over the grid: the variance for σ = 1, shape (complexities,).
    residual
        ‖e − h‖² averaged over the training places, with e the unit vector of the place: what noise leaves there.
    """

    there: Array
    own: Array
    weight: Array
    residual: Array


def places(n: int) -> Array:
    """The fixed places."""
    return np.linspace(-1.0, 1.0, n)


def expected(smoother: Smoother, truth: str, sigma: float, worlds: int) -> dict[str, list[float | None]]:
    """Exact expectations of what `errors` gives for a block of ``worlds`` worlds in fixed places.

    A block shows (1 − 1/W) of the variance σ²‖h‖², and the remaining 1/W in bias².

    Source
    ------
    T. Hastie, R. Tibshirani, J. Friedman (2009), The Elements of Statistical Learning, section 7.3.
    """
    bias2 = np.mean((smoother.there - TRUTHS[truth](GRID)) ** 2, axis=1)
    variance = sigma**2 * smoother.weight
    missed = np.mean((smoother.own - TRUTHS[truth](places(smoother.own.shape[1]))) ** 2, axis=1)
    return {
        "test": (bias2 + variance + sigma**2).tolist(),
        "bias2": (bias2 + variance / worlds).tolist(),
        "variance": (variance * (1.0 - 1.0 / worlds)).tolist(),
        "train": (missed + sigma**2 * smoother.residual).tolist(),
    }

"""Linear regression by gradient descent, watched step by step: the error along training time, without taking the steps.

In the basis of the singular vectors of X each coefficient goes its own way: after t steps of size η it has come the
share 1 − (1 − ηs²/n)ᵗ of the way to the least-squares solution. Any number of steps costs the same.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Kinds of features: how many there are of each, their scale, and the squared signal that they carry.
FEATURES: dict[str, tuple[tuple[int, float, float], ...]] = {
    "alike": ((100, 1.0, 1.0),),
    "two-speeds": ((70, 1.0, 2.0), (10, 0.03, 1.0)),
}


def draw(features: str, n: int, sigma: float, rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """One data set: X, shape (n, d), y, shape (n,), the true β and the scale of each feature, shape (d,).

    The signal of a kind is spread evenly over its features: its part of y has the variance named in `FEATURES`.
    """
    counts, scales, signals = (np.array(column) for column in zip(*FEATURES[features], strict=True))
    scale = np.repeat(scales, counts)
    beta = np.repeat(np.sqrt(signals / counts) / scales, counts)
    x = rng.standard_normal((n, len(scale))) * scale
    return x, x @ beta + sigma * rng.standard_normal(n), beta, scale


def errors(x: Array, y: Array, beta: Array, scale: Array, steps: Sequence[int]) -> tuple[Array, Array]:
    """Excess error and training error after each number of steps of gradient descent from zero.

    Parameters
    ----------
    x, y
        Data, shapes (n, d) and (n,).
    beta, scale
        The truth, and the standard deviation of each feature, shape (d,): new rows are independent and Gaussian.
    steps
        Numbers of steps t ≥ 0. The size of a step is one over the largest eigenvalue of XᵀX/n, half of what diverges.

    Returns
    -------
    tuple of Array
        Expected squared error of a new row without its noise, and the mean squared error on the rows given, one per t.

    Accuracy
    --------
    Exact to rounding: against a loop of the steps themselves, 1e-9.

    Source
    ------
    M. S. Advani, A. M. Saxe and H. Sompolinsky, Neural Networks 132 (2020), 428–446, section 2.
    """
    left, singular, right = np.linalg.svd(x, full_matrices=False)
    rest = (1 - (singular / singular[0]) ** 2) ** np.array(steps, dtype=np.float64)[:, None]
    target = left.T @ y
    found = ((1 - rest) / singular * target) @ right
    misses = rest * target
    outside = y @ y - target @ target
    return np.sum((scale * (found - beta)) ** 2, axis=1), (np.sum(misses**2, axis=1) + outside) / len(y)

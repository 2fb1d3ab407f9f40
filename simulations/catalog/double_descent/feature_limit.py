"""Infinitely many random features on a table: kernel ridge regression, in closed form.

With P features ΦΦᵀ/P tends to a kernel, and a ridge λ on P features acts like λ/P on the kernel's scale. So the curves
of the family tend to those of the kernel with penalty nλ/P, and without ridge to its interpolant.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent.data import Table
from simulations.catalog.double_descent.splits import split
from simulations.engine.contract import Params
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

# Eigenvalues of the kernel matrix below this share of the largest are beyond double precision.
_RESOLVED = 1e-12
_KEPT = 64
_cache: dict[tuple[object, ...], list[list[float | None]]] = {}


def kernel(kind: str, gamma: float, x: Array, other: Array) -> Array:
    """Mean of φ(x) φ(x′) over the features of `random_features.draw_features`.

    Parameters
    ----------
    kind
        ``rff``: exp(−γ²‖x − x′‖²/2). ``relu``: the arc-cosine kernel of first degree of (x, 1), times γ².
    gamma
        γ > 0.
    x, other
        Shapes (rows, d) and (others, d).

    Accuracy
    --------
    For ``relu`` the features that are active on fewer than five training rows are left out of the model, and not here.

    Source
    ------
    Rahimi and Recht (2007); Cho and Saul (2009), "Kernel methods for deep learning", section 2.1.
    """
    if kind == "rff":
        distance = np.sum(x**2, axis=1)[:, None] + np.sum(other**2, axis=1) - 2.0 * x @ other.T
        return np.asarray(np.exp(-0.5 * gamma**2 * np.maximum(distance, 0.0)))
    lengths = np.sqrt(1.0 + np.sum(x**2, axis=1))[:, None] * np.sqrt(1.0 + np.sum(other**2, axis=1))
    cosine = np.clip((1.0 + x @ other.T) / lengths, -1.0, 1.0)
    angle = np.arccos(cosine)
    shape = np.sqrt(1.0 - cosine**2) + (np.pi - angle) * cosine
    return np.asarray(gamma**2 / (2.0 * np.pi) * lengths * shape)


def errors(table: Table, params: Params, widths: Sequence[int]) -> list[list[float | None]]:
    """Test error by ridge and width, on the rows of seed 0; None where the kernel cannot be inverted.

    Remembered, because it takes as long as a small seed, and a page asks for it at every step of a run.
    """
    key = (*sorted((name, str(value)) for name, value in params.items()), tuple(widths))
    if key not in _cache:
        while len(_cache) >= _KEPT:
            _cache.pop(next(iter(_cache)), None)
        _cache[key] = _errors(table, params, widths)
    return _cache[key]


def _errors(table: Table, params: Params, widths: Sequence[int]) -> list[list[float | None]]:
    n = params["n"]
    rows = split(table, n, params.get("label_noise", 0.0), stream(params["root"], 0))
    train, test = table.inputs[rows.train], table.inputs[rows.test]
    mean = rows.targets.mean(axis=0)
    values, vectors = np.linalg.eigh(kernel(params["feature"], params["gamma"], train, train))
    there = kernel(params["feature"], params["gamma"], test, train) @ vectors
    turned = vectors.T @ (rows.targets - mean)
    wanted = table.targets[rows.test] - mean

    def error(penalty: float) -> float | None:
        shifted = values + penalty
        if shifted[0] < _RESOLVED * shifted[-1]:
            return None
        return float(np.mean((there @ (turned / shifted[:, None]) - wanted) ** 2))

    return [
        [error(n * ridge / width) for width in widths] if ridge else [error(0.0)] * len(widths)
        for ridge in params["ridge"]
    ]

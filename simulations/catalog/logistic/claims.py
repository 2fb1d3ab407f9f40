"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable
from typing import Any

import numpy as np

from simulations.catalog.logistic.boundary import draw, draw_weights, true_coefficients
from simulations.catalog.logistic.existence import chance_separable, tipping_ratio
from simulations.catalog.logistic.newton import fit_weighted, penalties
from simulations.engine.seeding import stream


def coefficients(
    n: int = 200,
    replicates: int = 1000,
    penalty: float = 1.0,
    strength: float = 2.0,
    intercept: float = 0.5,
    seed: int = 0,
    root: int = 1,
) -> dict[str, Any]:
    """Bootstrap quantiles of one data set's coefficients: ``intercept``, ``x1``, ``x2``, each ``p5``, ``median``,
    ``p95``; and the share ``rescued``.

    The data set is that of the run page's seed ``seed``.
    """
    rng = stream(root, seed)
    x, y = draw(n, true_coefficients(intercept, strength), rng)
    fits = fit_weighted(x, y, draw_weights(n, replicates, rng), penalties(3, penalty))
    quantiles = np.quantile(fits.coefficients, (0.05, 0.5, 0.95), axis=0).T.tolist()
    named = {
        name: dict(zip(("p5", "median", "p95"), row, strict=True))
        for name, row in zip(("intercept", "x1", "x2"), quantiles, strict=True)
    }
    return named | {"rescued": float(np.mean(fits.rescued))}


def existence(n: int = 20, d: int = 10, signal: float = 0.0) -> dict[str, float]:
    """Chance that a plane parts n coin-flip labels in d dimensions, and rows per feature where the chance tips."""
    return {"separable": chance_separable(n, d), "tips": tipping_ratio(signal)}


KERNELS: dict[str, Callable[..., Any]] = {"logistic.coefficients": coefficients, "logistic.existence": existence}

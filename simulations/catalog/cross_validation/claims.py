"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulations.catalog.cross_validation.data_sets import (
    Judged,
    draw,
    expected_error,
    expected_estimate,
    judge,
    statistics,
)
from simulations.engine.seeding import stream


def folds(
    folds: Sequence[int],
    n: int = 40,
    p: int = 5,
    sigma: float = 1.0,
    signal: float = 1.0,
    penalty: float = 0.0,
    sets: int = 500,
    seeds: int = 4,
    root: int = 1,
) -> dict[str, Any]:
    """``estimate``, ``truth``, ``spread``, ``miss`` and ``correlation`` by k, over all data sets of all seeds together.

    Keyed by k as text, so that ``10.spread`` is a path. Data sets are those of the run page's seeds 0 … ``seeds`` − 1.
    """
    blocks = []
    for seed in range(seeds):
        x, y, beta = draw(n, p, sigma, signal, sets, stream(root, seed))
        blocks.append(judge(x, y, beta, sigma, tuple(folds), penalty))
    together = Judged(
        np.concatenate([block.estimates for block in blocks]), np.concatenate([block.truth for block in blocks])
    )
    found = statistics(together)
    return {str(k): {name: float(values[index]) for name, values in found.items()} for index, k in enumerate(folds)}


def expectation(folds: Sequence[int], n: int = 40, p: int = 5, sigma: float = 1.0) -> dict[str, Any]:
    """Exact expectations for least squares: the estimate by k as text, and ``truth``."""
    return {str(k): expected_estimate(n, k, p, sigma) for k in folds} | {"truth": expected_error(n, p, sigma)}


KERNELS: dict[str, Callable[..., Any]] = {
    "cross-validation.folds": folds,
    "cross-validation.expectation": expectation,
}

"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulations.catalog.roc.binormal import Binormal
from simulations.catalog.roc.curves import areas, delong_error, true_positive_rates
from simulations.engine.ranking import rank


def binormal(
    separation: float, spread: float = 1.0, rounding: float = 0.0, positives: int = 100, negatives: int = 100
) -> dict[str, Any]:
    """Exact: ``auc``, its standard ``error`` for so many cases, and ``tpr`` at 0, 0.01, …, 1 of the population."""
    population = Binormal(separation, spread, rounding)
    return {
        "auc": population.area(),
        "error": population.standard_error(positives, negatives),
        "tpr": [float(value) for value in population.true_positive_rates()],
    }


def sample(scores: Sequence[float], positive: Sequence[int]) -> dict[str, Any]:
    """Of a given sample: ``auc``, DeLong's standard ``error``, and ``tpr`` at 0, 0.01, …, 1."""
    ranking = rank(np.array(scores, dtype=np.float64), np.array(positive, dtype=bool))
    counts = ranking.counts()[None]
    return {
        "auc": float(areas(counts)[0]),
        "error": delong_error(ranking),
        "tpr": [float(value) for value in true_positive_rates(counts)[0]],
    }


KERNELS: dict[str, Callable[..., Any]] = {"roc.binormal": binormal, "roc.sample": sample}

"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulations.catalog.precision_recall.curves import average_precisions, precisions
from simulations.catalog.precision_recall.population import Population, chance_average_precision
from simulations.engine.ranking import rank


def population(separation: float, prevalence: float, rounding: float = 0.0) -> dict[str, Any]:
    """Exact: average precision ``ap``, ``auc`` (without rounding), ``precision`` at recalls 0.01, 0.02, …, 1."""
    exact = Population(separation, prevalence, rounding)
    return {
        "ap": exact.average_precision(),
        "auc": exact.area(),
        "precision": [float(value) for value in exact.precisions()],
    }


def predictive_value(sensitivity: float, specificity: float, prevalence: float) -> dict[str, Any]:
    """Bayes: the ``precision`` of a test in a population."""
    true, false = prevalence * sensitivity, (1.0 - prevalence) * (1.0 - specificity)
    return {"precision": true / (true + false)}


def sample(scores: Sequence[float], positive: Sequence[int]) -> dict[str, Any]:
    """Of a given sample: ``ap``, ``precision`` at recalls 0.01, …, 1, and what ``chance`` would give on average."""
    flags = np.array(positive, dtype=bool)
    counts = rank(np.array(scores, dtype=np.float64), flags).counts()[None]
    return {
        "ap": float(average_precisions(counts)[0]),
        "chance": chance_average_precision(int(flags.sum()), len(flags)),
        "precision": [float(value) for value in precisions(counts)[0]],
    }


KERNELS: dict[str, Callable[..., Any]] = {
    "precision-recall.population": population,
    "precision-recall.predictive-value": predictive_value,
    "precision-recall.sample": sample,
}

"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values.

Results are keyed by the complexity (degree, k or depth) as text, so that ``5.variance`` is a path.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulations.catalog.bias_variance import votes as majority
from simulations.catalog.bias_variance.model import SIMULATION


def decomposition(family: str, seeds: int = 8, **params: Any) -> dict[str, Any]:
    """Medians over seeds 0 … ``seeds`` − 1 of ``test``, ``bias2``, ``variance`` and ``train``, by complexity.

    ``best`` is the complexity of least median test error.
    """
    normal = SIMULATION.normalise({"family": family, **params})
    curves = [SIMULATION.compute_seed(normal, seed) for seed in range(seeds)]
    medians = {name: np.median([curve[name] for curve in curves], axis=0) for name in curves[0]}
    return _by_complexity(normal, {name: values.tolist() for name, values in medians.items()})


def expectation(family: str, **params: Any) -> dict[str, Any]:
    """The closed form in fixed places, by complexity, with ``best``; a complexity without one is left out."""
    normal = SIMULATION.normalise({"family": family, **params})
    theory = SIMULATION.family(normal).kernel.theory(normal)
    if not theory:
        raise ValueError("There is a closed form in fixed places only.")
    return _by_complexity(normal, theory)


def votes(voters: Sequence[int], share: float, chance: float) -> dict[str, dict[str, float]]:
    """By number of voters: ``wrong``, the chance of a wrong decision; ``bias2``, ``variance`` and ``squared``."""
    return {
        str(count): {"wrong": majority.wrong(count, share, chance), **majority.squared(count, share, chance)}
        for count in voters
    }


def _by_complexity(params: dict[str, Any], curves: dict[str, list[Any]]) -> dict[str, Any]:
    values = SIMULATION.axis(params)["values"]
    rows = {
        str(value): {name: float(curve[index]) for name, curve in curves.items()}
        for index, value in enumerate(values)
        if curves["test"][index] is not None
    }
    best = min(rows, key=lambda key: rows[key]["test"])
    return {**rows, "best": int(best)}


KERNELS: dict[str, Callable[..., Any]] = {
    "bias-variance.decomposition": decomposition,
    "bias-variance.expectation": expectation,
    "bias-variance.votes": votes,
}

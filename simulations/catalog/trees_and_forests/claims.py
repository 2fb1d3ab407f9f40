"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable
from typing import Any

import numpy as np

from simulations.catalog.trees_and_forests.model import SIMULATION


def curves(seeds: int = 4, **params: Any) -> dict[str, Any]:
    """Medians over seeds 0 … ``seeds`` − 1 of ``test``, ``train``, ``averaged`` and ``rate``.

    Keyed by the leaves allowed as text, so that ``200.test`` is a path; two trees of 200 leaves are ``400``.
    """
    normal = SIMULATION.normalise({"family": "leaves-then-trees", **params})
    found = [SIMULATION.compute_seed(normal, seed) for seed in range(seeds)]
    medians = {name: np.median([curve[name] for curve in found], axis=0).tolist() for name in found[0]}
    return {
        str(leaves): {name: values[index] for name, values in medians.items()}
        for index, leaves in enumerate(SIMULATION.axis(normal)["values"])
    }


KERNELS: dict[str, Callable[..., Any]] = {"trees-and-forests.curves": curves}

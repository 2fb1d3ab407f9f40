"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable
from typing import Any

import numpy as np

from simulations.catalog.random_forest.model import SIMULATION, expected_in_bag, expected_never


def curves(seeds: int = 4, **params: Any) -> dict[str, Any]:
    """Medians over seeds 0 … ``seeds`` − 1 of ``oob``, ``test``, ``train``, ``never`` and ``in_bag``.

    Keyed by the number of trees as text, so that ``100.oob`` is a path.
    """
    normal = SIMULATION.normalise({"family": "out-of-bag", **params})
    found = [SIMULATION.compute_seed(normal, seed) for seed in range(seeds)]
    medians = {name: np.median([curve[name] for curve in found], axis=0).tolist() for name in found[0]}
    return {
        str(trees): {name: values[index] for name, values in medians.items()}
        for index, trees in enumerate(SIMULATION.axis(normal)["values"])
    }


def bag(n: int = 1000, trees: int = 1) -> dict[str, float]:
    """Expected shares of rows: ``in_bag`` of one tree, ``out`` of it, and ``never`` out of any of ``trees`` bags."""
    inside = expected_in_bag(n)
    return {"in_bag": inside, "out": 1.0 - inside, "never": expected_never(n, trees)[-1]}


KERNELS: dict[str, Callable[..., Any]] = {"random-forest.curves": curves, "random-forest.bag": bag}

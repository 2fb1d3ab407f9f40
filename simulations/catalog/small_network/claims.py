"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable
from typing import Any

import numpy as np

from simulations.catalog.small_network.model import SIMULATION
from simulations.catalog.small_network.parameters import parameters_of, threshold


def widths(seeds: int = 8, **params: Any) -> dict[str, Any]:
    """Medians over seeds of ``test``, ``train``, ``stopped``, ``linear`` and ``rate``, keyed by hidden units as text.

    Recorded settings are read in a moment; others are trained, which takes seconds.
    """
    normal = SIMULATION.normalise({"family": "widths", **params})
    found = [SIMULATION.compute_seed(normal, seed) for seed in range(seeds)]
    medians = {name: np.median([curve[name] for curve in found], axis=0).tolist() for name in found[0]}
    return {
        str(units): {name: values[index] for name, values in medians.items()}
        for index, units in enumerate(SIMULATION.axis(normal)["values"])
    }


def size(width: int = 40, n: int = 300) -> dict[str, float]:
    """``parameters`` of a network, and the width at which they are as many as the numbers to fit, ``threshold``."""
    return {"parameters": parameters_of(width), "threshold": threshold(n)}


KERNELS: dict[str, Callable[..., Any]] = {"small-network.widths": widths, "small-network.size": size}

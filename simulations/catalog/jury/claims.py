"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable, Sequence
from typing import Any

from simulations.catalog.jury.votes import accuracy, plateau, share_variance


def majority(voters: Sequence[int], p: float = 0.6, correlation: float = 0.0) -> dict[str, Any]:
    """Exact, by number of voters (odd) as text: ``accuracy`` and ``variance`` of the share; besides, ``plateau``."""
    rows: dict[str, Any] = {
        str(size): {
            "accuracy": accuracy(size, p, correlation),
            "variance": share_variance(size, p, correlation),
        }
        for size in voters
    }
    return rows | {"plateau": plateau(p, correlation)}


KERNELS: dict[str, Callable[..., Any]] = {"jury.majority": majority}

"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable, Sequence
from typing import Any

from simulations.catalog.winners_curse.order_statistics import best_of, exact_interval


def best(models: Sequence[int], cases: int = 16, skill: float = 0.5, spread: float = 0.0) -> dict[str, Any]:
    """Exact expectations by number of models as text: ``validation``, ``truth``, ``ablest`` and ``optimism``.

    ``optimism`` is how much the winner's score exceeds its true accuracy.
    """
    found = best_of(models, cases, skill, spread)
    return {
        str(number): {
            "validation": float(found.score[index]),
            "truth": float(found.skill[index]),
            "ablest": float(found.ablest[index]),
            "optimism": float(found.score[index] - found.skill[index]),
        }
        for index, number in enumerate(models)
    }


def interval(right: int, cases: int, level: float = 0.95) -> dict[str, float]:
    """The exact (Clopper–Pearson) interval for a share: ``share``, ``low``, ``high``."""
    low, high = exact_interval(right, cases, level)
    return {"share": right / cases, "low": low, "high": high}


KERNELS: dict[str, Callable[..., Any]] = {
    "winners-curse.best": best,
    "winners-curse.interval": interval,
}

"""Names of the curves: the smallest ridge has the plain name, the others carry their ridge (``test@0.01``)."""

from collections.abc import Sequence
from dataclasses import replace

from simulations.engine.contract import Series


def curve_name(base: str, ridges: Sequence[float], ridge: float) -> str:
    """``base`` for the first ridge of the sorted list, ``base@ridge`` for the others."""
    return base if ridge == ridges[0] else f"{base}@{ridge:g}"


def by_ridge(bases: Sequence[Series], ridges: Sequence[float]) -> tuple[Series, ...]:
    """Each declared curve once per ridge; labels name the ridge when there are several."""
    several = len(ridges) > 1
    return tuple(
        replace(
            base,
            name=curve_name(base.name, ridges, ridge),
            label=f"{base.label}, ridge {ridge:g}" if several else base.label,
            finite_mean=base.finite_mean if ridge == 0 else None,
        )
        for ridge in ridges
        for base in bases
    )

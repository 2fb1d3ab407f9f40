"""When a number is near enough: ``absolute``, ``relative``, or ``significant`` figures."""

import math
from collections.abc import Mapping

from assessments.engine.reading import Reader

_SLACK = 1e-9
"""Relative slack of the comparison, so that 0.3 is within 0.1 of 0.2 in binary too."""


def read_tolerance(reader: Reader) -> dict[str, float]:
    """Exactly one of ``absolute``, ``relative``, ``significant`` (figures)."""
    child = reader.child("tolerance")
    if child is None:
        return {"absolute": 0.0}
    kinds = [name for name in ("absolute", "relative", "significant") if child.has(name)]
    if len(kinds) != 1:
        child.problem("", "must hold exactly one of: absolute, relative, significant.")
        return {"absolute": 0.0}
    value = child.number(kinds[0])
    if value < 0 or (kinds[0] == "significant" and value not in range(1, 13)):
        child.problem(kinds[0], "must not be negative; significant figures are 1 to 12.")
    child.finish()
    return {kinds[0]: value}


def within(value: float, wanted: float, tolerance: Mapping[str, float]) -> bool:
    ((kind, size),) = tolerance.items()
    if kind == "relative":
        size *= abs(wanted)
    elif kind == "significant":
        size = figures(wanted, int(size))
    return abs(value - wanted) <= size + _SLACK * max(abs(wanted), size)


def figures(value: float, count: int) -> float:
    """Half a unit in the last of ``count`` significant figures of ``value``."""
    if value == 0:
        return 0.5 * 10.0 ** (1 - count)
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - count + 1)

"""Partial credit: exact decimals with the six places that a score is stored in."""

from decimal import Decimal

_PLACES = Decimal("0.000001")


def share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """``part / whole`` to six places, never below 0."""
    return max(Decimal(0), Decimal(part) / Decimal(whole)).quantize(_PLACES)


def falling(value: float, *, full: float, none: float) -> Decimal:
    """1 up to ``full``, 0 from ``none`` on, linear between, to six places."""
    left = min(1.0, max(0.0, (none - value) / (none - full)))
    return Decimal(str(left)).quantize(_PLACES)

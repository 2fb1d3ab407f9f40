"""What the templates of items need beyond Django's own."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(mapping: Mapping[str, Any] | None, name: str) -> Any:
    """``errors|at:"value"``: what is there under a name, or nothing."""
    return (mapping or {}).get(name, "")


@register.filter
def hundredths(fraction: Decimal | float) -> str:
    """A fraction as a percentage without needless digits: 0.75 is 75."""
    return f"{float(fraction) * 100:.3g}"


@register.filter
def short(value: float) -> str:
    """A number for a label: at most six digits, a true minus."""
    return f"{value:g}".replace("-", "\u2212")


@register.filter
def graded(grade: Decimal | None) -> str:
    """A grade for reading: 0.833333 is 83.3 %; nothing to grade is a dash, never 0."""
    return "–" if grade is None else f"{(grade * 100).quantize(Decimal('0.1'))} %"


@register.filter
def words(text: str) -> list[str]:
    return text.split()

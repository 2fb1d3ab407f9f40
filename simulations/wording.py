"""A leaf's sentences in words: numbers as people read them, places with their unit."""

from django.utils.translation import gettext as _

from overlook.figures.svg import number
from simulations.engine.contract import Axis, Message, Place, Share
from simulations.engine.sentences import Value, lower


def said(message: Message, axis: Axis) -> str:
    """The message as a sentence."""
    return _(message.text) % {name: _shown(value, axis) for name, value in message.values.items()}


def place(axis: Axis, value: float) -> str:
    """A place on the axis: "1 feature", "40 features", or "degree 3" where the axis has no unit."""
    if axis.unit in ("", "1"):
        return f"{lower(axis.label)} {number(value)}"
    if value == 1:
        return f"1 {axis.one}" if axis.one else f"{lower(axis.label)} = 1"
    return f"{number(value)} {axis.unit}"


def _shown(value: Value, axis: Axis) -> str:
    if isinstance(value, Share):
        return f"{number(100 * value.value)}\u00a0%"
    if isinstance(value, Place):
        return place(axis, value.value)
    return value if isinstance(value, str) else number(value)

"""Parameters of a variant: drawn from declared lists, put into texts at ``{{name}}`` and into expressions."""

import re
from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.expressions import evaluate
from assessments.engine.reading import Reader

HOLE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
NAME = re.compile(r"[a-z][a-z0-9_]*")
MOST_CHOICES = 1000

Choices = dict[str, list[float]]


def read_parameters(reader: Reader) -> Choices:
    """``parameters: {curvature: [2, 4, 5, 10]}``: each is drawn from its list."""
    child = reader.child("parameters", required=False)
    if child is None:
        return {}
    found: Choices = {}
    for name in child.names():
        choices = child.numbers(name)
        if not NAME.fullmatch(name) or not 0 < len(choices) <= MOST_CHOICES:
            child.problem(name, "must be a lower-case name with a list of numbers to draw from.")
            choices = [1.0]
        found[name] = choices
    return found


def read_expression(reader: Reader, name: str, names: Mapping[str, float]) -> str | float:
    """A number, or an expression of the parameters; tried with the values in ``names``."""
    found = reader.value(name)
    if found is None:
        return 0.0
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        reader.problem(name, "must be a number, or an expression of the parameters.")
        return 0.0
    try:
        evaluate(found, names)
    except ValueError as error:
        reader.problem(name, str(error))
        return 0.0
    return found


def first_of(parameters: Choices) -> dict[str, float]:
    """A value for each, to try expressions with."""
    return {name: choices[0] for name, choices in parameters.items()}


def drawn_from(parameters: Choices, generator: Generator) -> dict[str, float]:
    """One value of each, in the order of their names."""
    return {name: choices[int(generator.integers(len(choices)))] for name, choices in sorted(parameters.items())}


def filled(value: Any, drawn: Mapping[str, float], *, minus: str = "\u2212") -> Any:
    """The same value with the ``{{name}}`` holes of every text in it filled."""
    if isinstance(value, str):
        return HOLE.sub(lambda hole: _shown(drawn, hole[1], minus), value)
    if isinstance(value, dict):
        return {name: filled(inner, drawn, minus=minus) for name, inner in value.items()}
    return [filled(inner, drawn, minus=minus) for inner in value] if isinstance(value, list) else value


def _shown(drawn: Mapping[str, float], name: str, minus: str) -> str:
    if name not in drawn:
        raise ValueError(f"a text speaks of {{{{{name}}}}}, which is not among its parameters.")
    return f"{drawn[name]:.6g}".replace("-", minus)

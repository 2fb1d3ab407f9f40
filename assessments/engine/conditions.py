"""Conditions on named numbers, in the language of a figure's goal: ``slope < 0 and loss > 1``. Never run as code."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from assessments.engine.reading import Reader
from overlook.figures.goals import Goal, parse
from overlook.kit.errors import Invalid


def read_condition(reader: Reader, name: str, known: Iterable[str]) -> str:
    """A condition that parses and speaks of ``known`` names only."""
    found = reader.value(name)
    if found is None:
        return ""
    names = set(known)
    if not isinstance(found, str):
        reader.problem(name, "must be a comparison, such as “loss < 1”.")
        return ""
    try:
        goal = parse(found)
    except Invalid as refusal:
        reader.problem(name, f"does not parse: {refusal.message}")
        return ""
    for stranger in sorted(goal.names - names):
        reader.problem(name, f"speaks of {stranger!r}. Known here: {', '.join(sorted(names))}.")
    return found


def holds(condition: str, names: Mapping[str, float]) -> bool:
    return _parsed(condition).reached(names)


@lru_cache(maxsize=256)
def _parsed(condition: str) -> Goal:
    return parse(condition)

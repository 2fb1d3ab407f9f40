"""Answers of several parts: a list from the API, or the fields ``name-0``, ``name-1``, … of a form."""

from collections.abc import Mapping
from typing import Any

from assessments.engine.sentences import Sentence
from overlook.kit.errors import Invalid


def listed(fields: Mapping[str, Any], name: str, count: int) -> list[Any]:
    """The ``count`` parts as they came; what was not sent is None."""
    whole = fields.get(name)
    if isinstance(whole, list):
        return [*whole[:count], *[None] * (count - len(whole))]
    return [fields.get(f"{name}-{index}") for index in range(count)]


def refuse_another_length(fields: Mapping[str, Any], name: str, count: int, sentence: Sentence) -> None:
    """A list of the API must have as many parts as there are; a form cannot have others."""
    whole = fields.get(name)
    if isinstance(whole, list) and len(whole) != count:
        raise Invalid(sentence, fields={name: [sentence]})

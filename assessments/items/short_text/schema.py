"""The author's fields of a short text."""

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.reading import Reader
from assessments.engine.words import among, read_accepted


def parse_spec(reader: Reader) -> Parts:
    """``accept``, ``drop`` (words that do not matter), ``right``, ``traps`` with ``credit``, ``otherwise``."""
    accepted = read_accepted(reader, "accept")
    dropped = read_accepted(reader, "drop") if reader.has("drop") else []
    traps = [_trap(trap, accepted, dropped) for trap in reader.children("traps")]
    key: dict[str, Any] = {
        "accept": accepted,
        "drop": dropped,
        "right": reader.text("right", required=False),
        "traps": traps,
        "otherwise": read_otherwise(reader),
    }
    return Parts({}, key)


def _trap(reader: Reader, accepted: list[str], dropped: list[str]) -> dict[str, Any]:
    trap: dict[str, Any] = {"accept": read_accepted(reader, "accept"), "credit": reader.number("credit", default=0.0)}
    if not 0 <= trap["credit"] < 1:
        reader.problem("credit", "must be at least 0 and less than 1.")
        trap["credit"] = 0.0
    if any(among(text, accepted, dropped) for text in trap["accept"]):
        reader.problem("accept", "holds what is right.")
    trap |= read_trap(reader)
    reader.finish()
    return trap


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    return Variant({}, parts.public, parts.key)


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    return {"text": str(fields.get("text") or "")}

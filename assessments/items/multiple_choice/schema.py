"""The author's fields of a multiple choice, and its variants: the order of the options, under opaque ids."""

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.reading import Reader
from assessments.engine.variants import opaque

MOST_OPTIONS = 10


def parse_spec(reader: Reader) -> Parts:
    """``options`` (``correct: true``, or a trap), ``right``, ``otherwise`` (right ones left out, none wrong)."""
    texts: list[str] = []
    keys: list[dict[str, Any]] = []
    options = reader.children("options", at_least=2)
    for option in options:
        texts.append(option.text("text"))
        if option.flag("correct", default=False):
            keys.append({"correct": True})
        else:
            keys.append({"correct": False, **read_trap(option)})
        option.finish()
    if options and len({key["correct"] for key in keys}) != 2:
        reader.problem("options", "must hold at least one with “correct: true” and one without.")
    if len(set(texts)) != len(texts):
        reader.problem("options", "must differ from one another.")
    if len(options) > MOST_OPTIONS:
        reader.problem("options", f"are at most {MOST_OPTIONS}.")
    key = {
        "options": keys,
        "shuffle": reader.flag("shuffle", default=True),
        "right": reader.text("right", required=False),
        "otherwise": read_otherwise(reader),
    }
    return Parts({"texts": texts}, key)


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    count = len(parts.public["texts"])
    order = [int(index) for index in generator.permutation(count)] if parts.key["shuffle"] else list(range(count))
    names = {index: opaque(salt, str(index)) for index in range(count)}
    shown = [{"id": names[index], "text": parts.public["texts"][index]} for index in order]
    public = {**{name: value for name, value in parts.public.items() if name != "texts"}, "options": shown}
    # In the author's order: of several wrong picks the first in the file is the one that feedback speaks of.
    key = {**parts.key, "options": {names[index]: parts.key["options"][index] for index in range(count)}}
    return Variant({"order": order}, public, key)


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    picked = [value for value in picked_of(fields) if isinstance(value, str)]
    options = [{**option, "chosen": option["id"] in picked} for option in public["options"]]
    return {"options": options}


def picked_of(fields: Mapping[str, Any]) -> list[Any]:
    """What was picked: ``options`` as a list from the API, or ``options-0``, ``options-2``, … from a form."""
    whole = fields.get("options")
    if isinstance(whole, list):
        return list(whole)
    return [value for index in range(MOST_OPTIONS) if (value := fields.get(f"options-{index}")) is not None]

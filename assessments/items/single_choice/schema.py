"""The author's fields of a single choice, and its variants: the order of the options, under opaque ids."""

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.reading import Reader
from assessments.engine.variants import opaque

MOST_OPTIONS = 8


def parse_spec(reader: Reader) -> Parts:
    """``options``: two to eight of ``{text, correct: true, feedback}`` or ``{text, misconception, feedback}``."""
    texts: list[str] = []
    keys: list[dict[str, Any]] = []
    options = reader.children("options", at_least=2)
    for option in options:
        texts.append(option.text("text"))
        if option.flag("correct", default=False):
            keys.append({"correct": True, "misconception": "", "feedback": option.text("feedback"), "figure": None})
        else:
            keys.append({"correct": False, **read_trap(option)})
        option.finish()
    if options and sum(key["correct"] for key in keys) != 1:
        reader.problem("options", "must hold exactly one with “correct: true”.")
    if len(set(texts)) != len(texts):
        reader.problem("options", "must differ from one another.")
    if len(options) > MOST_OPTIONS:
        reader.problem("options", f"are at most {MOST_OPTIONS}.")
    shuffle = reader.flag("shuffle", default=True)
    return Parts({"texts": texts}, {"options": keys, "shuffle": shuffle})


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    count = len(parts.public["texts"])
    order = [int(index) for index in generator.permutation(count)] if parts.key["shuffle"] else list(range(count))
    names = {index: opaque(salt, str(index)) for index in order}
    shown = [{"id": names[index], "text": parts.public["texts"][index]} for index in order]
    public = {**{name: value for name, value in parts.public.items() if name != "texts"}, "options": shown}
    key = {**parts.key, "options": {names[index]: parts.key["options"][index] for index in order}}
    return Variant({"order": order}, public, key)


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    return {
        "options": [{**option, "chosen": option["id"] == fields.get("option")} for option in public["options"]],
    }

"""The author's fields of a cloze, and its variants: the order of the choices in each gap, under opaque ids."""

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.listing import listed
from assessments.engine.parameters import HOLE
from assessments.engine.reading import Reader
from assessments.engine.tolerances import read_tolerance
from assessments.engine.variants import opaque
from assessments.engine.words import among, read_accepted

KINDS = {"choices": "choice", "answer": "number", "accept": "words"}
MOST_GAPS = 8


def parse_spec(reader: Reader) -> Parts:
    """``text`` with ``{{names}}``; ``gaps`` (``choices``, ``answer`` or ``accept``), ``right``, ``otherwise``."""
    text = reader.text("text")
    gaps = _gaps(reader)
    pieces, names = HOLE.split(text)[::2], HOLE.findall(text)
    if text and (sorted(names) != sorted(gaps) or not 0 < len(names) <= MOST_GAPS):
        reader.problem("text", f"must hold each of 1 to {MOST_GAPS} gaps once, as {{{{name}}}}.")
    elif any("".join(pieces[:count]).count("<") != "".join(pieces[:count]).count(">") for count in range(len(pieces))):
        reader.problem("text", "must not have a gap inside a link's address or the like.")
    key = {
        "gaps": [gaps[name] for name in names if name in gaps],
        "right": reader.text("right", required=False),
        "otherwise": read_otherwise(reader),
    }
    return Parts({"pieces": pieces}, key)


def _gaps(reader: Reader) -> dict[str, dict[str, Any]]:
    child = reader.child("gaps")
    if child is None:
        return {}
    found = {}
    for name in child.names():
        gap = child.child(name)
        if gap is not None:
            found[name] = _gap(gap)
            gap.finish()
    return found


def _gap(reader: Reader) -> dict[str, Any]:
    kinds = [KINDS[field] for field in KINDS if reader.has(field)]
    if len(kinds) != 1:
        reader.problem("", "must hold exactly one of: choices, answer, accept.")
        return {"kind": "words", "accept": [""], "traps": []}
    gap: dict[str, Any] = {"kind": kinds[0]}
    if kinds[0] == "choice":
        return gap | {"choices": _choices(reader)}
    if kinds[0] == "number":
        gap |= {"answer": reader.number("answer"), "tolerance": read_tolerance(reader)}
        return gap | {"traps": [_number_trap(trap) for trap in reader.children("traps")]}
    gap["accept"] = read_accepted(reader, "accept")
    return gap | {"traps": [_words_trap(trap, gap["accept"]) for trap in reader.children("traps")]}


def _choices(reader: Reader) -> list[dict[str, Any]]:
    choices = []
    for choice in reader.children("choices", at_least=2):
        correct = choice.flag("correct", default=False)
        nothing = {"misconception": "", "feedback": "", "figure": None}
        text = choice.label("text")
        choices.append({"text": text, "correct": correct, **(nothing if correct else read_trap(choice))})
        choice.finish()
    if choices and sum(choice["correct"] for choice in choices) != 1:
        reader.problem("choices", "must hold exactly one with “correct: true”.")
    if len({choice["text"] for choice in choices}) != len(choices):
        reader.problem("choices", "must differ from one another.")
    return choices


def _number_trap(reader: Reader) -> dict[str, Any]:
    trap = {"value": reader.number("value"), **read_trap(reader)}
    reader.finish()
    return trap


def _words_trap(reader: Reader, accepted: list[str]) -> dict[str, Any]:
    trap = {"accept": read_accepted(reader, "accept"), **read_trap(reader)}
    if any(among(text, accepted, []) for text in trap["accept"]):
        reader.problem("accept", "holds what is right.")
    reader.finish()
    return trap


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    shown: list[dict[str, Any]] = []
    keys: list[dict[str, Any]] = []
    orders: list[list[int]] = []
    for place, gap in enumerate(parts.key["gaps"]):
        if gap["kind"] != "choice":
            shown.append({"kind": gap["kind"]})
            keys.append(gap)
            continue
        order = [int(index) for index in generator.permutation(len(gap["choices"]))]
        names = [opaque(salt, f"{place}-{index}") for index in range(len(order))]
        shown.append(
            {"kind": "choice", "options": [{"id": names[n], "text": gap["choices"][n]["text"]} for n in order]}
        )
        keys.append({**gap, "choices": dict(zip(names, gap["choices"], strict=True))})
        orders.append(order)
    return Variant({"orders": orders}, {**parts.public, "gaps": shown}, {**parts.key, "gaps": keys})


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    given = listed(fields, "gap", len(public["gaps"]))
    parts: list[dict[str, Any]] = [{"name": "", "html": public["pieces"][0]}]
    for place, gap in enumerate(public["gaps"]):
        value = "" if given[place] is None else str(given[place])
        options = [{**option, "chosen": option["id"] == value} for option in gap.get("options", [])]
        parts.append({"name": f"gap-{place}", "number": place + 1, "kind": gap["kind"], "value": value})
        parts[-1]["options"] = options
        parts.append({"name": "", "html": public["pieces"][place + 1]})
    return {"parts": parts}

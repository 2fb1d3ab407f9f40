"""The author's fields of a matching, and its variants: both sides in an order of their own, under opaque ids."""

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.listing import listed
from assessments.engine.reading import Reader
from assessments.engine.variants import opaque

MOST_PAIRS, MOST_COUNTERPARTS = 8, 12


def parse_spec(reader: Reader) -> Parts:
    """``pairs`` (``entry``, ``counterpart``, ``traps``), ``extra`` (of nothing), ``right``, ``otherwise``."""
    pairs = reader.children("pairs", at_least=2)
    lefts = [pair.text("entry") for pair in pairs]
    rights = [pair.label("counterpart") for pair in pairs]
    known = list(dict.fromkeys([*rights, *_extra(reader)]))
    key = {
        "pairs": [_pair(pair, right, known) for pair, right in zip(pairs, rights, strict=True)],
        "right": reader.text("right", required=False),
        "otherwise": read_otherwise(reader),
    }
    if len(pairs) > MOST_PAIRS or len(known) > MOST_COUNTERPARTS:
        reader.problem("pairs", f"are at most {MOST_PAIRS}, with at most {MOST_COUNTERPARTS} counterparts.")
    if len(set(lefts)) != len(lefts):
        reader.problem("pairs", "must differ in their entries.")
    if pairs and len(known) < 2:
        reader.problem("pairs", "must have at least two different counterparts.")
    return Parts({"lefts": lefts, "rights": known}, key)


def _extra(reader: Reader) -> list[str]:
    found = reader.value("extra", required=False) or []
    if not isinstance(found, list) or not all(isinstance(text, str) and text.strip() for text in found):
        reader.problem("extra", "must be a list of texts: counterparts that belong to nothing.")
        return []
    return [" ".join(text.split())[:200] for text in found]


def _pair(reader: Reader, right: str, known: list[str]) -> dict[str, Any]:
    traps = [_trap(trap, right, known) for trap in reader.children("traps")]
    reader.finish()
    return {"counterpart": right, "traps": traps}


def _trap(reader: Reader, right: str, known: list[str]) -> dict[str, Any]:
    trap = {"counterpart": reader.label("counterpart"), **read_trap(reader)}
    if trap["counterpart"] == right or trap["counterpart"] not in known:
        reader.problem("counterpart", "must be another one of the counterparts.")
    reader.finish()
    return trap


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    lefts, rights = parts.public["lefts"], parts.public["rights"]
    order = [int(index) for index in generator.permutation(len(lefts))]
    across = [int(index) for index in generator.permutation(len(rights))]
    names = {right: opaque(salt, str(index)) for index, right in enumerate(rights)}
    public = {name: value for name, value in parts.public.items() if name not in ("lefts", "rights")}
    public["lefts"] = [lefts[index] for index in order]
    public["rights"] = [{"id": names[rights[index]], "text": rights[index]} for index in across]
    key = {**parts.key, "pairs": [_named(parts.key["pairs"][index], names) for index in order]}
    return Variant({"order": order, "across": across}, public, key)


def _named(pair: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    traps = [{**trap, "counterpart": names[trap["counterpart"]]} for trap in pair["traps"]]
    return {"counterpart": names[pair["counterpart"]], "traps": traps}


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    given = listed(fields, "match", len(public["lefts"]))
    rows = [
        {
            "name": f"match-{index}",
            "text": text,
            "rights": [{**right, "chosen": right["id"] == given[index]} for right in public["rights"]],
        }
        for index, text in enumerate(public["lefts"])
    ]
    return {"rows": rows}

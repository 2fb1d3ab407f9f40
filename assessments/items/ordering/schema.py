"""The author's fields of an ordering, and its variants: the order in which the entries are shown, never the right."""

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.listing import listed
from assessments.engine.reading import Reader

FEWEST_ENTRIES, MOST_ENTRIES = 3, 8


def parse_spec(reader: Reader) -> Parts:
    """``entries`` in their right order, ``right``, ``traps`` (``swapped: [1, 3]``, by number), ``otherwise``."""
    found = reader.value("entries")
    texts: list[str] = []
    if not isinstance(found, list) or not FEWEST_ENTRIES <= len(found) <= MOST_ENTRIES:
        reader.problem("entries", f"must be a list of {FEWEST_ENTRIES} to {MOST_ENTRIES} texts, in their right order.")
    else:
        entries = [
            Reader({"text": entry}, f"{reader.path}.entries[{n}]", reader.problems, reader.render)
            for n, entry in enumerate(found)
        ]
        texts = [entry.text("text") for entry in entries]
    if len(set(texts)) != len(texts):
        reader.problem("entries", "must differ from one another.")
    key = {
        "right": reader.text("right", required=False),
        "traps": [_trap(trap, len(texts)) for trap in reader.children("traps")],
        "otherwise": read_otherwise(reader),
    }
    return Parts({"texts": texts}, key)


def _trap(reader: Reader, count: int) -> dict[str, Any]:
    """``swapped: [1, 3]``: what belongs in place 3 was put before what belongs in place 1."""
    pair = [int(number) for number in reader.numbers("swapped")]
    if len(pair) != 2 or not 1 <= pair[0] < pair[1] <= count:
        reader.problem("swapped", "must be two numbers of entries in their right order, such as [1, 3].")
        pair = [1, 2]
    trap = {"swapped": pair, **read_trap(reader)}
    reader.finish()
    return trap


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    texts = parts.public["texts"]
    order = [int(index) for index in generator.permutation(len(texts))]
    while order == sorted(order):
        order = [int(index) for index in generator.permutation(len(texts))]
    public = {**{name: value for name, value in parts.public.items() if name != "texts"}}
    public["entries"] = [texts[index] for index in order]
    return Variant({"order": order}, public, {**parts.key, "places": [index + 1 for index in order]})


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    count = len(public["entries"])
    given = [str(value) if value is not None else "" for value in listed(fields, "place", count)]
    rows = [
        {"name": f"place-{index}", "text": text, "given": given[index]} for index, text in enumerate(public["entries"])
    ]
    places = [str(place) for place in range(1, count + 1)]
    # Once given, the entries stand as the learner put them: with and without a script.
    if sorted(given) == sorted(places):
        rows.sort(key=lambda row: places.index(row["given"]))
    return {"rows": rows, "places": places}

"""An answer to one version of an item, read as an answer to a mended version of it.

The learner met a variant: parameters were drawn, options shuffled and given opaque ids. The mended version is
materialised with the very same draws, so that it asks what was asked; then the answer is carried over by what stood on
the page. An option that the author moved is found by its text, one that was only reworded by its place. What cannot be
carried is said to be so, and never scored as if it were an answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessments.engine.contract import ItemSpec, ItemType, Json, Parts, Variant
from assessments.engine.variants import chance_of
from overlook.kit.errors import Invalid


class CannotCarryError(ValueError):
    """The mended version does not ask what was answered."""


def mended_variant(
    item_type: ItemType, seen: ItemSpec, seed: int, parameters: Mapping[str, Any], mended: ItemSpec
) -> Variant:
    """The variant that was met at ``seed`` with these ``parameters``, as the mended version has it."""
    generator, salt = chance_of(seen, seed)
    return item_type.materialise(_pinned(mended.parts, parameters), generator, salt)


def carried(item_type: ItemType, response: Json, seen: Variant, mended: Variant) -> Json:
    """The canonical response to ``mended`` that says what ``response`` said to ``seen``.

    Raises
    ------
    CannotCarryError
        An option or a row is gone, or the answer cannot be read any more.
    """
    fields: Any = dict(response)
    if item_type.rows:
        rows, answers = item_type.rows
        places = _aligned(seen.public[rows], mended.public[rows])
        fields[answers] = [response[answers][place] for place in places]
    fields = _renamed(fields, _new_ids(seen.public, mended.public))
    try:
        return item_type.parse_response(fields, mended)
    except Invalid as refusal:
        raise CannotCarryError(refusal.message) from None


def _pinned(parts: Parts, drawn: Mapping[str, Any]) -> Parts:
    """The parts with each declared parameter fixed at the value that was drawn."""
    declared = parts.key.get("parameters")
    if not isinstance(declared, dict):
        return parts
    fixed = {name: [drawn[name]] if name in drawn else choices for name, choices in declared.items()}
    return replace(parts, key={**parts.key, "parameters": fixed})


def _aligned(before: Sequence[Any], after: Sequence[Any]) -> list[int]:
    """For each entry of ``after``, where it stood in ``before``: by what it says, else by its place."""
    if len(before) != len(after):
        raise CannotCarryError(f"It has {len(after)} entries where {len(before)} were shown.")
    by_words = {words: place for place, words in enumerate(before)}
    moved = [by_words.get(words) for words in after]
    places = [index if place is None else place for index, place in enumerate(moved)]
    reworded = [index for index, place in enumerate(moved) if place is None]
    if len(set(places)) != len(places) or any(not isinstance(after[index], str) for index in reworded):
        raise CannotCarryError("Its entries are others than those that were shown.")
    return places


def _new_ids(before: Any, after: Any) -> dict[str, str | None]:
    """By the id of each option that was shown, its id now; None where it is gone."""
    found: dict[str, str | None] = {}
    now = dict(_options(after))
    for path, options in _options(before):
        there = now.get(path, {})
        by_words = {words: name for name, words in there.items()}
        for name, words in options.items():
            same_place = name if name in there and there[name] not in options.values() else None
            found[name] = by_words.get(words, same_place)
    taken = [name for name in found.values() if name]
    if len(set(taken)) != len(taken):
        raise CannotCarryError("Two options that were shown have become one.")
    return found


def _options(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every list of ``{id, text}`` in a public half, by its path: id to text."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _options(inner, f"{path}.{name}")
    elif (
        isinstance(value, list)
        and value
        and all(isinstance(each, dict) and {"id", "text"} <= set(each) for each in value)
    ):
        yield path, {each["id"]: each["text"] for each in value}
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _options(inner, f"{path}[{index}]")


def _is_option(value: Any) -> bool:
    return isinstance(value, dict) and "id" in value and "text" in value


def _renamed(value: Any, names: Mapping[str, str | None]) -> Any:
    """A response with the ids of options exchanged for those of now."""
    if isinstance(value, dict):
        return {name: _renamed(inner, names) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names) for inner in value]
    if isinstance(value, str) and value in names:
        name = names[value]
        if name is None:
            raise CannotCarryError("The option that was chosen is not there any more.")
        return name
    return value

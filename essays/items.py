"""The essay's items on their way to the bank: short names made long, bound numbers put in."""

import re
from collections.abc import Mapping
from typing import Any

from essays.contract import Folder, Item, Place
from essays.source import yamls
from essays.source.tables import plain

_PATH = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def resolved(folder: Folder) -> list[dict[str, Any]]:
    """The list that `assessments.banks.parse_bank` reads."""
    return [_resolved_item(item, folder) for item in folder.items]


def _resolved_item(item: Item, folder: Folder) -> dict[str, Any]:
    raw: dict[str, Any] = _with_numbers(plain(item.raw), folder)
    slug = folder.front.objective_slug
    if isinstance(raw.get("objective"), str):
        raw["objective"] = slug(raw["objective"])
    if isinstance(raw.get("objectives"), list):
        raw["objectives"] = [slug(str(one)) for one in raw["objectives"]]
    return raw


def _with_numbers(value: Any, folder: Folder) -> Any:
    if isinstance(value, Mapping):
        if set(value) in ({"val"}, {"const"}):
            claim = folder.claims.get(str(next(iter(value.values()))))
            return claim.expected if claim else 0
        return {key: _with_numbers(inner, folder) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_numbers(inner, folder) for inner in value]
    return value


def objectives_of(item: Item) -> tuple[str, ...]:
    """The short ids of an item's objectives."""
    if isinstance(item.raw.get("objectives"), list):
        return tuple(map(str, item.raw["objectives"]))
    return (str(item.raw["objective"]),) if item.raw.get("objective") else ()


def place_of(path: str, folder: Folder) -> Place:
    """Where in items.yaml a path such as ``threshold.options[1].feedback`` stands, as nearly as can be told."""
    steps = _PATH.findall(path)
    item = next((item for item in folder.items if steps and item.id == steps[0][1]), None)
    value: Any = item.raw if item else None
    line = item.line if item else 1
    for index, name in steps[1:]:
        if name and isinstance(value, yamls.Mapped):
            line = value.lines.get(name, line)
            value = value.get(name)
        elif index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
            line = value.line if isinstance(value, yamls.Mapped) else line
        else:
            break
    return Place("items.yaml", line)

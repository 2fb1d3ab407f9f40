"""The lists beside the prose: claims.yaml, sweeps.yaml and items.yaml."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from essays.contract import KINDS_OF_CLAIM, Claim, Item, Place, Problem, Sweep
from essays.source import yamls

_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_NEEDS = {
    "computed": ("kernel", "tolerance"),
    "offline": ("recipe", "artefact", "sha256", "hardware", "path", "tolerance"),
    "quoted": ("source",),
    "given": ("source",),
}
_KEYS = {
    "id", "kind", "kernel", "args", "path", "expected", "tolerance", "format", "interval", "infinite_expectation",
    "source", "recipe", "artefact", "sha256", "hardware",
}  # fmt: skip


def rows(text: str, file: str, key: str = "id") -> tuple[list[yamls.Mapped], list[Problem]]:
    """The mappings of a YAML list, each with a name under ``key`` that is given once."""
    raw, problems = yamls.load(text, file)
    found: list[yamls.Mapped] = []
    seen: set[str] = set()
    if raw is not None and not isinstance(raw, list):
        problems.append(Place(file, 1).problem("yaml", f"{file} must be a list.", f"Begin each entry with - {key}: …"))
        raw = []
    for row in raw or []:
        place = Place(file, getattr(row, "line", 1))
        name = row.get(key) if isinstance(row, yamls.Mapped) else None
        if not isinstance(name, str) or not _NAME.match(name):
            message = f"An entry of {file} needs {key!r}: small letters, digits and hyphens."
            problems.append(place.problem("yaml", message))
        elif name in seen:
            problems.append(place.problem("yaml", f"{name!r} is there twice.", "Give each entry its own name."))
        else:
            seen.add(name)
            found.append(row)
    return found, problems


def _each(text: str, file: str, key: str, make: Callable[[yamls.Mapped], Any]) -> tuple[dict[str, Any], list[Problem]]:
    found, problems = rows(text, file, key)
    made: dict[str, Any] = {}
    for row in found:
        result = make(row)
        if isinstance(result, list):
            problems += result
        else:
            made[row[key]] = result
    return made, problems


def claims(text: str) -> tuple[dict[str, Claim], list[Problem]]:
    return _each(text, "claims.yaml", "id", _claim)


def _claim(row: yamls.Mapped) -> Claim | list[Problem]:
    place = Place("claims.yaml", row.line)
    problems = list(_claim_problems(row, place))
    if problems:
        return problems
    return Claim(
        id=row["id"],
        kind=row["kind"],
        expected=row["expected"],
        tolerance=float(row.get("tolerance", 0)),
        format=row.get("format", "{}"),
        line=row.line,
        kernel=row.get("kernel", ""),
        args=dict(row.get("args") or {}),
        path=str(row.get("path") or ""),
        interval=bool(row.get("interval", False)),
        infinite_expectation=bool(row.get("infinite_expectation", False)),
        **{name: str(row.get(name, "")) for name in ("source", "recipe", "artefact", "sha256", "hardware")},
    )


def _claim_problems(row: yamls.Mapped, place: Place) -> Iterator[Problem]:
    name, kind = row["id"], row.get("kind")
    if kind not in KINDS_OF_CLAIM:
        yield place.problem("claim", f"The claim {name!r} needs a kind.", f"One of: {', '.join(KINDS_OF_CLAIM)}.")
        return
    for key in row:
        if key not in _KEYS:
            yield Place(place.file, row.lines[key]).problem("claim", f"{key!r} is not a key of a claim.")
    missing = [key for key in ("expected", *_NEEDS[kind]) if row.get(key) in (None, "")]
    if missing:
        yield place.problem("claim", f"The {kind} claim {name!r} lacks {', '.join(missing)}.")
    for key in ("expected", "tolerance"):
        if key in row and (isinstance(row[key], bool) or not isinstance(row[key], int | float)):
            yield place.problem("claim", f"{key!r} of {name!r} must be a number, not {row[key]!r}.")
    if row.get("args") is not None and not isinstance(row["args"], Mapping):
        yield place.problem("claim", f"The args of {name!r} must be a mapping.")
    try:
        str(row.get("format", "{}")).format(row.get("expected", 0))
    except (ValueError, IndexError, KeyError, AttributeError) as error:
        yield place.problem("claim", f"The format of {name!r} does not fit its value: {error}.")


def sweeps(text: str) -> tuple[dict[str, Sweep], list[Problem]]:
    return _each(text, "sweeps.yaml", "name", _sweep)


def _sweep(row: yamls.Mapped) -> Sweep | list[Problem]:
    missing = [key for key in ("simulation", "params", "seeds", "artefact") if key not in row]
    if missing:
        return [Place("sweeps.yaml", row.line).problem("sweep", f"{row['name']!r} lacks {', '.join(missing)}.")]
    if isinstance(row["seeds"], bool) or not isinstance(row["seeds"], int):
        message = f"'seeds' of {row['name']!r} must be a whole number, not {row['seeds']!r}."
        return [Place("sweeps.yaml", row.line).problem("sweep", message)]
    return Sweep(
        name=row["name"],
        simulation=str(row["simulation"]),
        params=plain(row["params"]),
        seeds=row["seeds"],
        artefact=str(row["artefact"]),
        line=row.line,
    )


def items(text: str) -> tuple[tuple[Item, ...], list[Problem]]:
    found, problems = rows(text, "items.yaml")
    return tuple(Item(row["id"], row, row.line, row.lines) for row in found), problems


def plain(value: Any) -> Any:
    """The same without the lines: plain dicts and lists, as JSON knows them."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value

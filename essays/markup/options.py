"""The ``:name: value`` lines at the top of a directive."""

import re

from essays.contract import Place, Problem
from essays.markup.directives import TEXT_OPTIONS
from essays.markup.nodes import Option
from essays.source import yamls
from essays.source.tables import plain

_OPTION = re.compile(r":([a-z_]+):(?:\s+(.*))?\Z")


def take_options(content: str, first: Place) -> tuple[dict[str, Option], int, list[Problem]]:
    """Options of a directive's content, how many lines they take, and problems.

    A value goes on in following lines that are indented by two spaces or more.
    """
    lines = content.split("\n")
    collected: list[tuple[str, int, list[str]]] = []
    index = 0
    while index < len(lines):
        match = _OPTION.match(lines[index])
        if match:
            collected.append((match[1], first.line + index, [match[2] or ""]))
        elif collected and lines[index].startswith("  ") and lines[index].strip():
            collected[-1][2].append(lines[index])
        else:
            break
        index += 1
    options: dict[str, Option] = {}
    problems: list[Problem] = []
    for name, line, parts in collected:
        if name in options:
            problems.append(Place(first.file, line).problem("option", f"The option {name!r} is given twice."))
        value, more = _value(name, parts, Place(first.file, line))
        problems += more
        options[name] = Option(value, line)
    return options, index, problems


def _value(name: str, parts: list[str], place: Place) -> tuple[object, list[Problem]]:
    if name == "output":
        return "\n".join(part.strip() if n == 0 else part[2:] for n, part in enumerate(parts)).strip("\n"), []
    if name in TEXT_OPTIONS:
        return " ".join(part.strip() for part in parts).strip(), []
    value, problems = yamls.load("\n".join(parts), place.file, place.line)
    return plain(value), problems

"""The author's fields of a code trace, and its variants: parameters drawn from the seed, put into code and output."""

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.expressions import evaluate
from assessments.engine.parameters import drawn_from, filled, first_of, read_expression, read_parameters
from assessments.engine.reading import Reader

LONGEST_CODE, LONGEST_OUTPUT, MOST_LINES = 4000, 1000, 20


def parse_spec(reader: Reader) -> Parts:
    """``code``, ``output``, ``parameters``, ``computed`` (for the output), ``right``, ``traps``, ``otherwise``."""
    parameters = read_parameters(reader)
    computed = _computed(reader, first_of(parameters))
    public: dict[str, Any] = {
        "code": _lines_of(reader, "code", LONGEST_CODE),
        "dialect": reader.label("dialect", required=False) or "Python",
    }
    key: dict[str, Any] = {
        "output": _lines_of(reader, "output", LONGEST_OUTPUT),
        "parameters": parameters,
        "computed": computed,
        "right": reader.text("right", required=False),
        "traps": [_trap(trap) for trap in reader.children("traps")],
        "otherwise": read_otherwise(reader),
    }
    public["rows"] = min(MOST_LINES, max(2, len(lines(key["output"]))))
    return Parts(public, key)


def _trap(reader: Reader) -> dict[str, Any]:
    trap = {"output": _lines_of(reader, "output", LONGEST_OUTPUT), **read_trap(reader)}
    reader.finish()
    return trap


def _computed(reader: Reader, names: Mapping[str, float]) -> dict[str, str | float]:
    """``computed: {total: n * (n + 1) / 2}``: numbers that the output speaks of, from the parameters."""
    child = reader.child("computed", required=False)
    if child is None:
        return {}
    return {name: read_expression(child, name, names) for name in child.names()}


def _lines_of(reader: Reader, name: str, longest: int) -> str:
    """Text that is kept as it stands, line by line: never Markdown."""
    found = reader.value(name)
    if found is None:
        return ""
    if isinstance(found, int | float) and not isinstance(found, bool):
        found = str(found)
    if not isinstance(found, str) or not found.strip() or len(found) > longest:
        reader.problem(name, f"must be a text of at most {longest} characters; for several lines write “{name}: |”.")
        return ""
    return found.strip("\n")


def lines(text: str) -> list[str]:
    """The lines of an output as they are compared: spaces count as one, empty lines at either end do not count."""
    found = [" ".join(line.split()) for line in text.replace("\u2212", "-").splitlines()]
    while found and not found[-1]:
        found.pop()
    while found and not found[0]:
        found.pop(0)
    return found


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    drawn = drawn_from(parts.key["parameters"], generator)
    known = drawn | {name: evaluate(source, drawn) for name, source in parts.key["computed"].items()}
    public = {**filled(parts.public, drawn), "code": filled(parts.public["code"], drawn, minus="-")}
    key: dict[str, Any] = {**filled(parts.key, known), "output": filled(parts.key["output"], known, minus="-")}
    for trap, source in zip(key["traps"], parts.key["traps"], strict=True):
        trap["output"] = filled(source["output"], known, minus="-")
    right = lines(key["output"])
    # With these numbers a slip may print what is right: then it is none.
    key["traps"] = [trap for trap in key["traps"] if lines(trap["output"]) != right]
    return Variant(drawn, public, key)


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    given = fields.get("output")
    return {
        **{name: public[name] for name in ("code", "dialect", "rows")},
        "given": "" if given is None else str(given),
    }

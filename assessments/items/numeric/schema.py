"""The author's fields of a numeric item, and its variants: parameters drawn from the seed, put into texts and key."""

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.expressions import evaluate
from assessments.engine.parameters import drawn_from, filled, first_of, read_expression, read_parameters
from assessments.engine.reading import Reader
from assessments.engine.tolerances import read_tolerance


def parse_spec(reader: Reader) -> Parts:
    parameters = read_parameters(reader)
    names = first_of(parameters)
    unit = reader.label("unit", required=False)
    units = _units(reader, unit)
    key: dict[str, Any] = {
        "answer": read_expression(reader, "answer", names),
        "tolerance": read_tolerance(reader),
        "right": reader.text("right", required=False),
        "traps": [_trap(trap, names) for trap in reader.children("traps")],
        "otherwise": read_otherwise(reader),
        "units": units,
        "parameters": parameters,
    }
    public = {"unit": unit, "units": list(units)}
    return Parts(public, key)


def _trap(reader: Reader, names: Mapping[str, float]) -> dict[str, Any]:
    trap = {"value": read_expression(reader, "value", names), **read_trap(reader)}
    if reader.has("tolerance"):
        trap["tolerance"] = read_tolerance(reader)
    reader.finish()
    return trap


def _units(reader: Reader, unit: str) -> dict[str, float]:
    """``units: {"%": 1, "as a fraction": 100}``: how many of the answer's unit one of each is."""
    child = reader.child("units", required=False)
    units = {unit: 1.0}
    if child is not None:
        if not unit:
            reader.problem("units", "needs a “unit”, the one that the answer is in.")
        units |= {name: child.number(name) for name in child.names()}
        if any(factor == 0 for factor in units.values()):
            reader.problem("units", "must not hold a factor of 0.")
    return units


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    drawn = drawn_from(parts.key["parameters"], generator)
    public, key = filled(parts.public, drawn), filled(parts.key, drawn)
    key["answer"] = evaluate(parts.key["answer"], drawn)
    for trap, source in zip(key["traps"], parts.key["traps"], strict=True):
        trap["value"] = evaluate(source["value"], drawn)
    return Variant(drawn, public, key)


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    chosen = str(fields.get("unit") or public["unit"])
    return {
        "value": str(fields.get("value") or ""),
        "unit": public["unit"],
        "units": [{"name": name, "chosen": name == chosen} for name in public["units"]]
        if len(public["units"]) > 1
        else [],
    }

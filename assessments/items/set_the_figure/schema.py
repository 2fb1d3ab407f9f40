"""The author's fields of a figure to be set."""

import json
from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from assessments.engine.answers import read_otherwise, read_trap
from assessments.engine.conditions import holds, read_condition
from assessments.engine.contract import Json, Parts, Variant
from assessments.engine.reading import Reader
from assessments.engine.states import kinds, known_to, measured, params_of, shown
from overlook.figures.contract import Param
from overlook.kit.errors import Invalid


def parse_spec(reader: Reader) -> Parts:
    """``kind``, ``state``, ``controls``, ``condition``, ``answer``, ``right``, ``traps`` (``when``), ``otherwise``."""
    kind = reader.one_of("kind", kinds())
    if kind not in kinds():
        return Parts({}, {})
    known = known_to(kind)
    state = _state(reader, "state", kind)
    controls = _controls(reader, kind)
    condition = read_condition(reader, "condition", known)
    answer = _state(reader, "answer", kind, only=controls)
    if condition and known and not reader.problems and holds(condition, measured(kind, state)):
        reader.problem("condition", "holds at the start; begin elsewhere, or ask for more.")
    key = {
        "condition": condition,
        "answer": answer,
        "right": reader.text("right", required=False),
        "traps": [_trap(trap, known) for trap in reader.children("traps")],
        "otherwise": read_otherwise(reader),
    }
    return Parts({"kind": kind, "state": state, "controls": controls}, key)


def _trap(reader: Reader, known: frozenset[str]) -> dict[str, Any]:
    trap = {"when": read_condition(reader, "when", known), **read_trap(reader)}
    reader.finish()
    return trap


def _state(reader: Reader, name: str, kind: str, only: list[str] | None = None) -> dict[str, Any]:
    """A state of the kind: the author's values; over its defaults, unless ``only`` some of them are asked for."""
    found = reader.value(name, required=only is not None)
    given = dict(found) if isinstance(found, Mapping) else {}
    if found is not None and not isinstance(found, Mapping):
        reader.problem(name, "must be a mapping of the figure's parameters to values.")
    if only is not None and found is not None and set(given) != set(only):
        reader.problem(name, f"must give a value to each of: {', '.join(only)}.")
    try:
        state = dict(kinds()[kind].state(None, given))
    except Invalid as refusal:
        reader.problem(name, f"cannot be: {refusal.message}")
        return {}
    for each, value in given.items():
        if state[each] != value:
            reader.problem(f"{name}.{each}", f"lies outside the figure's range: {state[each]} is nearest.")
    if only is not None:
        return {each: state[each] for each in only if each in state}
    # Which draw it is says nothing about the task: only the author's own is part of the question.
    return {each: value for each, value in state.items() if each in given or not params_of(kind)[each].button}


def _controls(reader: Reader, kind: str) -> list[str]:
    params = params_of(kind)
    movable = [name for name, param in params.items() if not param.button]
    found = reader.value("controls")
    if not isinstance(found, list) or not found or any(name not in movable for name in found):
        if found is not None:
            reader.problem("controls", f"must be a list of: {', '.join(movable)}.")
        return movable
    return list(dict.fromkeys(found))


def materialise(parts: Parts, generator: Generator, salt: str) -> Variant:
    return Variant({}, parts.public, parts.key)


def inputs(public: Json, fields: Mapping[str, Any]) -> Json:
    kind, params = public["kind"], params_of(public["kind"])
    given = {name: given_of(fields, name) for name in public["controls"]}
    rows = [_row(params[name], public["state"][name], given[name]) for name in public["controls"]]
    state = dict(public["state"])
    for name, value in given.items():
        try:
            state[name] = params[name].coerce(value) if value not in (None, "") else state[name]
        except Invalid:
            continue
    name = f"set-{kind}"
    picture, say = shown(kind, state, name)
    start = kinds()[kind].state(None, public["state"])
    config = {"id": name, "params": [_told(param, start[param.name]) for param in params.values()]}
    return {
        "rows": rows,
        "picture": picture,
        "say": say,
        "module": f"figures/{kind}.js",
        "data": json.dumps(config, ensure_ascii=False, separators=(",", ":")),
    }


def given_of(fields: Mapping[str, Any], name: str) -> Any:
    """One value as it came: of ``state`` from the API, or ``state-k`` from a form."""
    whole = fields.get("state")
    return whole.get(name) if isinstance(whole, Mapping) else fields.get(f"state-{name}")


def _row(param: Param, start: Any, given: Any) -> dict[str, Any]:
    value = str(start if given is None else given)
    options = [{"slug": each.slug, "label": each.label, "chosen": each.slug == value} for each in param.choices]
    low, high = (param.ladder[0], param.ladder[-1]) if param.ladder else (0, 0)
    return {
        "name": f"state-{param.name}",
        "label": param.label,
        "unit": param.unit,
        "off": param.off,
        "low": low,
        "high": high,
        "options": options,
        "value": value,
    }


def _told(param: Param, start: Any) -> dict[str, Any]:
    """What the figure's module needs to know of a parameter."""
    found: dict[str, Any] = {"name": param.name, "label": param.label, "start": start}
    if param.choices:
        return found | {"choices": [each.slug for each in param.choices]}
    # A draw is one of thousands, and not to be walked along.
    return found | ({} if param.button else {"ladder": param.ladder})

"""Validation, JSON Schema and form input, all from the declared parameters."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from math import isfinite
from typing import Any, Protocol

from overlook.kit.errors import Invalid
from simulations.engine.data import Data
from simulations.engine.parameters import Parameter

Find = Callable[[str], Data | None]
_ADDRESS = r"^([0-9a-f]{64})?$"


class _Checks(Protocol):
    def check(self, params: Mapping[str, Any]) -> dict[str, list[str]]: ...


class _Family(Protocol):
    @property
    def slug(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def parameters(self) -> tuple[Parameter, ...]: ...
    @property
    def kernel(self) -> _Checks: ...


class _Refused(ValueError):
    """One sentence about one value."""


def no_data(_address: str) -> Data | None:
    """Finds nothing: where nobody asks there is nobody's data."""
    return None


def normalise(families: Sequence[_Family], raw: object, find: Find = no_data) -> dict[str, Any]:
    """Expand defaults, coerce to the declared types, and check every bound.

    Parameters
    ----------
    families
        The alternatives; ``raw["family"]`` chooses.
    raw
        Parsed JSON. Strings are not taken for numbers; see `read_form` for forms.
    find
        Gives the data at a content address, or None where there are none for whoever asks.

    Returns
    -------
    dict
        ``family`` and every declared parameter. Equal requests give equal dictionaries: 1 and 1.0 are one number, −0.0
        is 0.0, sets are sorted and free of repeats.

    Raises
    ------
    Invalid
        With every offending field at once, by path (``params.ridge``).
    """
    if not isinstance(raw, Mapping):
        raise Invalid(
            "The parameters must be an object.", fields={"params": ['Send an object, such as {"family": …}.']}
        )
    slugs = [family.slug for family in families]
    family = next((family for family in families if family.slug == raw.get("family")), None)
    if family is None:
        sentence = f"Choose one of: {', '.join(slugs)}."
        raise Invalid(f"The family is missing or unknown. {sentence}", fields={"params.family": [sentence]})
    params: dict[str, Any] = {"family": family.slug}
    problems: dict[str, list[str]] = {}
    for parameter in family.parameters:
        try:
            value = raw.get(parameter.name, parameter.default)
            params[parameter.name] = _data(value, find) if parameter.type == "data" else coerce(parameter, value)
        except _Refused as refusal:
            problems[parameter.name] = [str(refusal)]
    for name in raw:
        if name != "family" and name not in params and name not in problems:
            problems[_shown(name)] = [_unknown(str(name), [parameter.name for parameter in family.parameters])]
    if not problems:
        problems = family.kernel.check(params)
    if problems:
        raise refused(problems)
    return params


def refused(problems: Mapping[str, Sequence[str]]) -> Invalid:
    """The error for objections by parameter name; the message repeats the first."""
    fields = {f"params.{name}": list(sentences) for name, sentences in problems.items()}
    path, sentences = next(iter(fields.items()))
    return Invalid(f"{path}: {sentences[0]}", fields=fields)


def check_seeds(value: object, *, maximum: int) -> int:
    """A number of seeds between 1 and ``maximum``, or `Invalid` on the field ``seeds``."""
    try:
        seeds = _integer(value)
        if not 1 <= seeds <= maximum:
            raise _Refused(f"Must be between 1 and {maximum}.")
    except _Refused as refusal:
        raise Invalid(f"seeds: {refusal}", fields={"seeds": [str(refusal)]}) from refusal
    return seeds


def coerce(parameter: Parameter, value: object) -> Any:
    """``value`` as the declared type and within its bounds; ValueError with a sentence otherwise."""
    if parameter.type == "boolean":
        if not isinstance(value, bool):
            raise _Refused("Must be true or false.")
        return value
    if parameter.type == "choice":
        allowed = [choice for choice, _ in parameter.choices]
        if not isinstance(value, str) or value not in allowed:
            raise _Refused(f"Choose one of: {', '.join(allowed)}.")
        return value
    if parameter.type == "integer":
        number = _integer(value)
        _bounded(parameter, number)
        return number
    if parameter.type == "number":
        return _number(parameter, value)
    return _numbers(parameter, value)


def json_schema(families: Sequence[_Family], *, title: str) -> dict[str, Any]:
    """JSON Schema (2020-12): ``oneOf`` over the families, each closed and with defaults."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "oneOf": [
            {
                "title": family.label,
                "type": "object",
                "properties": {"family": {"const": family.slug}}
                | {parameter.name: _property(parameter) for parameter in family.parameters},
                "required": ["family"],
                "additionalProperties": False,
            }
            for family in families
        ],
    }


def read_form(families: Sequence[_Family], data: Mapping[str, str]) -> dict[str, Any]:
    """Turn the strings of an HTML form into what `normalise` expects.

    Empty fields are left out (their default applies), unchecked boxes are False, members of a set are separated by
    spaces, commas or semicolons. What cannot be read as a number is passed on as it is, and refused by `normalise`
    with its field's name.
    """
    family = next((family for family in families if family.slug == data.get("family")), None)
    raw: dict[str, Any] = {"family": data.get("family", "")}
    for parameter in family.parameters if family else ():
        text = str(data.get(parameter.name, "")).strip()
        if parameter.type == "boolean":
            raw[parameter.name] = text.lower() in {"on", "true", "1", "yes"}
        elif text:
            raw[parameter.name] = _READERS.get(parameter.type, str)(text)
    return raw


def _data(value: object, find: Find) -> str:
    """A table that is there for whoever asks, or the empty string."""
    if not isinstance(value, str) or not re.fullmatch(_ADDRESS, value):
        raise _Refused("Must be the address of a data set of yours, 64 digits and letters, or empty.")
    found = find(value) if value else ""
    if found is None:
        raise _Refused("There is no such data set, or it is not yours. Choose another, or bring it again.")
    return found


def _read_number(text: str) -> Any:
    try:
        value = float(text.replace("−", "-"))
    except ValueError:
        return text
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _read_numbers(text: str) -> list[Any]:
    return [_read_number(part) for part in text.replace(",", " ").replace(";", " ").split()]


_READERS: Mapping[str, Callable[[str], Any]] = {
    "integer": _read_number,
    "number": _read_number,
    "numbers": _read_numbers,
}


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Refused("Must be a whole number.")
    if isinstance(value, float) and not (isfinite(value) and value.is_integer()):
        raise _Refused("Must be a whole number.")
    return int(value)


def _number(parameter: Parameter, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Refused("Must be a number.")
    try:
        number = float(value)
    except OverflowError:
        raise _Refused("Is too large for a number.") from None
    if not isfinite(number):
        raise _Refused("Must be a finite number.")
    _bounded(parameter, number)
    return number + 0.0  # −0.0 + 0.0 is 0.0: one spelling of zero.


def _numbers(parameter: Parameter, value: object) -> list[float]:
    if not isinstance(value, list | tuple):
        raise _Refused("Must be a list of numbers.")
    if not 1 <= len(value) <= parameter.max_items:
        raise _Refused(f"Must have between 1 and {parameter.max_items} members.")
    return sorted({_number(parameter, member) for member in value})


def _bounded(parameter: Parameter, number: float) -> None:
    if parameter.or_zero and number == 0:
        return
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        zero = "0, or " if parameter.or_zero else ""
        plural = "Each must" if parameter.type == "numbers" else "Must"
        raise _Refused(f"{plural} be {zero}between {_plain(low)} and {_plain(high)}.")


def _property(parameter: Parameter) -> dict[str, Any]:
    described = {
        "title": parameter.label,
        "description": parameter.meaning,
        "default": parameter.default,
        "x-unit": parameter.unit,
    }
    if parameter.type == "boolean":
        return described | {"type": "boolean"}
    if parameter.type == "data":
        return described | {"type": "string", "pattern": _ADDRESS}
    if parameter.type == "choice":
        labels = dict(parameter.choices)
        return described | {"type": "string", "enum": list(labels), "x-labels": labels}
    if parameter.type == "numbers":
        items = _range(parameter, "number")
        return described | {"type": "array", "minItems": 1, "maxItems": parameter.max_items, "items": items}
    return described | _range(parameter, parameter.type)


def _range(parameter: Parameter, kind: str) -> dict[str, Any]:
    bounds: dict[str, Any] = {"type": kind}
    if parameter.minimum is not None:
        bounds["minimum"] = parameter.minimum
    if parameter.maximum is not None:
        bounds["maximum"] = parameter.maximum
    return {"anyOf": [{"const": 0}, bounds]} if parameter.or_zero else bounds


def _unknown(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
    return f"Unknown parameter. {hint}"


def _shown(name: object) -> str:
    return str(name)[:60]


def _plain(value: float | None) -> str:
    return (
        "any"
        if value is None
        else f"{value:g}"
        if abs(value) < 1e6 or not float(value).is_integer()
        else f"{int(value)}"
    )

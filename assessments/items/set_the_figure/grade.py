from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.conditions import holds
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.numbers import read_number
from assessments.engine.sentences import gettext_noop
from assessments.engine.states import measured, params_of
from assessments.items.set_the_figure.schema import given_of
from overlook.figures.contract import Param
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    params = params_of(variant.public["kind"])
    language = str(fields.get("language") or "en")
    state: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for name in variant.public["controls"]:
        try:
            state[name] = _value(params[name], given_of(fields, name), language)
        except Invalid as refusal:
            problems |= refusal.fields
    if problems:
        raise Invalid(gettext_noop("Give the figure a state that it can have."), fields=problems)
    return {"state": state}


def _value(param: Param, given: object, language: str) -> int | float | str:
    field = f"state-{param.name}"
    if param.choices:
        if given in [choice.slug for choice in param.choices]:
            return str(given)
        sentence = gettext_noop("Choose one of those on the list.")
        raise Invalid(sentence, fields={field: [sentence]})
    value = read_number(given, language=language, field=field)
    low, high = param.ladder[0], param.ladder[-1]
    if not low <= value <= high:
        sentence = gettext_noop("Keep it from %(low)s to %(high)s.", low=f"{low:g}", high=f"{high:g}")
        raise Invalid(sentence, fields={field: [sentence]})
    return param.coerce(value)


def grade(response: Json, variant: Variant) -> Verdict:
    """Whether the condition holds of what the figure measures in that state: worked out here, not taken from a page."""
    key, public = variant.key, variant.public
    names = measured(public["kind"], {**public["state"], **response["state"]})
    if holds(key["condition"], names):
        return Verdict(Decimal(1), feedback=key["right"])
    for trap in key["traps"]:
        if holds(trap["when"], names):
            return verdict_of(trap)
    return verdict_of(key["otherwise"])


def reference(variant: Variant) -> Json:
    return _fields(variant.key["answer"])


def _fields(state: Mapping[str, Any]) -> Json:
    return {f"state-{name}": value if isinstance(value, str) else repr(value) for name, value in state.items()}


STOPS = 6
"""Into how many parts a parameter's range is divided when mistakes are looked for."""


def mistakes(variant: Variant) -> list[Json]:
    """The start, and each control at a few places of its range with the others as they start, where that is wrong."""
    start = {name: variant.public["state"][name] for name in variant.public["controls"]}
    params = params_of(variant.public["kind"])
    tried = [start, *({**start, name: value} for name in start for value in _places(params[name]))]
    return [_fields(state) for state in tried if grade({"state": state}, variant).fraction < 1]


def _places(param: Param) -> list[Any]:
    if param.choices:
        return [choice.slug for choice in param.choices]
    last = len(param.ladder) - 1
    return [param.ladder[last * stop // STOPS] for stop in range(STOPS + 1)]

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.numbers import read_number
from assessments.engine.sentences import gettext_noop
from assessments.engine.tolerances import within
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    text, unit = fields.get("value"), fields.get("unit")
    units: Mapping[str, float] = variant.key["units"]
    if isinstance(text, str):
        text, typed = _split_unit(text, units)
        unit = typed or unit
    if unit in (None, ""):
        unit = variant.public["unit"]
    if not isinstance(unit, str) or unit not in units:
        sentence = gettext_noop("The unit must be one of: %(units)s.", units=", ".join(name or "–" for name in units))
        raise Invalid(sentence, fields={"unit": [sentence]})
    value = read_number(text, language=str(fields.get("language") or "en"))
    return {"value": value, "unit": unit}


def _split_unit(text: str, units: Mapping[str, float]) -> tuple[str, str]:
    """A unit that was typed behind the number."""
    for unit in sorted(units, key=len, reverse=True):
        if unit and text.rstrip().endswith(unit):
            return text.rstrip()[: -len(unit)], unit
    return text, ""


def grade(response: Json, variant: Variant) -> Verdict:
    key = variant.key
    value = response["value"] * key["units"][response["unit"]]
    if _right(value, variant):
        return Verdict(Decimal(1), feedback=key["right"])
    for trap in key["traps"]:
        if within(value, trap["value"], trap.get("tolerance", key["tolerance"])):
            return verdict_of(trap)
    return verdict_of(key["otherwise"])


def reference(variant: Variant) -> Json:
    return {"value": repr(float(variant.key["answer"])), "unit": variant.public["unit"]}


def mistakes(variant: Variant) -> list[Json]:
    """Every trap, and a number that no trap foresees."""
    answer, unit = variant.key["answer"], variant.public["unit"]
    values = [*(trap["value"] for trap in variant.key["traps"]), answer * 7 + 3, -answer - 1]
    return [{"value": repr(float(value)), "unit": unit} for value in values if not _right(value, variant)]


def _right(value: float, variant: Variant) -> bool:
    return within(value, variant.key["answer"], variant.key["tolerance"])

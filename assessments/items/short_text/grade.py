from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.words import among, read_words, trapped


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    return {"text": read_words(fields.get("text"), field="text")}


def grade(response: Json, variant: Variant) -> Verdict:
    key = variant.key
    if among(response["text"], key["accept"], key["drop"]):
        return Verdict(Decimal(1), feedback=key["right"])
    trap = trapped(response["text"], key["traps"], key["drop"])
    return verdict_of(trap, Decimal(str(trap["credit"]))) if trap else verdict_of(key["otherwise"])


def reference(variant: Variant) -> Json:
    return {"text": variant.key["accept"][0]}


def mistakes(variant: Variant) -> list[Json]:
    """Every trap, and words that no trap foresees."""
    return [*({"text": trap["accept"][0]} for trap in variant.key["traps"]), {"text": "something else entirely"}]

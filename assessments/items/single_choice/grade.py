from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.sentences import gettext_noop
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    chosen = fields.get("option")
    if chosen in (None, ""):
        sentence = gettext_noop("Choose one of the options first.")
        raise Invalid(sentence, fields={"option": [sentence]})
    if not isinstance(chosen, str) or chosen not in variant.key["options"]:
        sentence = gettext_noop("That is not an option of this question. Choose one of those shown.")
        raise Invalid(sentence, fields={"option": [sentence]})
    return {"option": chosen}


def grade(response: Json, variant: Variant) -> Verdict:
    option = variant.key["options"][response["option"]]
    return verdict_of(option, Decimal(1) if option["correct"] else Decimal(0))


def reference(variant: Variant) -> Json:
    return {"option": next(name for name, option in variant.key["options"].items() if option["correct"])}


def mistakes(variant: Variant) -> list[Json]:
    return [{"option": name} for name, option in variant.key["options"].items() if not option["correct"]]

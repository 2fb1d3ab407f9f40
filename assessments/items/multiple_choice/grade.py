from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.sentences import gettext_noop
from assessments.engine.shares import share
from assessments.items.multiple_choice.schema import picked_of
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    picked, known = picked_of(fields), variant.key["options"]
    if not picked:
        sentence = gettext_noop("Choose at least one of the options first.")
        raise Invalid(sentence, fields={"options": [sentence]})
    if any(not isinstance(name, str) or name not in known for name in picked):
        sentence = gettext_noop("That is not an option of this question. Choose among those shown.")
        raise Invalid(sentence, fields={"options": [sentence]})
    return {"options": [name for name in known if name in picked]}


def grade(response: Json, variant: Variant) -> Verdict:
    """The right options picked less the wrong ones, as a part of all right ones."""
    options: Mapping[str, Mapping[str, Any]] = variant.key["options"]
    wrong = [options[name] for name in response["options"] if not options[name]["correct"]]
    wanted = sum(option["correct"] for option in options.values())
    fraction = share(len(response["options"]) - 2 * len(wrong), wanted)
    if fraction == 1:
        return Verdict(fraction, feedback=variant.key["right"])
    return verdict_of(wrong[0] if wrong else variant.key["otherwise"], fraction)


def reference(variant: Variant) -> Json:
    return {"options": [name for name, option in variant.key["options"].items() if option["correct"]]}


def mistakes(variant: Variant) -> list[Json]:
    """All right ones with one wrong, each wrong one alone, all that there is, and one right one left out."""
    right, options = reference(variant)["options"], variant.key["options"]
    wrong = [name for name in options if name not in right]
    picks = [*([*right, name] for name in wrong), *([name] for name in wrong), list(options), right[:-1]]
    answers = [{"options": picked} for picked in picks if picked]
    return [each for each in answers if grade(each, variant).fraction < Decimal(1)]

from collections.abc import Mapping
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.sentences import gettext_noop
from assessments.engine.shares import share
from assessments.items.code_trace.schema import LONGEST_OUTPUT, lines
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    text = fields.get("output")
    if not isinstance(text, str) or not lines(text):
        sentence = gettext_noop("Write what the code prints first.")
    elif len(text) > LONGEST_OUTPUT:
        sentence = gettext_noop("Write at most %(most)s characters.", most=LONGEST_OUTPUT)
    elif any(not letter.isprintable() and not letter.isspace() for letter in text):
        sentence = gettext_noop("Your answer holds a character that cannot be printed. Write it again.")
    else:
        return {"output": "\n".join(lines(text))}
    raise Invalid(sentence, fields={"output": [sentence]})


def grade(response: Json, variant: Variant) -> Verdict:
    """The part of the lines that are right, each in its place; lines too many count as wrong."""
    given, wanted = lines(response["output"]), lines(variant.key["output"])
    right = sum(one == other for one, other in zip(given, wanted, strict=False))
    fraction = share(right, max(len(given), len(wanted)))
    if given == wanted:
        return Verdict(fraction, feedback=variant.key["right"])
    for trap in variant.key["traps"]:
        if given == lines(trap["output"]):
            return verdict_of(trap, fraction)
    return verdict_of(variant.key["otherwise"], fraction)


def reference(variant: Variant) -> Json:
    return {"output": variant.key["output"]}


def mistakes(variant: Variant) -> list[Json]:
    """What each trap prints, a line too many, and something else."""
    right = variant.key["output"]
    slips = [trap["output"] for trap in variant.key["traps"]]
    return [{"output": output} for output in [*slips, f"{right}\n{right}", "something else entirely"]]

from collections.abc import Mapping
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.listing import listed, refuse_another_length
from assessments.engine.sentences import gettext_noop
from assessments.engine.shares import share
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    count = len(variant.public["lefts"])
    known = {right["id"] for right in variant.public["rights"]}
    sentence = gettext_noop("Give %(count)s counterparts, one for each entry.", count=count)
    refuse_another_length(fields, "match", count, sentence)
    given = listed(fields, "match", count)
    wanted = gettext_noop("Choose one of those on the list.")
    problems: dict[str, list[str]] = {
        f"match-{index}": [wanted] for index, name in enumerate(given) if not isinstance(name, str) or name not in known
    }
    if problems:
        raise Invalid(gettext_noop("Choose a counterpart for every entry first."), fields=problems)
    return {"match": given}


def grade(response: Json, variant: Variant) -> Verdict:
    """The part of the entries that have their counterpart; of the wrong ones the first with a trap is spoken of."""
    pairs = list(zip(response["match"], variant.key["pairs"], strict=True))
    wrong = [(name, pair) for name, pair in pairs if name != pair["counterpart"]]
    fraction = share(len(pairs) - len(wrong), len(pairs))
    if not wrong:
        return Verdict(fraction, feedback=variant.key["right"])
    for name, pair in wrong:
        for trap in pair["traps"]:
            if trap["counterpart"] == name:
                return verdict_of(trap, fraction)
    return verdict_of(variant.key["otherwise"], fraction)


def reference(variant: Variant) -> Json:
    return {"match": [pair["counterpart"] for pair in variant.key["pairs"]]}


def mistakes(variant: Variant) -> list[Json]:
    """Each trap alone, and every entry with a counterpart that is not its own."""
    right = reference(variant)["match"]
    answers = [
        [trap["counterpart"] if place == index else name for place, name in enumerate(right)]
        for index, pair in enumerate(variant.key["pairs"])
        for trap in pair["traps"]
    ]
    names = [entry["id"] for entry in variant.public["rights"]]
    answers.append([names[(names.index(name) + 1) % len(names)] for name in right])
    return [{"match": answer} for answer in answers]

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.listing import listed, refuse_another_length
from assessments.engine.sentences import gettext_noop
from assessments.engine.shares import share
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    count = len(variant.public["entries"])
    refuse_another_length(
        fields, "place", count, gettext_noop("Give %(count)s places, one for each entry.", count=count)
    )
    wanted = gettext_noop("Give this entry a place from 1 to %(count)s.", count=count)
    places = [_place(value, count) for value in listed(fields, "place", count)]
    problems: dict[str, list[str]] = {f"place-{index}": [wanted] for index, place in enumerate(places) if place is None}
    if problems:
        raise Invalid(gettext_noop("Give every entry a place first."), fields=problems)
    taken = Counter(places)
    for index, place in enumerate(places):
        if taken[place] > 1:
            problems[f"place-{index}"] = [gettext_noop("Place %(place)s is given more than once.", place=place)]
    if problems:
        raise Invalid(gettext_noop("Give each place to one entry only."), fields=problems)
    return {"place": places}


def _place(value: object, count: int) -> int | None:
    """A place from 1 to ``count``, as a number or as its digits."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 2:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= count else None


def grade(response: Json, variant: Variant) -> Verdict:
    """The part of the neighbours that follow one another as they should."""
    sequence = _sequence(response, variant)
    kept = sum(after == before + 1 for before, after in pairwise(sequence))
    fraction = share(kept, len(sequence) - 1)
    if fraction == 1:
        return Verdict(fraction, feedback=variant.key["right"])
    for trap in variant.key["traps"]:
        first, second = trap["swapped"]
        if sequence.index(second) < sequence.index(first):
            return verdict_of(trap, fraction)
    return verdict_of(variant.key["otherwise"], fraction)


def _sequence(response: Json, variant: Variant) -> list[int]:
    """The right places of the entries, in the order in which the learner put them."""
    pairs = sorted(zip(response["place"], variant.key["places"], strict=True))
    return [right for _, right in pairs]


def reference(variant: Variant) -> Json:
    return {"place": list(variant.key["places"])}


def mistakes(variant: Variant) -> list[Json]:
    """The right order backwards, turned round by one, and with the two entries of each trap exchanged."""
    right: list[int] = variant.key["places"]
    count = len(right)
    answers = [[count + 1 - place for place in right], [place % count + 1 for place in right]]
    for trap in variant.key["traps"]:
        first, second = trap["swapped"]
        answers.append([{first: second, second: first}.get(place, place) for place in right])
    return [{"place": places} for places in answers]

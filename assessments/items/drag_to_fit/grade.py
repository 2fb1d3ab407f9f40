from collections.abc import Mapping
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.conditions import holds
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.listing import listed, refuse_another_length
from assessments.engine.numbers import read_number
from assessments.engine.plots import off_plot, unscaled
from assessments.engine.sentences import gettext_noop
from assessments.engine.shares import falling
from assessments.items.drag_to_fit.curve import achieved
from overlook.kit.errors import Invalid


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    axis, count = variant.public["plot"]["y"], len(variant.public["anchors"])
    language = str(fields.get("language") or "en")
    refuse_another_length(fields, "y", count, gettext_noop("Give %(count)s heights, one for each handle.", count=count))
    heights: list[float] = []
    problems: dict[str, list[str]] = {}
    for index, text in enumerate(listed(fields, "y", count)):
        name = f"y-{index}"
        try:
            value = read_number(text, language=language, field=name)
        except Invalid as refusal:
            problems |= refusal.fields
            continue
        if not axis["minimum"] <= value <= axis["maximum"]:
            problems[name] = [off_plot(axis)]
        heights.append(value)
    if problems:
        raise Invalid(gettext_noop("Give every handle a height on the plot first."), fields=problems)
    return {"y": heights}


def grade(response: Json, variant: Variant) -> Verdict:
    """What the curve achieves, and nothing else: full marks up to one loss, none from another on, linear between."""
    key, public = variant.key, variant.public
    loss = key["loss"]
    names = achieved(public["anchors"], response["y"], public["points"])
    fraction = falling(names[loss["measure"]], full=loss["full"], none=loss["none"])
    if fraction == 1:
        return Verdict(fraction, feedback=key["right"])
    for trap in key["traps"]:
        if holds(trap["when"], names):
            return verdict_of(trap, fraction)
    return verdict_of(key["otherwise"], fraction)


def reference(variant: Variant) -> Json:
    return {"y": list(variant.key["answer"])}


# Heights of the first and the last handle, from the foot of the plot (0) to its top (1).
_SKETCHES = ((0.5, 0.5), (0.9, 0.9), (0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.6, 0.4), (0.4, 0.6))


def mistakes(variant: Variant) -> list[Json]:
    """Where the handles start, level lines, rising and falling ones, as far as they do not fit."""
    axis, count = variant.public["plot"]["y"], len(variant.public["anchors"])
    drawn = [
        [unscaled(axis, first + (last - first) * index / (count - 1)) for index in range(count)]
        for first, last in _SKETCHES
    ]
    answers = [{"y": heights} for heights in (variant.public["start"], *drawn)]
    return [answer for answer in answers if grade(answer, variant).fraction < 1]

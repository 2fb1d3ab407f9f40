"""What a run shows, in one sentence: how often the largest jury is right, and how far ever more voters would lead."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place, Share
from simulations.engine.sentences import Value


def sentence(params: Params, summary: Mapping[str, Any]) -> Message | None:
    """The largest jury beside the endless one; with several correlations, the smallest and the largest of them."""
    rhos = params["correlation"]
    first = sentences.points(summary, "jury")[-1]
    values: dict[str, Value] = {
        "voters": Place(first.at),
        "one": Share(params["p"]),
        "first": Share(first.height),
        "low": f"{rhos[0]:g}",
    }
    if len(rhos) == 1:
        endless = sentences.points(summary, "plateau")[-1].height
        return Message(
            "The majority of %(voters)s is right in %(first)s of the cases (median), where one voter is right in "
            "%(one)s; ever more voters would lead to %(endless)s.",
            values | {"endless": Share(endless)},
        )
    last = sentences.points(summary, f"jury@{rhos[-1]:g}")[-1].height
    return Message(
        "With correlation %(low)s the majority of %(voters)s is right in %(first)s of the cases, with correlation "
        "%(high)s in %(last)s (medians); one voter is right in %(one)s.",
        values | {"last": Share(last), "high": f"{rhos[-1]:g}"},
    )

"""What a run shows, in one sentence: whether there is a peak, and whether what comes after it is better."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place

_PEAK = (
    "The median %(label)s peaks with %(top)s at %(peak)s. Before the peak it is lowest with %(before)s at %(narrow)s, "
    "after it with %(after)s at %(wide)s, which is "
)


def sentence(params: Params, summary: Mapping[str, Any]) -> Message | None:
    """The peak between the lowest medians before and after it; None where nothing stands out, or the end does more."""
    curve = sentences.points(summary, "test")
    found = sentences.peak(curve)
    if found is None or curve[-1].height >= found.top.height:
        return None
    return Message(
        _PEAK + ("lower." if found.after.height < found.before.height else "not lower."),
        {
            "label": sentences.lower(summary["series"]["test"]["label"]),
            "before": found.before.height,
            "narrow": Place(found.before.at),
            "top": found.top.height,
            "peak": Place(found.top.at),
            "after": found.after.height,
            "wide": Place(found.after.at),
        },
    )

"""What a run shows, in one sentence: a peak along the width if there is one, and what stopping early would give."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place
from simulations.engine.sentences import Value

Summary = Mapping[str, Any]
# A rise by less than this share is not told as one.
_TELLING = 1.05


def sentence(params: Params, summary: Summary) -> Message | None:
    """Of either family."""
    return _widths(params, summary) if params["family"] == "widths" else _epochs(summary)


def _widths(params: Params, summary: Summary) -> Message | None:
    curve = sentences.points(summary, "test")
    found = sentences.peak(curve)
    stopped = max(point.height for point in sentences.points(summary, "stopped") if point.at >= curve[-1].at)
    values: dict[str, Value] = {"epochs": str(params["epochs"]), "stopped": stopped, "last": Place(curve[-1].at)}
    if found is None:
        low, end = sentences.lowest(curve), curve[-1]
        values |= {"low": low.height, "place": Place(low.at), "end": end.height}
        return Message(
            "After %(epochs)s epochs the median test error has no peak: it is lowest with %(place)s, %(low)s, and "
            "%(end)s with %(last)s.",
            values,
        )
    values |= {"before": found.before.height, "first": Place(found.before.at)}
    values |= {"top": found.top.height, "place": Place(found.top.at)}
    values |= {"after": found.after.height, "second": Place(found.after.at)}
    return Message(
        "After %(epochs)s epochs the median test error is %(before)s with %(first)s, %(top)s with %(place)s and "
        "%(after)s with %(second)s: weak evidence, from one data set. Stopped at its best epoch, the network with "
        "%(last)s would have %(stopped)s.",
        values,
    )


def _epochs(summary: Summary) -> Message | None:
    curve = sentences.points(summary, "test")
    low, end = sentences.lowest(curve), curve[-1]
    if end.height < _TELLING * low.height:
        return None
    return Message(
        "The median test error is lowest, %(low)s, after %(place)s, and has risen to %(end)s after %(last)s.",
        {"low": low.height, "place": Place(low.at), "end": end.height, "last": Place(end.at)},
    )

"""What a run shows, in one sentence: average precision beside its error and chance, or beside the ROC area."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place

Summary = Mapping[str, Any]


def sentence(params: Params, summary: Summary) -> Message | None:
    """Of any family."""
    if params["family"] == "own":
        return _own(summary)
    return _prevalence(summary) if params["family"] == "prevalence" else _bands(params, summary)


def _own(summary: Summary) -> Message:
    """Average precision of the table, and where the middle of those of the resamples lies."""
    return Message(
        "Average precision of the table is %(ap)s; in the middle 80 %% of the resamples it is between %(low)s and "
        "%(high)s.",
        {
            "ap": sentences.points(summary, "average")[0].height,
            "low": sentences.points(summary, "ap", "p10")[0].height,
            "high": sentences.points(summary, "ap", "p90")[0].height,
        },
    )


def _bands(params: Params, summary: Summary) -> Message:
    """Medians over samples."""
    return Message(
        "Average precision is %(ap)s with a standard error of %(error)s (medians over samples); chance gives about "
        "%(chance)s, the prevalence.",
        {
            "ap": sentences.points(summary, "ap")[0].height,
            "error": sentences.points(summary, "error")[0].height,
            "chance": round(params["n"] * params["prevalence"]) / params["n"],
        },
    )


def _prevalence(summary: Summary) -> Message:
    """Both ends of the axis for the measure that moves, and the range of the other."""
    ap = sentences.points(summary, "ap")
    areas = [point.height for point in sentences.points(summary, "auc")]
    return Message(
        "Average precision is %(first)s at %(low)s and %(last)s at %(high)s; the area under the ROC curve stays "
        "between %(least)s and %(most)s (medians over samples).",
        {
            "first": ap[0].height,
            "low": Place(ap[0].at),
            "last": ap[-1].height,
            "high": Place(ap[-1].at),
            "least": min(areas),
            "most": max(areas),
        },
    )

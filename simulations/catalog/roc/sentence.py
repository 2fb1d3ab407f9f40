"""What a run shows, in one sentence: the area with its error, and how often the band holds the truth."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Share


def sentence(params: Params, summary: Mapping[str, Any]) -> Message | None:
    """Of either family."""
    return _own(summary) if params["family"] == "own" else _bands(params, summary)


def _own(summary: Mapping[str, Any]) -> Message:
    """The area of the table, and where the middle of those of the resamples lies."""
    return Message(
        "The area under the curve of the table is %(area)s; in the middle 80 %% of the resamples it is between %(low)s "
        "and %(high)s.",
        {
            "area": sentences.points(summary, "area")[0].height,
            "low": sentences.points(summary, "auc", "p10")[0].height,
            "high": sentences.points(summary, "auc", "p90")[0].height,
        },
    )


def _bands(params: Params, summary: Mapping[str, Any]) -> Message:
    """Medians over samples; coverage on average over all false positive rates but the ends."""
    covered = [point.height for point in sentences.points(summary, "covered", "mean")][1:-1]
    return Message(
        "The area under the curve is %(auc)s with a standard error of %(error)s by DeLong (medians over samples); the "
        "band, meant for %(level)s, holds the true rate in %(covered)s of the cases, averaged between the ends.",
        {
            "auc": sentences.points(summary, "auc")[0].height,
            "error": sentences.points(summary, "delong")[0].height,
            "level": Share(params["level"]),
            "covered": Share(sum(covered) / len(covered)),
        },
    )

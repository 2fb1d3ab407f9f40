"""What a run shows, in one sentence: the area with its error, and how often the band holds the truth."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Share


def sentence(params: Params, summary: Mapping[str, Any]) -> Message | None:
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

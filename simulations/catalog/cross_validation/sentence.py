"""What a run shows, in one sentence: how far the estimate is off on average, and what it knows of the fit in hand."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place
from simulations.engine.sentences import Value


def sentence(params: Params, summary: Mapping[str, Any]) -> Message | None:
    """Estimates with the fewest and the most folds beside the truth, and the range of the correlations."""
    estimate, truth = (sentences.points(summary, name) for name in ("estimate", "truth"))
    related = [point.height for point in sentences.points(summary, "correlation")]
    if not (estimate and truth and related):
        return None
    values: dict[str, Value] = {
        "few": Place(estimate[0].at),
        "first": estimate[0].height,
        "truth": truth[-1].height,
        "least": min(related),
        "most": max(related),
    }
    if len(estimate) == 1:
        return Message(
            "With %(few)s the estimate is %(first)s where the truth is %(truth)s (medians of block means); between "
            "data sets their correlation is %(least)s.",
            values,
        )
    return Message(
        "The estimate is %(first)s with %(few)s and %(last)s with %(many)s, where the truth is %(truth)s (medians of "
        "block means); between data sets, the correlation of the two is %(least)s to %(most)s.",
        values | {"many": Place(estimate[-1].at), "last": estimate[-1].height},
    )

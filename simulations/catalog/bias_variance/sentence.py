"""What a run shows, in one sentence: where the test error is lowest, and what it is made of there."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place


def sentence(params: Params, summary: Mapping[str, Any]) -> Message | None:
    """The bottom of the U, with medians of its parts and the noise σ²."""
    test = sentences.points(summary, "test")
    if not test:
        return None
    low = sentences.lowest(test)
    parts = {
        name: next(point.height for point in sentences.points(summary, name) if point.at == low.at)
        for name in ("bias2", "variance")
    }
    return Message(
        "The median expected test error is lowest at %(place)s: %(low)s, of which bias² is %(bias2)s, variance "
        "%(variance)s and noise σ² %(noise)s.",
        {"place": Place(low.at), "low": low.height, "noise": params["sigma"] ** 2, **parts},
    )

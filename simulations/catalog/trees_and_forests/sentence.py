"""What a run shows, in one sentence: how far one tree comes, whether it gets worse again, and what other trees add."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place
from simulations.engine.sentences import Value

# A rise or fall by less than this share is not told as one.
_TELLING = 1.05


def sentence(params: Params, summary: Mapping[str, Any]) -> Message | None:
    """Both axes, each by itself, and that they are two."""
    curve = sentences.points(summary, "test")
    most = params["leaves"]
    tree = [point for point in curve if point.at <= most]
    low, whole, end = sentences.lowest(tree), tree[-1], curve[-1]
    values: dict[str, Value] = {"low": low.height, "place": Place(low.at), "whole": whole.height, "most": Place(most)}
    if whole.height >= _TELLING * low.height:
        text = "One tree is best with %(place)s (median test error %(low)s) and has %(whole)s with %(most)s"
    else:
        text = "One tree has a median test error of %(whole)s with %(most)s, hardly above its lowest, %(low)s"
    if params["trees"] == 1:
        return Message(text + ".", values)
    values |= {"end": end.height, "trees": str(params["trees"])}
    if end.height * _TELLING <= whole.height:
        return Message(text + "; along the second axis, more trees, the error falls to %(end)s with %(trees)s.", values)
    return Message(text + "; along the second axis, more trees, little changes: %(end)s with %(trees)s.", values)

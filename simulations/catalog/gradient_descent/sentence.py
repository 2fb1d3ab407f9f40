"""What a run shows, in one sentence: where the loss has come to, or the fewest steps and the step size they need."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place, Share
from simulations.engine.sentences import Value

Summary = Mapping[str, Any]


def sentence(params: Params, summary: Summary) -> Message | None:
    """Of either family."""
    return _phase(params, summary) if params["family"] == "phase" else _trajectories(summary)


def _trajectories(summary: Summary) -> Message | None:
    """First and last loss; where starts have left, how many."""
    loss = sentences.points(summary, "loss")
    left = sentences.points(summary, "left", "mean")[-1].height
    if left:
        return Message(
            "After %(last)s, %(left)s of the starts have left for good (mean over batches).",
            {"last": Place(loss[-1].at), "left": Share(left)},
        )
    # As texts: a loss goes through many decades.
    return Message(
        "The mean loss over the starts goes from %(start)s to %(end)s in %(last)s (medians over batches).",
        {"start": f"{loss[0].height:.3g}", "end": f"{loss[-1].height:.3g}", "last": Place(loss[-1].at)},
    )


def _phase(params: Params, summary: Summary) -> Message | None:
    """The momentum with the fewest steps, beside the smallest one."""
    best: list[tuple[float, float, float]] = []
    for momentum in params["momenta"]:
        name = "steps" if momentum == params["momenta"][0] else f"steps@{momentum:g}"
        low = sentences.lowest(sentences.points(summary, name))
        best.append((low.height, momentum, low.at))
    fewest = min(best)
    if fewest[0] >= params["cap"]:
        return Message("Within %(cap)s steps the median start arrives at no step size.", {"cap": str(params["cap"])})
    values: dict[str, Value] = {"steps": fewest[0], "momentum": f"{fewest[1]:g}", "rate": fewest[2]}
    if len(best) == 1:
        return Message(
            "The median start arrives soonest, at step %(steps)s, with a step size of %(rate)s/λmax.",
            values,
        )
    count, momentum, rate = best[0]
    if fewest == best[0]:
        return Message(
            "The median start arrives soonest, at step %(steps)s, with the smallest momentum, %(momentum)s, and a step "
            "size of %(rate)s/λmax.",
            values,
        )
    first: dict[str, Value] = {"plain": f"{momentum:g}", "count": count, "first": rate}
    if count >= params["cap"]:
        return Message(
            "The median start arrives soonest, at step %(steps)s, with momentum %(momentum)s and a step size of "
            "%(rate)s/λmax; with momentum %(plain)s it does not arrive before it gives up.",
            values | first,
        )
    return Message(
        "The median start arrives soonest, at step %(steps)s, with momentum %(momentum)s and a step size of "
        "%(rate)s/λmax; with momentum %(plain)s at step %(count)s at best, with %(first)s/λmax.",
        values | first,
    )

"""What a run shows, in one sentence: how much too good the winner's score is."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place, Share

_WINNER = (
    "Chosen from %(models)s, the winner scores %(score)s in validation and is right in %(truth)s of new cases "
    "(medians): "
)


def sentence(params: Params, summary: Mapping[str, Any]) -> Message | None:
    """The largest choice: score, truth, and their difference in points of a percentage."""
    score, truth = (sentences.points(summary, name)[-1] for name in ("validation", "truth"))
    gap = 100 * (score.height - truth.height)
    return Message(
        _WINNER + ("its score is too high by %(gap)s points." if gap > 0 else "its score is not too high."),
        {"models": Place(score.at), "score": Share(score.height), "truth": Share(truth.height), "gap": gap},
    )

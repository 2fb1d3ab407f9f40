"""A reader's own scores in `threshold`: `own.ts` in Python."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from overlook.figures.contract import Column, Own
from overlook.figures.svg import nice_step

_SHARES = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5)
_STEPS = 100
#: Scores between 0 and 1 keep that scale, unless they crowd together on it.
_CROWDED = 0.1

_EXAMPLE = """score,label
0.95,1
0.91,1
0.86,0
0.82,1
0.82,1
0.74,1
0.71,0
0.66,1
0.6,0
0.55,1
0.55,0
0.48,0
0.41,1
0.37,0
0.3,0
0.3,0
0.22,1
0.18,0
0.11,0
0.06,0
"""


def read(columns: Mapping[str, Sequence[float]], names: Mapping[str, str]) -> dict[str, Any]:
    """Scores of both classes, the scale that they lie on, and the thresholds and shares to choose from."""
    scores, labels = columns["score"], columns["label"]
    positive = [score for score, label in zip(scores, labels, strict=True) if label]
    negative = [score for score, label in zip(scores, labels, strict=True) if not label]
    low, high, step = _scale(min(scores), max(scores))
    count = math.floor((high - low) / step + 0.5)
    thresholds = [float(f"{low + index * step:.12g}") for index in range(count + 1)]
    share = len(positive) / len(scores)
    return {
        "positive": positive,
        "negative": negative,
        "name": names["score"],
        "domain": [thresholds[0], thresholds[-1]],
        "digits": _digits(thresholds),
        "thresholds": thresholds,
        "shares": sorted({*_SHARES, share}),
        "begin": {"t": thresholds[(count + 1) // 2], "share": share},
    }


def _scale(low: float, high: float) -> tuple[float, float, float]:
    """Round ends, and the step between thresholds: about a hundred of them."""
    if low >= 0 and high <= 1 and high - low >= _CROWDED:
        return 0.0, 1.0, 1 / _STEPS
    step = nice_step((high - low) / _STEPS)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _digits(thresholds: Sequence[float]) -> int:
    """How many digits tell a threshold from the tenth after it."""
    largest = max(abs(thresholds[0]), abs(thresholds[-1]))
    return min(12, max(3, math.floor(math.log10(largest / (thresholds[-1] - thresholds[0])) + 1e-9) + 3))


OWN = Own(
    columns=(
        Column("score", "a score", ("score", "probability", "prob", "p", "y_score", "prediction", "predicted")),
        Column("label", "a class, 0 or 1", ("label", "class", "y", "y_true", "truth", "target"), binary=True),
    ),
    fewest=5,
    most=2000,
    example=_EXAMPLE,
    says=(
        "Each row is a case: the score that a model gave it, and its true class, 1 for a positive and 0 for a negative."
        " The curve, its area and the costs are those of your cases."
    ),
    read=read,
)

"""A sample of scored cases and a threshold: the Python twin of `model.ts`.

As many positives as negatives. What lies behind a score is normal, one standard deviation wide in both classes and d
apart, and shown between 0 and 1 by a logistic curve. Shares of positives other than one half are a matter of weights:
both rates of a threshold are those of the sample, and precision, average precision and cost follow from them.

Accuracy
--------
Uniform numbers agree bit for bit in both languages, scores to 1e-12; counts and areas are exact.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from overlook.figures.draws import normals, uniforms

Array = NDArray[np.float64]

#: How steep the logistic curve is that shows scores between 0 and 1.
STEEP = 1.5
#: Pairs are drawn from a stream of their own.
PAIRS_SEED = 70_000


@dataclass(frozen=True)
class Sample:
    """Scores of both classes, and the curve that they make: ``fpr`` and ``tpr`` at each threshold, from (0, 0) on."""

    positive: Array
    negative: Array
    fpr: Array
    tpr: Array

    def rates(self, t: float) -> tuple[float, float]:
        """The false and the true positive rate of the rule "at least t"."""
        return float(np.mean(self.negative >= t)), float(np.mean(self.positive >= t))

    @property
    def pairs(self) -> tuple[int, int]:
        """In how many of all pairs of a positive and a negative the positive scores higher, and in how many as high."""
        ordered = np.sort(self.negative)
        below, upto = (np.searchsorted(ordered, self.positive, side) for side in ("left", "right"))
        return int(below.sum()), int((upto - below).sum())

    @property
    def area(self) -> float:
        """Area under the curve: the share of pairs ranked rightly, ties by half."""
        return float(np.sum(np.diff(self.fpr) * (self.tpr[1:] + self.tpr[:-1]) / 2))

    def precisions(self, share: float) -> Array:
        """At every point but (0, 0), in a population with this share of positives."""
        return np.array([precision(fpr, tpr, share) for fpr, tpr in zip(self.fpr[1:], self.tpr[1:], strict=True)])

    def average_precision(self, share: float) -> float:
        """The mean of precision, weighted by the gain in recall."""
        return float(np.sum(np.diff(self.tpr) * self.precisions(share)))

    def least_cost(self, share: float, ratio: float) -> float:
        """What the cheapest threshold costs."""
        return float(min(cost(fpr, tpr, share, ratio) for fpr, tpr in zip(self.fpr, self.tpr, strict=True)))


def precision(fpr: float, tpr: float, share: float) -> float:
    """The share of positives among the flagged; 1 where nothing is flagged."""
    flagged = share * tpr + (1 - share) * fpr
    return share * tpr / flagged if flagged > 0 else 1.0


def cost(fpr: float, tpr: float, share: float, ratio: float) -> float:
    """For a thousand cases, in false alarms: a miss costs ``ratio`` of them."""
    return 1000 * (share * (1 - tpr) * ratio + (1 - share) * fpr)


def warped(scores: Array, warp: str) -> Array:
    """The same ranking on another scale; ``coarse`` alone puts ties into it."""
    if warp == "square":
        return np.asarray(scores * scores)
    if warp == "root":
        return np.sqrt(np.sqrt(scores))
    return np.floor(scores * 5 + 0.5) / 5 if warp == "coarse" else scores


@lru_cache(maxsize=256)
def draw(d: float, n: int, seed: int, warp: str) -> Sample:
    """``n`` positives and ``n`` negatives."""
    behind = normals(seed, 2 * n) + np.repeat([d / 2, -d / 2], n)
    scores = warped(1 / (1 + np.exp(-STEEP * behind)), warp)
    return sampled(scores[:n], scores[n:])


def sampled(positive: Array, negative: Array) -> Sample:
    """Cases with these scores, and their curve: every score is a threshold."""
    levels = np.unique(np.concatenate([positive, negative]))[::-1]
    tpr = (positive[None] >= levels[:, None]).mean(axis=1)
    fpr = (negative[None] >= levels[:, None]).mean(axis=1)
    return Sample(positive, negative, np.concatenate([[0.0], fpr]), np.concatenate([[0.0], tpr]))


def won(sample: Sample, pairs: int, seed: int) -> float:
    """How many of ``pairs`` random pairs the positive wins; a tie is half a win."""
    n = len(sample.positive)
    picks = np.floor(uniforms(PAIRS_SEED + seed, 2 * pairs) * n).astype(int).reshape(-1, 2)
    ours, theirs = sample.positive[picks[:, 0]], sample.negative[picks[:, 1]]
    return float(np.sum(ours > theirs) + np.sum(ours == theirs) / 2)


def stacked(scores: Array, width: float = 0.05) -> list[int]:
    """How high each case lies: one above the other where they share a bin, in the order given."""
    seen: dict[int, int] = {}
    heights = []
    for score in scores:
        slot = int(np.floor(score / width + 1e-9))
        heights.append(seen.get(slot, 0))
        seen[slot] = heights[-1] + 1
    return heights

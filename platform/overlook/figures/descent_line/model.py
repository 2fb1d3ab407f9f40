"""Gradient descent on a line: the Python twin of `model.ts`.

Three losses with least value 0: a bowl ½λx², two hollows ⅛λ(x² − 1)² with curvature λ at the bottom of each, and a
funnel λ(√(1 + x²) − 1), steep λ near its bottom and ever straighter away from it.

Accuracy
--------
Steps are the same operations in both languages and agree to 1e-12, as long as they stay in the frame.
"""

import math
from dataclasses import dataclass

#: A walk that goes beyond this has left for good, and is followed no further.
FAR = 1e6
#: A walk whose loss is below this share of the first has arrived.
NEAR = 1e-6


def value(loss: str, curvature: float, x: float) -> float:
    if loss == "hollows":
        return curvature / 8 * (x * x - 1) ** 2
    if loss == "funnel":
        return curvature * (math.sqrt(1 + x * x) - 1)
    return curvature / 2 * x * x


def slope(loss: str, curvature: float, x: float) -> float:
    if loss == "hollows":
        return curvature / 2 * (x * x - 1) * x
    if loss == "funnel":
        return curvature * x / math.sqrt(1 + x * x)
    return curvature * x


@dataclass(frozen=True)
class Walk:
    """The places, from the start on, and their losses; ``away`` when it has left."""

    xs: list[float]
    losses: list[float]
    away: bool

    @property
    def arrival(self) -> int:
        """The first step at which it has arrived; one more than there are steps if it has not."""
        target = NEAR * self.losses[0]
        return next((t for t, loss in enumerate(self.losses) if loss <= target), len(self.losses))


def walk(loss: str, curvature: float, eta: float, start: float, steps: int) -> Walk:
    """``steps`` steps x ← x − η f′(x)."""
    xs = [start]
    while len(xs) <= steps and abs(xs[-1]) <= FAR:
        xs.append(xs[-1] - eta * slope(loss, curvature, xs[-1]))
    return Walk(xs, [value(loss, curvature, x) for x in xs], abs(xs[-1]) > FAR)

"""What a curve through anchors does, in scaled heights (0 at the foot of the plot, 1 at its top).

Small wobbles are not features: a turn counts when it is at least ``margin`` high.
"""

from collections.abc import Mapping, Sequence
from typing import Any

SHAPES: dict[str, list[str]] = {
    "flat": [],
    "falling": ["down"],
    "rising": ["up"],
    "valley": ["down", "up"],
    "hill": ["up", "down"],
    "second-descent": ["down", "up", "down"],
}


def turns(heights: Sequence[float], margin: float) -> list[str]:
    """The directions of the curve in turn: ``["down", "up", "down"]`` for a second descent.

    A zigzag filter: a direction begins when the curve has moved by ``margin`` from its last extreme.
    """
    directions: list[str] = []
    lowest = highest = heights[0]
    for height in heights[1:]:
        lowest, highest = min(lowest, height), max(highest, height)
        if height - lowest >= margin and (not directions or directions[-1] == "down"):
            directions.append("up")
            lowest = highest = height
        elif highest - height >= margin and (not directions or directions[-1] == "up"):
            directions.append("down")
            lowest = highest = height
    return directions


def holds(feature: Mapping[str, Any], anchors: Sequence[float], heights: Sequence[float], margin: float) -> bool:
    """Whether the curve has a feature."""
    low, high = feature["between"]
    inside = [index for index, anchor in enumerate(anchors) if low <= anchor <= high]
    match feature["feature"]:
        case "peak":
            top = max(inside, key=lambda index: heights[index])
            before, after = heights[:top], heights[top + 1 :]
            return bool(before and after) and all(heights[top] - min(side) >= margin for side in (before, after))
        case "falls":
            return heights[inside[0]] - heights[inside[-1]] >= margin
        case "rises":
            return heights[inside[-1]] - heights[inside[0]] >= margin
        case "lower-later":
            later = [height for anchor, height in zip(anchors, heights, strict=True) if anchor > high]
            earlier = [height for anchor, height in zip(anchors, heights, strict=True) if anchor < low]
            return min(later) < min(earlier)
        case "within":
            floor, ceiling = feature["scaled"]
            return all(floor <= heights[index] <= ceiling for index in inside)
        case unknown:
            raise ValueError(f"{unknown!r} is not a feature.")

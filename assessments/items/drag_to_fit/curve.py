"""The curve through the handles, and what it achieves on the points."""

from collections.abc import Sequence

import numpy as np

MEASURES = ("squared", "absolute")

Pairs = Sequence[Sequence[float]]


def height(anchors: Sequence[float], heights: Sequence[float], x: float) -> float:
    """The polynomial through the handles, at ``x``: a line for two, a parabola for three (Lagrange's form)."""
    total = 0.0
    for index, anchor in enumerate(anchors):
        term = heights[index]
        for other in anchors:
            if other != anchor:
                term *= (x - other) / (anchor - other)
        total += term
    return total


def achieved(anchors: Sequence[float], heights: Sequence[float], points: Pairs) -> dict[str, float]:
    """Named numbers of a fit.

    Returns
    -------
    dict
        ``squared`` and ``absolute`` (means over the points), ``largest`` (the largest distance), ``above`` (share of
        the points above the curve), ``slope`` (from the first handle to the last), and ``y0``, ``y1``, …
    """
    gaps = [y - height(anchors, heights, x) for x, y in points]
    return {
        "squared": sum(gap * gap for gap in gaps) / len(gaps),
        "absolute": sum(abs(gap) for gap in gaps) / len(gaps),
        "largest": max(abs(gap) for gap in gaps),
        "above": sum(gap > 0 for gap in gaps) / len(gaps),
        "slope": (heights[-1] - heights[0]) / (anchors[-1] - anchors[0]),
        **{f"y{index}": value for index, value in enumerate(heights)},
    }


def least_squares(anchors: Sequence[float], points: Pairs) -> list[float]:
    """Heights of the handles for which the mean squared distance is least, to four significant digits."""
    unit = np.eye(len(anchors))
    design = np.array([[height(anchors, list(row), x) for row in unit] for x, _ in points])
    solution = np.linalg.lstsq(design, np.array([y for _, y in points]), rcond=None)[0]
    return [float(f"{value:.4g}") for value in solution]

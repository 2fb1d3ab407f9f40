"""`knot-density` against SciPy's natural spline, the least norm and the weighted penalty."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from overlook.figures.knot_density import KIND
from overlook.figures.knot_density.model import PLACES, X, bed, chain, limit, rms, throw

EVEN = np.full(5, 0.2)
POINTS = np.arange(6.0)
BED = 4 * (X - 2.5) ** 2


def test_even_knots_tend_to_the_natural_cubic_spline():
    natural = CubicSpline(POINTS, 4 * (POINTS - 2.5) ** 2, bc_type="natural")
    assert limit(EVEN) == pytest.approx(natural(X) - BED, abs=1e-12)


def test_the_chain_is_the_one_of_least_norm():
    shares = np.array([4, 4, 2, 1, 4]) / 15
    gaps, places = throw(shares, 20, 3)
    knots = gaps + places
    tents = np.maximum(0, 1 - np.abs(POINTS[1:5, None] - knots))
    bends = np.linalg.pinv(tents) @ np.full(4, 8.0)
    bent = 0.5 * np.abs(np.concatenate([POINTS, X])[:, None] - knots) @ bends
    line = np.polyfit(POINTS, 4 * (POINTS - 2.5) ** 2 - bent[:6], 1)
    assert chain(shares, 20, 3) == pytest.approx(np.polyval(line, X) + bent[6:] - BED, abs=1e-6)


@pytest.mark.parametrize("weights", [(4, 4, 4, 4, 4), (8, 4, 4, 4, 8), (10, 1, 10, 1, 10)])
def test_no_other_curve_through_the_points_has_less_of_the_weighted_penalty(weights):
    shares = np.array(weights) / sum(weights)
    steps = 1 / (PLACES - 1)
    values = (limit(shares) + BED).reshape(5, PLACES)

    def penalty(curve):
        # Second differences inside a gap, and over the point between two gaps with half of each density.
        inside = sum(float(np.sum(np.diff(gap, 2) ** 2)) / p for gap, p in zip(curve, shares, strict=True))
        joints = [(b[1] - b[0]) - (a[-1] - a[-2]) for a, b in pairwise(curve)]
        between = (shares[:-1] + shares[1:]) / 2
        return (inside + float(np.sum(np.array(joints) ** 2 / between))) / steps**3

    bump = np.sin(np.pi * np.linspace(0, 1, PLACES)) ** 2
    for gap in range(5):
        for size in (0.05, -0.05):
            other = values.copy()
            other[gap] += size * bump
            assert penalty(other) > penalty(values)


def test_the_distance_to_the_limit_falls_like_one_over_the_root_of_the_number_of_knots():
    def typical(count):
        return np.median([bed((4, 4, 4, 4, 4), count, seed).apart for seed in range(1, 101)])

    assert typical(200) / typical(2000) == pytest.approx(np.sqrt(10), rel=0.2)


def test_knots_fall_as_they_are_painted():
    gaps, _ = throw(np.array([0.5, 0.125, 0.125, 0.125, 0.125]), 4000, 1)
    assert np.mean(gaps == 0) == pytest.approx(0.5, abs=0.03)


def test_more_knots_at_the_ends_come_nearer_to_this_bed():
    assert rms(limit(np.array([2, 1, 1, 1, 2]) / 7)) < 0.6 * rms(limit(EVEN))


def test_knots_that_let_no_chain_through_are_said_to():
    assert chain(np.array([0.96, 0.01, 0.01, 0.01, 0.01]), 20, 2) is None
    assert "strays from it" in KIND.describe(KIND.state(None, {}), None)

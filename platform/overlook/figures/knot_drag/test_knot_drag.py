"""`knot-drag` against the simulation's reference heights, and against what the tents say."""

import numpy as np
import pytest

from overlook.figures.knot_drag import KIND
from overlook.figures.knot_drag.model import X, Y, chain, tents


@pytest.mark.parametrize(("first", "height"), [(1.25, 25.0), (1.8998, 120.8), (1.99, 1201.0)])
def test_the_reference_s_own_knots_swing_as_high_as_the_reference_says(first, height):
    assert chain([first, 2.5, 3.75, 4.5]).reach == pytest.approx(height, abs=0.5)


@pytest.mark.parametrize("first", [1.3, 1.7, 1.99])
def test_the_only_knot_under_a_tent_must_bear_the_whole_bend(first):
    assert chain([first, 2.5, 3.75, 4.5]).bends[0] == pytest.approx(8 / (2 - first), rel=1e-9)


def test_bends_weighted_by_their_tents_add_up_to_the_second_difference_of_the_points():
    found = chain([1.1, 2.5, 3.75, 4.5, 0.7], push=30)
    assert tents(found.knots) @ found.bends == pytest.approx(np.diff(Y, 2), rel=1e-9)
    assert found.at(X) == pytest.approx(Y, abs=1e-9)


@pytest.mark.parametrize(
    ("knots", "fits"),
    [((0.2, 0.4, 0.6, 0.8), 0), ((1.25, 2.5, 3.75, 4.5), 1), ((1.25, 2.5, 3.75, 4.5, 3.1), 2)],
)
def test_no_chain_one_chain_or_many_touch_the_points(knots, fits):
    assert chain(knots).fits == fits


def test_a_push_adds_its_own_square_to_the_norm_s():
    rest, moved = chain([1.25, 2.5, 3.75, 4.5, 3.1]), chain([1.25, 2.5, 3.75, 4.5, 3.1], push=24)
    assert moved.norm**2 == pytest.approx(rest.norm**2 + 24**2, rel=1e-9)


def test_the_words_say_how_many_chains_there_are():
    assert KIND.describe(KIND.state(None, {"e": 3.1}), None).startswith("Many chains")
    assert KIND.describe(KIND.state(None, {"a": 0.2, "b": 0.3, "c": 0.4}), None).startswith("No chain")

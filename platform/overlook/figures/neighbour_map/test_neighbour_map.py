"""`neighbour-map`: what is known of nearest neighbours, and of the lines around a map."""

import numpy as np
import pytest

from overlook.figures.neighbour_map import KIND
from overlook.figures.neighbour_map.model import ACROSS, KS, MARKS, UP, labels, marks, nearest, outlines, votes

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("noise", [0, 0.2, 0.4])
def test_each_mark_is_its_own_nearest_neighbour_so_one_neighbour_misjudges_none(noise):
    assert votes(3, noise).train[0] == 0
    assert list(nearest(3, marks(3)[0])[:, 0]) == list(range(MARKS))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_map_does_better_on_new_marks_than_the_noise(seed):
    for noise in (0, 0.1, 0.25, 0.4):
        assert all(noise <= votes(seed, noise).test)
        assert all(votes(seed, noise).test <= 1 - noise)


def test_turned_labels_stay_turned_when_more_are():
    few, many, none = labels(1, 0.1), labels(1, 0.3), labels(1, 0)
    assert set(np.flatnonzero(few != none)) < set(np.flatnonzero(many != none))


def test_with_clean_labels_few_neighbours_are_best_and_with_wrong_ones_many():
    """The essay's sentence, over twenty draws of the marks."""
    best = {
        noise: np.median([KS[int(np.argmin(votes(seed, noise).test))] for seed in range(1, 21)]) for noise in (0, 0.2)
    }
    assert best[0] <= 3
    assert best[0.2] >= 7


def test_the_lines_enclose_just_the_cells_of_the_map():
    cells = votes(1, 0.2).maps[0]
    area = 0.0
    for loop in outlines(cells):
        x, y = np.array(loop).T
        area += (x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
        assert all((x == np.roll(x, -1)) ^ (y == np.roll(y, -1))), "each turn is a right angle"
    assert area == cells.sum()
    assert cells.shape == (UP, ACROSS)


def test_it_says_what_the_neighbours_of_a_place_say():
    state = KIND.state(None, {"k": 5, "noise": 0.2, "across": 0.5, "up": 1.7})
    found = KIND.measure(state, None)
    near = np.argsort(np.hypot(*(marks(1)[0] - [0.5, 1.7]).T))[:5]
    assert found["squares"] == labels(1, 0.2)[near].sum()
    assert f"{found['squares']:.0f} of 5 neighbours are squares" in KIND.describe(state, None)
    assert found["right"] == (found["squares"] > 2.5), "it lies above the border"

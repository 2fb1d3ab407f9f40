"""`descent-line` against closed forms."""

import pytest

from overlook.figures.descent_line import KIND
from overlook.figures.descent_line.model import slope, value, walk


@pytest.mark.parametrize("eta", [0.05, 0.5, 0.9, 1.7])
def test_on_a_bowl_every_step_multiplies_by_one_minus_eta_lambda(eta):
    found = walk("bowl", 1.0, eta, -1.6, 12)
    assert found.xs == pytest.approx([-1.6 * (1 - eta) ** t for t in range(13)], rel=1e-12)


@pytest.mark.parametrize(
    ("curvature", "eta", "away"), [(1, 1.99, False), (1, 2.1, True), (10, 0.199, False), (10, 0.25, True)]
)
def test_a_walk_leaves_exactly_when_the_step_exceeds_two_over_the_curvature(curvature, eta, away):
    assert walk("bowl", curvature, eta, 1.0, 400).away is away


def test_one_over_the_curvature_arrives_in_a_single_step():
    assert walk("bowl", 4.0, 0.25, 1.3, 5).arrival == 1
    assert walk("bowl", 4.0, 0.25, 1.3, 5).xs[1] == 0


@pytest.mark.parametrize("loss", ["hollows", "funnel", "bowl"])
def test_the_curvature_at_the_bottom_is_what_is_said(loss):
    bottom = 1.0 if loss == "hollows" else 0.0
    assert value(loss, 3.0, bottom) == 0
    bent = (slope(loss, 3.0, bottom + 1e-5) - slope(loss, 3.0, bottom - 1e-5)) / 2e-5
    assert bent == pytest.approx(3.0, abs=1e-6)


def test_which_hollow_it_falls_into_is_decided_by_the_start():
    assert walk("hollows", 1.0, 0.5, 0.05, 60).xs[-1] == pytest.approx(1, abs=1e-3)
    assert walk("hollows", 1.0, 0.5, -0.05, 60).xs[-1] == pytest.approx(-1, abs=1e-3)


def test_a_lost_walk_is_said_to_be_lost_and_an_arrival_to_have_arrived():
    assert "lost after" in KIND.describe(KIND.state(None, {"eta": 2.5, "steps": 60}), None)
    assert "reached after 1." in KIND.describe(KIND.state(None, {"eta": 1}), None)

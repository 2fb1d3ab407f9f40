"""`many-worlds` against closed forms and against itself."""

import numpy as np
import pytest

from overlook.figures.draws import normals, uniforms
from overlook.figures.many_worlds import KIND
from overlook.figures.many_worlds.model import DEGREES, expected, places, simulate, truth, weights


def test_a_polynomial_fit_is_numpys():
    y = truth(places(30)) + 0.3 * normals(5, 30)
    at = np.linspace(-1, 1, 17)
    for degree in (0, 1, 3, DEGREES):
        best = np.polynomial.Legendre.fit(places(30), y, degree, domain=[-1, 1])
        assert weights("polynomial", degree, 30, at) @ y == pytest.approx(best(at), abs=1e-10)


def test_neighbours_are_the_nearest_points_and_their_mean():
    row = weights("knn", 3, 15, places(15)[[7]])[0]
    assert np.flatnonzero(row).tolist() == [6, 7, 8]
    assert row.sum() == pytest.approx(1)
    assert weights("knn", 25, 15, np.array([0.0]))[0] == pytest.approx(np.full(15, 1 / 15))


def test_lines_through_neighbours_follow_a_line_exactly_and_lean_on_what_is_near():
    at = np.linspace(-1, 1, 17)
    for k in (1, 2, 5, 25):
        found = weights("loess", k, 15, at)
        assert found @ (2 - 3 * places(15)) == pytest.approx(2 - 3 * at, abs=1e-9)
    row = weights("loess", 5, 15, np.array([0.0]))[0]
    assert row[7] > row[6] > row[5] > 0
    assert row[3] == row[11] == 0


@pytest.mark.parametrize("state", [{"degree": 1}, {"degree": 12, "x0": 0.95}, {"model": "knn", "k": 1, "team": 4}])
def test_the_parts_add_up_to_the_error(state):
    found = KIND.measure(KIND.state(None, state), None)
    assert found["bias2"] + found["variance"] + found["noise"] == pytest.approx(found["error"], rel=1e-12)


@pytest.mark.parametrize(("model", "size"), [("polynomial", 1), ("polynomial", 9), ("knn", 1), ("knn", 9)])
@pytest.mark.parametrize("team", [1, 8])
def test_many_worlds_approach_the_closed_form(model, size, team):
    bias2, variance = expected(model, size, 30, 0.3, 0.5, team)
    found = [simulate(model, size, 30, 0.3, 0.5, 100, team, seed) for seed in range(1, 41)]
    assert np.mean([one.variance for one in found]) == pytest.approx(0.99 * variance, rel=0.06)
    # The mean of a hundred fits still wavers: its own variance is a part of what shows as bias².
    waver = 4 * np.sqrt(4 * bias2 * variance / 100 / 40 + 2 * (variance / 100) ** 2 / 40)
    assert np.mean([one.bias2 for one in found]) == pytest.approx(bias2 + 0.01 * variance, abs=waver)


def test_averaging_divides_the_variance_and_leaves_the_bias():
    alone, team = (expected("polynomial", 5, 30, 0.3, 0.5, members) for members in (1, 16))
    assert team[0] == alone[0]
    assert team[1] == pytest.approx(alone[1] / 16)


def test_the_noise_is_gaussian_and_differs_by_seed():
    numbers = normals(1, 20000)
    assert numbers.mean() == pytest.approx(0, abs=0.02)
    assert numbers.std() == pytest.approx(1, abs=0.02)
    assert np.mean(np.abs(numbers) < 1.96) == pytest.approx(0.95, abs=0.01)
    assert not np.allclose(normals(1, 30), normals(2, 30))
    assert uniforms(1, 4).tolist() == uniforms(1, 9)[:4].tolist()


def test_the_worlds_are_nested():
    few, many = (simulate("polynomial", 4, 30, 0.3, 0.5, count, 2, 3) for count in (5, 50))
    assert many.lines[:5] == pytest.approx(few.lines)


def test_one_world_is_not_said_to_have_a_variance():
    sentence = KIND.describe(KIND.state(None, {"worlds": 1}), None)
    assert "One fit does not show" in sentence
    assert "bias²" not in sentence

import numpy as np
import pytest

from simulations.catalog.double_descent import claims, data, least_norm, spline, theory
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
SIX = data.dd2_6()
FORTY_ONE = data.dd1_41()


@pytest.mark.parametrize(("first", "published"), [(1.25, 25.0), (1.9, 120.9), (1.99, 1201.0)])
def test_fixed_knots_reach_the_references_maxima_on_the_continuous_interval(first, published):
    # The reference printed 1000 points; on the continuous interval the second maximum is 121.
    assert claims.fixed_knots([first, 2.5, 3.75, 4.5])["max"] == pytest.approx(published, rel=1e-3)


@pytest.mark.parametrize(
    ("knots", "published", "tolerance"),
    [
        ([], {50: 11.6666666667, 444: 11.6666666667}, 1e-9),
        ([2.5], {50: 20.6636636637, 400: -0.3573573574, 444: -3.0}, 1e-9),
        ([1.25, 2.5, 3.75, 4.5], {50: 20.995995996, 400: 0.989322656, 444: -0.1851851852}, 1e-9),
        ([1.9, 2.5, 3.75, 4.5], {50: 20.995995996, 400: 1.1281281281, 444: 15.2222222222}, 2e-8),
        ([1.99, 2.5, 3.75, 4.5], {50: 20.995995996, 400: 2.5695695693, 444: 175.2222222049}, 3e-7),
    ],
)
def test_the_lines_of_the_reference_are_reproduced_point_by_point(knots, published, tolerance):
    # Points of ``lineData``, line2 to line5 and line_animate, in code/double-descent2/js/dataFiles.js (MLU-Explain).
    grid = np.linspace(0.0, 5.0, 1000)
    fits = spline.fit(SIX.x, SIX.y, np.array(knots), (len(knots),), (0.0,), grid)
    for at, value in published.items():
        assert fits.predicted[0, 0, at] == pytest.approx(value, abs=tolerance)


@pytest.mark.parametrize(("first", "highest"), [(1.9, 120.888), (1.99, 1199.8)])
def test_on_the_references_thousand_points_the_maxima_are_the_published_ones(first, highest):
    grid = np.linspace(0.0, 5.0, 1000)
    fits = spline.fit(SIX.x, SIX.y, np.array([first, 2.5, 3.75, 4.5]), (4,), (0.0,), grid)
    assert np.abs(fits.predicted).max() == pytest.approx(highest, rel=1e-5)


def test_the_natural_spline_is_off_by_0_1818():
    assert claims.natural_spline()["rmse"] == pytest.approx(0.1818, abs=2e-4)


def test_many_knots_tend_to_the_natural_spline():
    found = claims.spline_draws([100, 1000], dataset="dd2_6", measure="rmse", draws=40)
    assert found["100"]["median"] > found["1000"]["median"]
    assert found["1000"]["median"] == pytest.approx(theory.natural_spline_error(SIX), abs=0.02)


def test_six_points_the_median_falls_at_every_step_and_the_tail_does_not():
    counts = [0, 1, 2, 3, 4, 5, 6, 8, 10, 20, 50, 100]
    found = claims.spline_draws(counts, dataset="dd2_6", measure="rmse", draws=300)
    medians = [found[str(count)]["median"] for count in counts]
    assert all(np.diff(medians) < 0)
    assert medians[0] == pytest.approx(8.17, abs=0.01)
    assert medians[4] == pytest.approx(2.1, rel=0.15)
    assert found["4"]["p90"] > found["3"]["p90"]
    assert found["4"]["max"] > 100 > found["100"]["max"]


def test_with_independent_knots_the_threshold_is_smeared_and_with_one_per_gap_it_is_sharp():
    counts = [20, 39, 60, 80, 100, 255]
    independent = claims.spline_draws(counts, draws=120)
    dealt = claims.spline_draws(counts, knots="stratified", draws=120)
    assert independent["39"]["interpolates"] == 0.0
    assert 0.4 < independent["80"]["interpolates"] < 0.8
    assert independent["255"]["interpolates"] == 1.0
    assert independent["39"]["median"] == pytest.approx(0.185, rel=0.1)
    assert dealt["39"]["interpolates"] > 0.9
    assert dealt["39"]["median"] > 5
    for found in (independent, dealt):
        assert found["255"]["median"] == pytest.approx(0.141, rel=0.05)


def test_ridge_removes_the_peak_and_beats_the_largest_model():
    tuned = claims.spline_draws([39, 255], knots="stratified", ridge=0.001, draws=60)
    free = claims.spline_draws([39, 255], knots="stratified", draws=60)
    assert tuned["39"]["mean"] < free["255"]["mean"] < free["39"]["mean"]


def test_a_fit_equals_the_textbook_solution_of_the_constrained_problem():
    rng = stream(3, 0)
    knots = spline.draw_knots("stratified", 60, FORTY_ONE, rng)
    for count in (0, 5, 39, 60):
        fits = spline.fit(FORTY_ONE.x, FORTY_ONE.y, knots, (count,), (0.0,), FORTY_ONE.grid)
        x = FORTY_ONE.x
        straight = np.column_stack([np.ones_like(x), x])
        bends = spline.features(x, knots[:count])
        outside = np.eye(len(x)) - straight @ np.linalg.pinv(straight)
        gamma = np.linalg.pinv(outside @ bends, rcond=least_norm.RCOND) @ (outside @ FORTY_ONE.y)
        ends = np.linalg.lstsq(straight, FORTY_ONE.y - bends @ gamma, rcond=None)[0]
        np.testing.assert_allclose(fits.fitted[0, 0], straight @ ends + bends @ gamma, atol=1e-7)
        np.testing.assert_allclose(fits.norm[0, 0], np.linalg.norm(gamma), rtol=1e-7)


def test_ridge_equals_its_normal_equations():
    knots = spline.draw_knots("iid", 12, FORTY_ONE, stream(3, 1))
    x, y, ridge = FORTY_ONE.x, FORTY_ONE.y, 0.01
    design = np.column_stack([np.ones_like(x), x, spline.features(x, knots)])
    penalty = len(x) * ridge * np.diag([0.0, 0.0, *np.ones(12)])
    expected = design @ np.linalg.solve(design.T @ design + penalty, design.T @ y)
    fits = spline.fit(x, y, knots, (12,), (0.0, ridge), FORTY_ONE.grid)
    np.testing.assert_allclose(fits.fitted[1, 0], expected, atol=1e-10)
    assert fits.norm[1, 0] < fits.norm[0, 0]


def test_a_straight_line_is_fitted_exactly_without_bending():
    knots = np.array([0.3, 1.7, 4.2, 4.4])
    fits = spline.fit(SIX.x, 2.0 - 3.0 * SIX.x, knots, (0, 2, 4), (0.0, 1.0), SIX.grid)
    np.testing.assert_allclose(fits.predicted - (2.0 - 3.0 * SIX.grid), 0.0, atol=1e-10)
    np.testing.assert_allclose(fits.norm, 0.0, atol=1e-10)


def test_the_order_of_points_and_a_mirrored_response_change_nothing_that_matters():
    knots = spline.draw_knots("iid", 50, FORTY_ONE, stream(4, 0))
    order = stream(4, 1).permutation(41)
    counts, ridges = (5, 20, 50), (0.0, 0.01)
    plain = spline.fit(FORTY_ONE.x, FORTY_ONE.y, knots, counts, ridges, FORTY_ONE.grid)
    mixed = spline.fit(FORTY_ONE.x[order], FORTY_ONE.y[order], knots, counts, ridges, FORTY_ONE.grid)
    mirrored = spline.fit(FORTY_ONE.x, -FORTY_ONE.y, knots, counts, ridges, FORTY_ONE.grid)
    np.testing.assert_allclose(mixed.predicted, plain.predicted, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(mirrored.predicted, -plain.predicted, rtol=1e-9, atol=1e-9)


def test_inputs_of_any_layout_are_left_alone():
    x, y = np.repeat(FORTY_ONE.x, 2)[::2], np.repeat(FORTY_ONE.y, 3)[::3]
    knots = np.repeat(spline.draw_knots("iid", 50, FORTY_ONE, stream(5, 0)), 2)[::2]
    before = x.copy(), y.copy(), knots.copy()
    spline.fit(x, y, knots, (3, 50), (0.0, 0.1), FORTY_ONE.grid)
    for array, copy in zip((x, y, knots), before, strict=True):
        assert np.array_equal(array, copy)


def test_every_gap_receives_a_knot_before_any_receives_two_and_longer_draws_begin_alike():
    knots = spline.draw_knots("stratified", 80, FORTY_ONE, stream(6, 0))
    gaps = np.searchsorted(FORTY_ONE.x, knots) - 1
    assert sorted(gaps[:40]) == list(range(40)) == sorted(gaps[40:])
    assert np.array_equal(spline.draw_knots("stratified", 130, FORTY_ONE, stream(6, 0))[:80], knots)
    assert np.array_equal(
        spline.draw_knots("iid", 9, FORTY_ONE, stream(6, 0))[:4], spline.draw_knots("iid", 4, FORTY_ONE, stream(6, 0))
    )
    assert spline.draw_knots("stratified", 0, FORTY_ONE, stream(6, 0)).shape == (0,)


def test_the_sizes_of_a_sweep_include_the_threshold_and_the_top():
    for points in (4, 6, 41, 60):
        for top in (2, 39, 300, 1000):
            counts = spline.knot_counts(points, top)
            assert counts == tuple(sorted(set(counts)))
            assert counts[-1] == top
            assert counts[0] == 0
            assert points - 2 in counts or points - 2 > top

"""`knot-fit` against the reference and against itself."""

import numpy as np
import pytest

from overlook.figures.knot_fit import KIND
from overlook.figures.knot_fit.golden import FIXED
from overlook.figures.knot_fit.model import DATASETS, WIDTHS, condition, curve, fit, knots, random, solve

CUBIC = DATASETS["cubic"]


@pytest.mark.parametrize(("first", "highest"), FIXED)
def test_the_reference_s_fixed_knots_reach_its_maxima(first, highest):
    found = solve(DATASETS["parabola"], (first, 2.5, 3.75, 4.5), 0)
    assert found.high == pytest.approx(highest, rel=1e-3)
    assert found.worst < 1e-9


def test_many_knots_approach_the_natural_cubic_spline():
    errors = [fit("parabola", "iid", seed, 300, 0).test for seed in range(1, 31)]
    assert np.median(errors) == pytest.approx(0.195, abs=0.02)


def test_the_fit_minimises_the_squared_error_below_the_threshold():
    found = fit("cubic", "stratified", 3, 12, 0)
    x, y = np.array(CUBIC.x), np.array(CUBIC.y)
    design = np.column_stack([np.ones_like(x), x, np.abs(x[:, None] - found.knots) / 2])
    best = design @ np.linalg.lstsq(design, y, rcond=None)[0]
    assert found.at(x) == pytest.approx(best, abs=1e-9)


def test_above_the_threshold_every_point_is_met_with_the_smallest_norm():
    found = fit("cubic", "stratified", 3, 120, 0)
    assert found.worst < 1e-9
    x = np.array(CUBIC.x)
    features = np.abs(x[:, None] - found.knots) / 2
    null = np.linalg.svd(np.column_stack([np.ones_like(x), x, features]))[2][len(x) :, 2:]
    assert np.abs(null @ found.bends).max() < 1e-6 * np.linalg.norm(found.bends)


def test_knots_are_nested_and_lie_inside_the_data():
    for dataset, data in DATASETS.items():
        for design in ("iid", "stratified"):
            found = knots(dataset, design, 11)
            assert len(found) == 300
            assert data.x[0] <= min(found) <= max(found) <= data.x[-1]


def test_stratified_knots_fill_every_gap_once_before_any_twice():
    first = sorted(knots("cubic", "stratified", 5)[:40])
    assert all(low <= knot <= high for knot, low, high in zip(first, CUBIC.x[:-1], CUBIC.x[1:], strict=True))


def test_the_random_numbers_are_uniform_and_differ_by_seed():
    assert random(1) != random(2)
    assert np.mean([random(seed)[:50] for seed in range(200)]) == pytest.approx(0.5, abs=0.01)


def test_the_peak_is_at_the_threshold_and_a_ridge_melts_it():
    peak = np.median([fit("cubic", "stratified", seed, 39, 0).test for seed in range(1, 41)])
    later = np.median([fit("cubic", "stratified", seed, 255, 0).test for seed in range(1, 41)])
    ridged = np.median([fit("cubic", "stratified", seed, 39, 0.1).test for seed in range(1, 41)])
    assert peak > 5
    assert later == pytest.approx(0.142, abs=0.01)
    assert ridged < 0.15


def test_the_error_curve_is_made_of_the_fits():
    rows = curve("parabola", "iid", 2, 0)
    assert [k for k, _, _ in rows] == list(WIDTHS)
    assert rows[10][1] == fit("parabola", "iid", 2, WIDTHS[10], 0).test


def test_the_condition_is_what_the_tolerances_speak_of():
    assert condition(CUBIC, knots("cubic", "iid", 1)[:5]) < 1e3 < condition(CUBIC, knots("cubic", "stratified", 1)[:39])


def test_a_wild_fit_is_said_in_numbers_and_not_clamped():
    state = KIND.state(None, {"dataset": "parabola", "k": 4, "seed": 1})
    found = fit("parabola", "stratified", 1, 4, 0)
    low, high = DATASETS["parabola"].frame
    sentence = KIND.describe(state, None)
    assert ("outside the frame" in sentence) == (found.low < low or found.high > high)
    wild = KIND.state(None, {"k": 39})
    assert "outside the frame" in KIND.describe(wild, None)

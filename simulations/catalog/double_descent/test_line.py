import numpy as np
import pytest

from simulations.catalog.double_descent import data, limits, line, spline, theory, waves
from simulations.catalog.double_descent.model import SIMULATION
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
SIX, FORTY_ONE = data.dd2_6(), data.dd1_41()


def _run(seeds: int, **raw):
    params = SIMULATION.normalise({"family": "line", **raw})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(seeds)]
    stacked = {name: np.array([curve[name] for curve in curves]) for name in curves[0]}
    return [int(value) for value in SIMULATION.axis(params)["values"]], stacked, SIMULATION.theory(params)


@pytest.mark.parametrize("ridge", [0.0, 0.01])
def test_the_mean_over_400_draws_of_noise_is_the_exact_expectation_of_every_polynomial_fit(ridge):
    _, curves, theories = _run(400, n=12, width=60, ridge=[ridge])
    errors = curves["test"]
    z = (errors.mean(axis=0) - theories["test"]) / (errors.std(axis=0, ddof=1) / np.sqrt(400))
    assert np.abs(z).max() <= 4


def test_without_noise_polynomials_find_the_cubic_at_four_and_keep_it_to_the_threshold():
    counts, curves, theories = _run(1, n=12, width=40, sigma=0)
    exact = [index for index, count in enumerate(counts) if 4 <= count <= 12]
    assert curves["test"][0][exact].max() < 1e-16
    assert max(theories["test"][index] for index in exact) < 1e-16
    assert curves["test"][0][counts.index(40)] > 1e-3


@pytest.mark.parametrize(("basis", "ridge"), [("relu", 0.0), ("relu", 0.01), ("waves", 0.01)])
def test_many_random_features_have_the_expected_error_of_infinitely_many(basis, ridge):
    counts, curves, theories = _run(150, basis=basis, n=10, width=400, ridge=[ridge])
    errors = curves["test"][:, counts.index(400)]
    assert theories["test"][counts.index(400)] == pytest.approx(errors.mean(), rel=0.1)
    assert theories["test"][counts.index(10)] is None


def test_no_closed_form_is_given_for_random_points_or_a_kernel_that_cannot_be_inverted():
    assert _run(1, design="random", width=10)[2] == {}
    assert _run(1, basis="waves", scale=2, n=40, width=60)[2] == {}


def test_polynomials_through_random_points_have_the_tallest_peak_and_a_ridge_none():
    counts, curves, _ = _run(80, n=20, design="random", ridge=[0, 0.001])
    medians, calm = np.median(curves["test"], axis=0), np.median(curves["test@0.001"], axis=0)
    assert counts[int(medians.argmax())] == 20
    assert medians.max() > 1e9
    assert medians[counts.index(300)] == pytest.approx(0.44, abs=0.03)
    assert calm.max() <= calm[0]


def test_smooth_waves_do_not_come_back_and_a_ridge_tames_them():
    counts, curves, _ = _run(60, basis="waves", n=20, design="random", ridge=[0, 0.001])
    medians, calm = np.median(curves["test"], axis=0), np.median(curves["test@0.001"], axis=0)
    assert medians[counts.index(300)] > 1e4 * medians[: counts.index(20)].min()
    assert calm[counts.index(300)] < 0.1


def test_a_curve_that_only_grows_is_not_said_to_peak():
    for basis, begins in (("waves", "The %(label)s is lowest"), ("legendre", "The median %(label)s peaks")):
        params = SIMULATION.normalise({"family": "line", "basis": basis, "design": "random"})
        summary = SIMULATION.summarise(params, [SIMULATION.compute_seed(params, seed) for seed in range(40)])
        assert SIMULATION.said(params, summary).text.startswith(begins)


def test_waves_on_an_even_grid_agree_with_the_essays_kernel():
    counts, curves, _ = _run(60, basis="waves")
    median = np.median(curves["test"], axis=0)[counts.index(8)]
    setting = {"widths": [8], "ridges": [0.0], "points": 20, "noise": 0.3, "scale": 0.5}
    expected = np.median([waves.errors(np.random.default_rng(seed), **setting)[0, 0] for seed in range(60)])
    assert median == pytest.approx(expected, rel=0.3)


@pytest.mark.parametrize("basis", ["legendre", "relu", "waves"])
def test_training_error_never_rises_and_the_norm_never_rises_past_the_threshold(basis):
    rng = stream(1, 0)
    points = line.problem("wave", 8, 0.2, "random", rng)
    drawn = line.draw_features(basis, 60, 0.5, rng)
    here, there = (line.features(basis, drawn, at) for at in (points.x, points.grid))
    counts = tuple(range(1, 61))
    fitted, _, norm = line.fit(basis, here, there, points.y, counts, (0.0,))
    residual = np.mean((fitted[0] - points.y) ** 2, axis=1)
    assert all(np.diff(residual) <= 1e-9)
    exact = residual < 1e-16
    unscaled = (norm[0] / line.divisors(basis, counts))[exact]
    assert exact[-1]
    assert all(np.diff(unscaled) <= 1e-6 * unscaled[:-1])


@pytest.mark.parametrize("basis", ["legendre", "relu", "waves"])
def test_each_fit_equals_the_normal_equations_with_the_features_scaled(basis):
    rng = stream(1, 1)
    points = line.problem("cubic", 9, 0.3, "grid", rng)
    drawn = line.draw_features(basis, 30, 0.5, rng)
    here, there = (line.features(basis, drawn, at) for at in (points.x, points.grid))
    kept = here.copy(), there.copy(), points.y.copy()
    fitted, predicted, norm = line.fit(basis, here, there, points.y, (3, 9, 30), (0.0, 0.01))
    for column, count in enumerate((3, 9, 30)):
        size = 1.0 if basis == "legendre" else np.sqrt(count)
        phi = here[:, :count] / size
        w = np.linalg.solve(phi.T @ phi + 9 * 0.01 * np.eye(count), phi.T @ points.y)
        np.testing.assert_allclose(fitted[1, column], phi @ w, atol=1e-9)
        np.testing.assert_allclose(predicted[1, column], there[:, :count] @ w / size, atol=1e-8)
        assert norm[1, column] == pytest.approx(np.linalg.norm(w), rel=1e-8)
    for array, before in zip((here, there, points.y), kept, strict=True):
        assert np.array_equal(array, before)


def test_the_kernels_are_the_means_of_their_features():
    rng = stream(3, 0)
    x, other = np.array([0.0, 1.3, 4.9]), np.array([0.2, 2.5, 3.1, 5.0])
    knots = spline.draw_knots("density", 400_000, SIX, rng, left=0.9)
    bends = spline.features(x, knots) @ spline.features(other, knots).T / len(knots)
    np.testing.assert_allclose(limits.bend_kernel(x, other, 0.0, 5.0, left=0.9), bends, rtol=0.01)
    there = np.array([-2.0, -0.3, 1.9])
    for basis, kernel in (
        ("relu", limits.ramp_kernel(there, there, -2.0, 2.0)),
        ("waves", limits.gauss_kernel(there, there, 0.5)),
    ):
        phi = line.features(basis, line.draw_features(basis, 400_000, 0.5, rng), there)
        np.testing.assert_allclose(kernel, phi @ phi.T / 400_000, atol=0.01)


@pytest.mark.parametrize("points", [SIX, FORTY_ONE])
@pytest.mark.parametrize("measure", ["rmse", "mae"])
def test_the_limit_of_uniform_knots_is_the_natural_cubic_spline(points, measure):
    found = limits.spline_errors(points, [50, 100], [0.0], measure=measure)
    np.testing.assert_allclose(found, theory.natural_spline_error(points, measure), rtol=1e-9)


def test_the_limit_of_denser_knots_is_the_weighted_spline_and_of_a_ridge_a_smoothing_spline():
    assert limits.spline_errors(SIX, [1], [0.0], left=0.9)[0, 0] == pytest.approx(0.220, abs=1e-3)
    assert limits.spline_errors(SIX, [1], [0.0], left=0.1)[0, 0] == pytest.approx(0.220, abs=1e-3)
    for kind, ridge in (("density", 0.0), ("density", 0.1), ("iid", 0.1)):
        params = SIMULATION.normalise(
            {"family": "spline", "dataset": "dd2_6", "knots": kind, "max_knots": 1000, "ridge": [ridge]}
        )
        median = np.median([SIMULATION.compute_seed(params, seed)["test"][-1] for seed in range(40)])
        assert median == pytest.approx(SIMULATION.theory(params)["test"][-1], rel=0.06)


def test_denser_knots_lie_where_they_should_and_longer_draws_begin_alike():
    knots = spline.draw_knots("density", 4000, SIX, stream(4, 0), left=0.8)
    assert np.mean(knots < 2.5) == pytest.approx(0.8, abs=0.02)
    assert 0 <= knots.min() < knots.max() <= 5
    assert np.array_equal(spline.draw_knots("density", 9, SIX, stream(4, 0), left=0.8), knots[:9])

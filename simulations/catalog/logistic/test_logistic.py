import contextlib
import io
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from simulations.catalog.logistic import boundary, claims, newton
from simulations.catalog.logistic.existence import chance_separable, tipping_ratio
from simulations.catalog.logistic.model import SIMULATION
from simulations.catalog.logistic.newton import Separable, fit, fit_weighted, gradient, penalties, separable
from simulations.catalog.logistic.separation_family import draw, last_separable
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
TRUTH = boundary.true_coefficients(0.5, 2.0)


def _problem(n=100, replicates=50, seed=0, truth=TRUTH):
    rng = stream(1, seed)
    x, y = boundary.draw(n, truth, rng)
    return x, y, boundary.draw_weights(n, replicates, rng)


def _parted(n=20, gap=0.1):
    x, _, _ = _problem(n)
    side = x @ TRUTH
    return x + np.outer(np.sign(side) * (gap + 0.1), TRUTH * [0, 1, 1]), (side > 0).astype(float)


@pytest.mark.parametrize("penalty", [0.0, 1e-4, 1.0, 1e4])
def test_at_every_fit_the_gradient_is_below_1e_10(penalty):
    x, y, weights = _problem()
    ridge = penalties(3, penalty)
    fits = fit_weighted(x, y, weights, ridge)
    assert not fits.rescued.any()
    assert np.abs(gradient(x, y, weights, ridge, fits.coefficients)).max() < 1.5e-10


def test_a_replicate_whose_steps_run_away_is_not_taken_for_settled():
    rng = stream(1, 1)
    x, y = boundary.draw(25, boundary.true_coefficients(0.5, 2.0), rng)
    weights, ridge = boundary.draw_weights(25, 100, rng), penalties(3, 0.0)
    start = fit_weighted(x, y, np.ones((1, 25)), ridge).coefficients[0]
    fits = fit_weighted(x, y, weights, ridge, start)
    assert np.abs(gradient(x, y, weights, ridge, fits.coefficients)[~fits.rescued]).max() < 1.5e-10
    assert newton._left(1.0, np.array([[1.0, 0.0]]), np.array([[-100.0, 0.0]])) > newton.TOLERANCE


@pytest.mark.parametrize(("penalty", "intercept"), [(0.0, 0.5), (1.0, 0.5), (0.01, -4.0), (1e4, 0.5)])
def test_first_steps_in_single_precision_change_the_way_and_not_the_fit(monkeypatch, penalty, intercept):
    x, y, weights = _problem(200, 60, truth=boundary.true_coefficients(intercept, 3.0))
    ridge = penalties(3, penalty)
    start = fit_weighted(x, y, np.ones((1, 200)), ridge).coefficients[0]
    quick = fit_weighted(x, y, weights, ridge, start)
    monkeypatch.setattr(newton, "_ROUGH_STEPS", 0)
    careful = fit_weighted(x, y, weights, ridge, start)
    assert np.array_equal(quick.rescued, careful.rescued)
    np.testing.assert_allclose(quick.coefficients, careful.coefficients, rtol=1e-8, atol=1e-9)
    slopes = gradient(x, y, weights, ridge, quick.coefficients)[~quick.rescued]
    assert np.abs(slopes).max(initial=0.0) < 1.5e-10


def test_many_weightings_at_once_are_the_single_fits_of_the_drawn_rows():
    x, y, weights = _problem(replicates=12)
    found = fit_weighted(x, y, weights, penalties(3, 0.5)).coefficients
    for row, times in zip(found, weights.astype(int), strict=True):
        alone = fit(np.repeat(x, times, axis=0), np.repeat(y, times), penalties(3, 0.5))
        np.testing.assert_allclose(row, alone, rtol=1e-9, atol=1e-10)


def test_small_systems_are_solved_as_lapack_solves_them():
    rng = stream(3, 0)
    for p in (1, 2, 3, 4, 5, 8):
        root = rng.standard_normal((7, p, p + 2))
        hessian, slope, ridge = root @ np.swapaxes(root, 1, 2), rng.standard_normal((7, p)), np.arange(p) / 2.0
        above = np.triu_indices(p)
        expected = np.linalg.solve(hessian + np.diag(ridge), slope[:, :, None])[:, :, 0]
        found = newton._solve(hessian[:, above[0], above[1]], ridge, slope)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_the_mean_probability_is_the_base_rate_because_the_intercept_is_free():
    x, y, _ = _problem(200)
    for penalty in (0.0, 10.0):
        assert np.mean(boundary.chances(x, fit(x, y, penalties(3, penalty)))) == pytest.approx(np.mean(y), abs=1e-12)


def test_at_the_fit_the_penalty_pays_for_what_the_rows_pull():
    # The slope along b itself: λ ‖b‖² = Σ (y − p) x·b over the penalised coefficients.
    x, y, _ = _problem(200)
    found = fit(x, y, penalties(3, 2.0))
    pulled = (y - boundary.chances(x, found)) @ (x[:, 1:] @ found[1:])
    assert 2.0 * np.sum(found[1:] ** 2) == pytest.approx(pulled, rel=1e-10)


def test_two_opposite_points_have_the_length_that_solves_one_equation():
    x, y = np.array([[2.0], [-2.0]]), np.array([1.0, 0.0])
    for penalty in (1.0, 1e-3, 1e-6):
        b = fit(x, y, np.array([penalty]))[0]
        assert penalty * b == pytest.approx(4.0 / (1.0 + np.exp(2.0 * b)), rel=1e-7)


def test_separable_data_without_a_penalty_are_refused_in_a_clear_sentence():
    x, y = _parted()
    with pytest.raises(Separable, match=r"no best fit exists\. Add a penalty"):
        fit(x, y, penalties(3, 0.0))
    assert np.isfinite(fit(x, y, penalties(3, 1e-4))).all()
    with pytest.raises(Separable):
        fit(x, np.ones(len(y)), penalties(3, 1.0))


def test_on_separable_data_the_length_grows_like_the_logarithm_of_1_over_lambda_towards_the_widest_gap():
    # Two corners of each class: the widest gap between (±1, ±2) and (∓1, …) lies along the first feature.
    x = np.array([[1.0, 2.0], [1.0, -3.0], [-1.0, 2.5], [-1.0, -1.0]])
    y = np.array([1.0, 1.0, 0.0, 0.0])
    lengths, angles = [], []
    for penalty in (1e-4, 1e-6, 1e-8):
        b = fit(x, y, np.full(2, penalty))
        lengths.append(np.linalg.norm(b))
        angles.append(abs(b[1]) / lengths[-1])
    # With the widest half-gap 1 the length grows by log(100) = 4.6 for a hundredth of the penalty, less a little.
    assert 4.0 < lengths[1] - lengths[0] < lengths[2] - lengths[1] < np.log(100)
    assert angles[2] < angles[1] < angles[0] < 0.05


@pytest.mark.parametrize("signal", [0.0, 3.0])
def test_separability_agrees_with_linear_programming(signal):
    params = SIMULATION.normalise({"family": "separation", "features": 5, "signal": signal})
    for seed in range(8):
        x, y = draw(params, stream(1, seed))
        last = last_separable(x, y)
        for n in (last, last + 1):
            if n > len(y):
                continue
            rows = -(2 * y[:n] - 1)[:, None] * x[:n]
            status = linprog(np.zeros(5), A_ub=rows, b_ub=-np.ones(n), bounds=(None, None)).status
            assert (status == 0) == (n == last) == separable(x[:n], y[:n])


def test_a_hair_between_the_classes_is_found():
    rng = stream(5, 0)
    y = np.repeat([0.0, 1.0], 20)
    for gap, parted in ((1e-9, True), (-1e-9, False)):
        first = np.where(y == 1, 1.0, -1.0) * (rng.random(40) + 0.5)
        first[[0, 20]] = (-gap, gap)
        assert separable(np.column_stack([first, np.zeros(40)])[:, :1], y) == parted


def test_means_over_seeds_agree_with_covers_count():
    params = SIMULATION.normalise({"family": "separation", "features": 6, "penalty": [100]})
    curves = np.array([SIMULATION.compute_seed(params, seed)["separable"] for seed in range(100)])
    expected = np.array(SIMULATION.family(params).kernel.theory(params)["separable"])
    spread = np.sqrt(expected * (1 - expected) / 100)
    assert (np.abs(curves.mean(axis=0) - expected) <= 4 * spread + 0.01).all()


def test_covers_count_and_where_it_tips():
    assert chance_separable(5, 5) == 1
    assert chance_separable(6, 5) == 1 - 2 / 2**6
    assert all(chance_separable(2 * d, d) == 0.5 for d in range(1, 40))
    assert tipping_ratio(0.0) == pytest.approx(2.0, abs=1e-9)
    ratios = [tipping_ratio(signal) for signal in (0.0, 1.0, 2.0, 4.0, 10.0)]
    assert ratios == sorted(set(ratios))
    params = SIMULATION.normalise({"family": "separation", "features": 20, "signal": 2, "ratio": 8})
    last = np.array([last_separable(*draw(params, stream(1, seed))) / 20 for seed in range(30)])
    assert abs(last.mean() - tipping_ratio(2.0)) <= 4 * last.std(ddof=1) / np.sqrt(30)


def test_where_a_plane_parts_the_classes_the_length_fans_out_and_elsewhere_penalties_agree():
    params = SIMULATION.normalise({"family": "separation", "ratio": 8, "penalty": [1e-6, 1e-4, 1e-2]})
    curves = SIMULATION.compute_seed(params, 0)
    parted = curves["separable"] == 1
    assert (curves["norm"][parted] > 1.3 * curves["norm@0.0001"][parted]).all()
    assert curves["norm"][-1] == pytest.approx(curves["norm@0.01"][-1], rel=0.02)
    strong = SIMULATION.compute_seed(params | {"penalty": [10]}, 0)
    assert strong["norm"].max() < 1


def test_the_band_is_where_large_sample_theory_puts_it_and_holds_the_truth_nine_times_in_ten():
    params = SIMULATION.normalise({"family": "bootstrap", "n": 500, "replicates": 100, "penalty": 0})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(40)]
    theory = SIMULATION.family(params).kernel.theory(params)
    width = np.median([curve["high"] - curve["low"] for curve in curves], axis=0)
    np.testing.assert_allclose(width, np.subtract(theory["high"], theory["low"]), rtol=0.12)
    centre = np.array([curve["boundary"] for curve in curves])
    z = (centre.mean(axis=0) - theory["boundary"]) / (centre.std(axis=0, ddof=1) / np.sqrt(40))
    assert np.abs(z).max() <= 4
    np.testing.assert_allclose(theory["covers"], 0.9, atol=1e-12)
    assert np.mean([curve["covers"] for curve in curves]) == pytest.approx(0.9, abs=0.08)
    np.testing.assert_allclose(theory["boundary"], boundary.place_of(TRUTH), rtol=1e-9)


def test_without_penalty_the_scatter_is_the_inverse_fisher_information():
    band = boundary.expected(400, TRUTH, 0.0)
    x = boundary.design(stream(2, 0).standard_normal((200_000, 2)))
    chance = boundary.chances(x, TRUTH)
    scatter = np.linalg.inv((x * (chance * (1 - chance))[:, None]).T @ x / 200_000) / 400
    slope = -np.array([1.0, 0.0, boundary.place_of(TRUTH)[20]]) / TRUTH[2]
    assert band["high"][20] - band["low"][20] == pytest.approx(
        2 * 1.6448536 * np.sqrt(slope @ scatter @ slope), rel=0.01
    )


def test_a_strong_penalty_is_sure_of_a_wrong_boundary():
    preset = next(preset for preset in SIMULATION.presets if preset.slug == "too-strong")
    params = SIMULATION.normalise(preset.params)
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(10)]
    assert np.mean([curve["covers"][20] for curve in curves]) < 0.2
    assert SIMULATION.theory(params)["covers"][20] < 0.3


def test_replicates_without_a_finite_fit_are_rescued_and_counted():
    x, y = _parted(30)
    weights = boundary.draw_weights(30, 20, stream(1, 9))
    fits = fit_weighted(x, y, weights, penalties(3, 0.0))
    assert fits.rescued.all()
    ridge = np.full(3, newton.RESCUE)
    assert np.abs(gradient(x, y, weights, ridge, fits.coefficients)).max() < 2e-10
    one_class = fit_weighted(x, y, (y == 1)[None].astype(float), penalties(3, 1.0))
    assert one_class.rescued.all()
    few = SIMULATION.normalise({"family": "bootstrap", "n": 30, "strength": 4, "penalty": 0, "replicates": 50})
    assert max(SIMULATION.compute_seed(few, seed)["rescued"][0] for seed in range(4)) > 0.05
    many = SIMULATION.compute_seed(few | {"n": 2000}, 0)
    assert many["rescued"][0] == 0


def test_groups_of_weightings_agree_and_inputs_of_any_layout_are_left_alone(monkeypatch):
    x, y, weights = _problem(60, 30)
    ridge = penalties(3, 0.1)
    expected = fit_weighted(x, y, weights, ridge).coefficients
    monkeypatch.setattr(newton, "_CELLS", 7 * 60)
    for a, b, c in (
        (x, y, weights),
        (np.asfortranarray(x), y, np.asfortranarray(weights)),
        (np.repeat(x, 2, axis=0)[::2], np.repeat(y, 3)[::3], np.repeat(weights, 2, axis=1)[:, ::2]),
    ):
        kept = a.copy(), b.copy(), c.copy()
        np.testing.assert_allclose(fit_weighted(a, b, c, ridge).coefficients, expected, rtol=1e-10, atol=1e-11)
        for now, before in zip((a, b, c), kept, strict=True):
            assert np.array_equal(now, before)


def test_numbers_for_essays_are_those_of_the_run_page():
    found = claims.coefficients(seed=2)
    assert found["x1"]["p5"] < found["x1"]["median"] < found["x1"]["p95"]
    assert found["rescued"] == 0
    assert claims.existence()["separable"] == 0.5


@pytest.mark.parametrize(
    "raw",
    [
        {"family": "bootstrap", "n": 20, "replicates": 50, "penalty": 0, "strength": 3},
        {"family": "bootstrap", "n": 20, "replicates": 50, "penalty": 2, "intercept": 4},
        {"family": "separation", "features": 4, "signal": 2, "penalty": [1e-6, 0.1]},
    ],
)
def test_the_shown_code_gives_the_same_under_every_option(raw):
    params = SIMULATION.normalise(raw)
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-6, atol=1e-8)

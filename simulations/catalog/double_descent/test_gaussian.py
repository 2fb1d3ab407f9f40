import numpy as np
import pytest

from simulations.catalog.double_descent import claims, gaussian, theory
from simulations.catalog.double_descent.bordered import block_size
from simulations.catalog.double_descent.model import SIMULATION
from simulations.catalog.double_descent.nested_path import nested_path, plain_fit, ridge_path
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
WIDTHS = (1, 20, 50, 100, 150, 180, 190, 210, 220, 250, 300, 500, 750, 1000)


def _problem(n: int, width: int, seed: int = 0):
    params = SIMULATION.normalise({"family": "gaussian", "n": n, "width": width, "root": 11})
    return gaussian.draw(params, stream(11, seed))


def test_the_mean_of_400_seeds_agrees_with_the_exact_risk_at_fourteen_widths():
    params = SIMULATION.normalise({"family": "gaussian"})
    rows = np.array(WIDTHS) - 1
    risks = np.array([nested_path(*gaussian.draw(params, stream(1, seed))).excess[rows] for seed in range(400)])
    expected = np.array([gaussian.risk_at(p, 0.0, params) for p in WIDTHS])
    z = (risks.mean(axis=0) - expected) / (risks.std(axis=0, ddof=1) / np.sqrt(400))
    assert np.abs(z).max() <= 4


def _direct(x, y, beta, p, ridge):
    fit = plain_fit(x[:, :p], y, ridge=ridge)
    residual = y - x[:, :p] @ fit
    excess = np.sum((fit - beta[:p]) ** 2) + np.sum(beta[p:] ** 2)
    return excess, residual @ residual / len(y), np.linalg.norm(fit)


@pytest.mark.parametrize(
    ("n", "width"), [(20, 2), (20, 19), (20, 20), (20, 21), (30, 64), (50, 50 + block_size(50)), (60, 240)]
)
@pytest.mark.parametrize("ridge", [0.0, 1e-6, 1e-2, 10.0])
def test_each_width_of_the_path_equals_a_fit_of_its_own(n, width, ridge):
    x, y, beta = _problem(n, width)
    path = nested_path(x, y, beta, ridge=ridge)
    for p in range(1, width + 1):
        if ridge or abs(p - n) >= 3:
            found = (path.excess[p - 1], path.train[p - 1], path.norm[p - 1])
            np.testing.assert_allclose(found, _direct(x, y, beta, p, ridge), rtol=1e-6, atol=1e-12)


def test_several_ridges_together_give_what_each_gives_alone():
    x, y, beta = _problem(60, 240)
    ridges = (0.0, 1e-6, 1e-3, 0.1, 100.0)
    for ridge, path in zip(ridges, ridge_path(x, y, beta, ridges), strict=True):
        alone = nested_path(x, y, beta, ridge=ridge)
        assert np.array_equal(path.excess, alone.excess)
        assert np.array_equal(path.train, alone.train)
        assert np.array_equal(path.norm, alone.norm)


@pytest.mark.parametrize(("ridge", "tolerance"), [(1e-6, 1e-6), (1e-3, 1e-8), (1e-2, 1e-10), (1.0, 1e-11)])
def test_the_ridge_path_at_full_size_equals_the_plain_fits(ridge, tolerance):
    x, y, beta = _problem(200, 1000)
    path = nested_path(x, y, beta, ridge=ridge)
    for p in (1, 50, 150, 195, 199, 200, 201, 205, 250, 333, 334, 335, 600, 1000):
        expected = _direct(x, y, beta, p, ridge)
        found = path.excess[p - 1], path.train[p - 1], path.norm[p - 1]
        np.testing.assert_allclose(found, expected, rtol=tolerance)


def test_the_path_at_full_size_equals_lstsq_away_from_the_threshold():
    for seed in range(3):
        x, y, beta = _problem(200, 1000, seed)
        path = nested_path(x, y, beta)
        for p in (1, 7, 100, 180, 197, 203, 210, 247, 300, 777, 1000):
            np.testing.assert_allclose(path.excess[p - 1], _direct(x, y, beta, p, 0.0)[0], rtol=1e-6)


@pytest.mark.parametrize("rotate", [False, True])
def test_rotated_rows_and_doubled_responses_change_what_they_should(rotate):
    x, y, beta = _problem(40, 130)
    expected = ridge_path(x, y, beta, (0.0, 0.1))
    if rotate:
        turn = np.linalg.qr(stream(2, 1).standard_normal((40, 40)))[0]
        found, times = ridge_path(turn @ x, turn @ y, beta, (0.0, 0.1)), 1.0
    else:
        found, times = ridge_path(x, 2 * y, 2 * beta, (0.0, 0.1)), 2.0
    far = np.abs(np.arange(1, 131) - 40) >= 3
    for path, plain in zip(found, expected, strict=True):
        np.testing.assert_allclose(path.excess[far], times**2 * plain.excess[far], rtol=1e-6)
        np.testing.assert_allclose(path.norm[far], times * plain.norm[far], rtol=1e-6)


@pytest.mark.parametrize("mode", ["nested", "wellspecified"])
def test_without_noise_a_model_that_holds_the_truth_finds_it(mode):
    params = SIMULATION.normalise({"family": "gaussian", "n": 60, "width": 100, "sigma": 0, "mode": mode})
    excess = nested_path(*gaussian.draw(params, stream(1, 0))).excess
    if mode == "wellspecified":
        assert excess[:57].max() < 1e-20
    else:
        assert excess[:57].min() > 0.3


def test_the_tuned_ridge_has_no_peak():
    tuned = {str(p): claims.best_ridge(p / 100)["ridge"] for p in (50, 100, 200)}
    params = SIMULATION.normalise({"family": "gaussian", "n": 100, "width": 200, "mode": "wellspecified"})
    draws = [gaussian.draw(params, stream(1, seed)) for seed in range(40)]
    risks = []
    for p, ridge in tuned.items():
        risks.append(np.mean([nested_path(*problem, ridge=ridge).excess[int(p) - 1] for problem in draws]))
        assert risks[-1] == pytest.approx(claims.best_ridge(int(p) / 100)["risk"], rel=0.15)
    assert risks == sorted(risks)


@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_every_memory_layout_gives_the_same_and_no_input_is_changed(ridge):
    x, y, beta = _problem(40, 130)
    layouts = [
        np.ascontiguousarray(x),
        np.asfortranarray(x),
        np.repeat(x, 2, axis=1)[:, ::2],
        np.repeat(x, 2, axis=0)[::2],
    ]
    expected = nested_path(x.copy(), y, beta, ridge=ridge)
    kept = x.copy(), y.copy(), beta.copy()
    for layout in layouts:
        path = nested_path(layout, y, beta, ridge=ridge)
        np.testing.assert_allclose(path.excess, expected.excess, rtol=1e-7)
        assert np.array_equal(layout, kept[0])
    assert np.array_equal(y, kept[1])
    assert np.array_equal(beta, kept[2])


def test_training_error_falls_to_nothing_and_the_norm_falls_beyond_the_threshold():
    x, y, beta = _problem(50, 300)
    path = nested_path(x, y, beta)
    assert all(np.diff(path.train[:50]) <= 1e-12)
    assert path.train[49:].max() < 1e-18
    assert all(np.diff(path.norm[49:]) <= 1e-9 * path.norm[49])


def test_permuted_rows_and_a_mirrored_response_change_nothing():
    x, y, beta = _problem(40, 120)
    order = stream(2, 0).permutation(40)
    expected = nested_path(x, y, beta)
    far = np.abs(np.arange(1, 121) - 40) >= 3
    np.testing.assert_allclose(nested_path(x[order], y[order], beta).excess[far], expected.excess[far], rtol=1e-6)
    np.testing.assert_allclose(nested_path(x, -y, -beta).excess[far], expected.excess[far], rtol=1e-9)


def test_data_on_which_a_block_is_singular_falls_back_to_the_plain_loop():
    x, y, beta = _problem(20, 60)
    twice = x.copy()
    twice[10:] = twice[:10]
    path = nested_path(twice, y, beta)
    for p in (5, 40, 60):
        np.testing.assert_allclose(path.excess[p - 1], _direct(twice, y, beta, p, 0.0)[0], rtol=1e-6)


def test_a_wider_run_begins_with_the_same_data():
    narrow, wide = _problem(30, 40)[0], _problem(30, 90)[0]
    assert np.array_equal(narrow, wide[:, :40])


@pytest.mark.parametrize(
    ("gamma", "tuned", "risk"),
    [
        (0.10, 0.0250, 0.02694852), (0.25, 0.0625, 0.07518381), (0.50, 0.1250, 0.17539053), (0.75, 0.1875, 0.28718517),
        (0.90, 0.2250, 0.35104609), (0.95, 0.2375, 0.37107915), (1.0, 0.25, 0.39038820), (1.05, 0.2625, 0.40894628),
        (1.1, 0.2750, 0.42674249), (1.25, 0.3125, 0.47562461), (1.5, 0.375, 0.54339977), (2, 0.5, 0.64038820),
        (3, 0.75, 0.75), (5, 1.25, 0.84563561), (10, 2.5, 0.92134302),
    ],
)  # fmt: skip
def test_the_tuned_ridge_and_its_risk_equal_the_reference_table(gamma, tuned, risk):
    found = claims.best_ridge(gamma)
    assert found["ridge"] == pytest.approx(tuned)
    assert found["risk"] == pytest.approx(risk, abs=6e-9)
    assert found["searched"] == pytest.approx(tuned, rel=1e-4)


@pytest.mark.parametrize(
    ("gamma", "risk"),
    [(0.1, 0.027778), (0.5, 0.25), (0.9, 2.25), (1.1, 2.590909), (2, 0.75), (3, 0.791667), (10, 0.927778)],
)
def test_the_ridgeless_limit_equals_the_reference_table_and_a_tiny_ridge(gamma, risk):
    assert claims.gaussian_limit(gamma) == pytest.approx(risk, abs=1e-6)
    assert claims.gaussian_limit(gamma, ridge=1e-9) == pytest.approx(risk, rel=1e-5)


@pytest.mark.parametrize(("p", "risk"), [(100, 2.0616), (220, 11.642), (1000, 0.8626)])
def test_the_exact_risk_equals_the_reference_values(p, risk):
    share = p / 1000
    found = theory.nested_risk(p, 200, captured=share, missing=1 - share, noise=0.25)
    assert found == pytest.approx(risk, rel=1e-4)


def test_the_exact_risk_is_infinite_next_to_the_threshold_and_no_mean_is_given_there():
    params = SIMULATION.normalise({"family": "gaussian", "n": 20, "width": 40, "ridge": [0, 0.1]})
    summary = SIMULATION.summarise(params, [SIMULATION.compute_seed(params, seed) for seed in range(3)])
    missing = [p + 1 for p, value in enumerate(summary["series"]["test"]["mean"]) if value is None]
    assert missing == [19, 20, 21] == [p + 1 for p, value in enumerate(summary["theory"]["test"]) if value is None]
    assert None not in summary["series"]["test@0.1"]["mean"]


def test_without_noise_and_with_nothing_missing_every_expectation_is_finite():
    raw = {"family": "gaussian", "n": 20, "width": 40, "mode": "wellspecified", "sigma": 0}
    params = SIMULATION.normalise(raw)
    summary = SIMULATION.summarise(params, [SIMULATION.compute_seed(params, seed) for seed in range(40)])
    assert None not in summary["series"]["test"]["mean"]
    assert "mean" not in summary["meta"]
    expected = summary["theory"]["test"]
    assert expected[:20] == [0.0] * 20
    assert expected[39] == 0.5
    assert summary["series"]["test"]["mean"][39] == pytest.approx(0.5, rel=0.1)


def test_ridge_agrees_with_its_limit_at_a_few_widths():
    params = SIMULATION.normalise(
        {"family": "gaussian", "n": 150, "width": 400, "ridge": [0.1], "mode": "wellspecified"}
    )
    rows = np.array([40, 150, 400]) - 1
    risks = [nested_path(*gaussian.draw(params, stream(1, seed)), ridge=0.1).excess[rows] for seed in range(60)]
    expected = [gaussian.risk_at(int(row) + 1, 0.1, params) for row in rows]
    np.testing.assert_allclose(np.mean(risks, axis=0), expected, rtol=0.08)


def test_with_tuned_ridge_more_rows_never_hurt_and_without_it_they_do():
    plain = claims.sample_wise([60, 80, 90, 120, 200], features=100)
    assert plain["60"] < plain["80"] < plain["90"] > plain["120"] > plain["200"]
    tuned = [claims.best_ridge(100 / n)["risk"] for n in (60, 80, 90, 100, 110, 200)]
    assert all(np.diff(tuned) < 0)

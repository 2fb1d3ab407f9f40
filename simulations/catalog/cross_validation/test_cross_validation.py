import contextlib
import io
from typing import Any

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.cross_validation import claims
from simulations.catalog.cross_validation.data_sets import draw, expected_error, expected_estimate, judge
from simulations.catalog.cross_validation.folds import estimates, fold_sizes
from simulations.catalog.cross_validation.model import SIMULATION
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def _problem(n=30, p=6, sets=4, seed=0):
    return draw(n, p, 1.0, 1.0, sets, stream(1, seed))


def _refitted(x, y, k, penalty):
    p = x.shape[1]
    errors = []
    for fold in np.array_split(np.arange(len(y)), k):
        a, b = np.delete(x, fold, axis=0), np.delete(y, fold)
        fit = np.linalg.solve(a.T @ a + penalty * np.eye(p), a.T @ b)
        errors.append(np.mean((y[fold] - x[fold] @ fit) ** 2))
    return np.mean(errors)


@pytest.mark.parametrize("penalty", [0.0, 0.5, 100.0])
def test_every_k_equals_refitting_without_each_fold(penalty):
    x, y, _ = _problem()
    counts = tuple(range(2, 31))
    found, coefficients = estimates(x, y, counts, penalty)
    for s in range(4):
        slow = [_refitted(x[s], y[s], k, penalty) for k in counts]
        np.testing.assert_allclose(found[s], slow, rtol=1e-11)
        normal = np.linalg.solve(x[s].T @ x[s] + penalty * np.eye(6), x[s].T @ y[s])
        np.testing.assert_allclose(coefficients[s], normal, rtol=1e-10)


def test_leave_one_out_is_press():
    x, y, _ = _problem()
    hat = x[0] @ np.linalg.solve(x[0].T @ x[0], x[0].T)
    press = np.sum(((y[0] - hat @ y[0]) / (1 - np.diag(hat))) ** 2)
    assert estimates(x, y, (30,))[0][0, 0] == pytest.approx(press / 30, rel=1e-12)


def test_more_features_than_rows_with_a_penalty_equal_refitting_too():
    x, y, _ = _problem(n=12, p=20, sets=2)
    found, _coefficients = estimates(x, y, (2, 5, 12), 1.0)
    np.testing.assert_allclose(found[1], [_refitted(x[1], y[1], k, 1.0) for k in (2, 5, 12)], rtol=1e-11)


def test_folds_hold_every_row_once_and_differ_by_one_at_most():
    for n in (20, 41, 120):
        for k in range(2, n + 1):
            parts = fold_sizes(n, k)
            assert sum(folds * rows for folds, rows in parts) == n
            assert sum(folds for folds, _ in parts) == k
            assert len({rows for _, rows in parts}) == 1 or parts[0][1] == parts[1][1] + 1


def test_means_over_seeds_agree_with_the_exact_expectations():
    params = SIMULATION.normalise({"family": "folds", "n": 40, "p": 5, "folds": [2, 3, 7, 10, 40]})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(60)]
    for name, expected in SIMULATION.theory(params).items():
        values = np.array([curve[name] for curve in curves])
        z = (values.mean(axis=0) - expected) / (values.std(axis=0, ddof=1) / np.sqrt(60))
        assert np.abs(z).max() <= 4, name


def test_the_expectations_are_those_of_the_inverse_wishart():
    assert expected_error(40, 5, 1.0) == pytest.approx(1 + 5 / 34)
    assert expected_estimate(40, 2, 5, 1.0) == pytest.approx(1 + 5 / 14)
    assert expected_estimate(40, 40, 5, 2.0) == pytest.approx(4 * (1 + 5 / 33))
    assert expected_estimate(10, 4, 2, 1.0) == pytest.approx((2 * (1 + 2 / 4) + 2 * (1 + 2 / 5)) / 4)


def test_it_judges_the_procedure_and_leave_one_out_spreads_least_here():
    found = claims.folds([2, 5, 10, 40], seeds=4)
    assert max(abs(row["correlation"]) for row in found.values()) < 0.06
    assert found["2"]["spread"] == pytest.approx(0.44, abs=0.03)
    assert found["40"]["spread"] == pytest.approx(0.27, abs=0.02)
    assert found["2"]["spread"] > found["5"]["spread"] > found["10"]["spread"] > found["40"]["spread"]
    assert claims.expectation([2])["truth"] == pytest.approx(found["2"]["truth"], abs=0.02)


def test_with_plenty_of_rows_every_k_says_the_same():
    preset = next(preset for preset in SIMULATION.presets if preset.slug == "much-data")
    theory = SIMULATION.theory(SIMULATION.normalise(preset.params))
    assert max(theory["estimate"]) / theory["truth"][0] < 1.01


def test_the_truth_of_a_fit_is_its_error_on_new_rows():
    x, y, beta = _problem(sets=1)
    fit = np.linalg.lstsq(x[0], y[0], rcond=None)[0]
    rng = stream(9, 0)
    new = rng.standard_normal((200_000, 6))
    errors = (new @ (beta - fit) + rng.standard_normal(200_000)) ** 2
    found = judge(x, y, beta, 1.0, (2,), 0.0).truth[0]
    assert abs(errors.mean() - found) <= 4 * errors.std() / np.sqrt(200_000)


def test_data_sets_are_judged_one_by_one_whatever_the_block():
    x, y, _ = _problem(n=60, p=20, sets=700)
    whole, _coefficients = estimates(x, y, (5, 60), 0.1)
    alone, _coefficients = estimates(x[650:651], y[650:651], (5, 60), 0.1)
    np.testing.assert_allclose(whole[650], alone[0], rtol=1e-12)


def test_inputs_of_any_layout_give_the_same_and_are_left_alone():
    x, y, _ = _problem()
    expected, _coefficients = estimates(x, y, (2, 5, 30), 0.1)
    for a, b in (
        (np.asfortranarray(x), np.asfortranarray(y)),
        (np.repeat(x, 2, axis=2)[:, :, ::2], np.repeat(y, 2, axis=0)[::2]),
        (np.repeat(x, 2, axis=1)[:, ::2], np.repeat(y, 3, axis=1)[:, ::3]),
    ):
        kept = a.copy(), b.copy()
        np.testing.assert_allclose(estimates(a, b, (2, 5, 30), 0.1)[0], expected, rtol=1e-12)
        assert np.array_equal(a, kept[0])
        assert np.array_equal(b, kept[1])


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"folds": [2.5]}, "params.folds"),
        ({"n": 20, "p": 7, "folds": [2]}, "params.p"),
        ({"n": 20, "p": 20}, "params.p"),
    ],
)
def test_what_folds_cannot_determine_is_refused_by_name(raw, field):
    with pytest.raises(Invalid) as refusal:
        SIMULATION.normalise({"family": "folds", **raw})
    assert list(refusal.value.fields) == [field]
    params = SIMULATION.normalise({"family": "folds", "n": 20, "p": 20, "penalty": 1})
    assert SIMULATION.axis(params)["values"] == [2, 3, 5, 10, 20]
    assert "2, 3" not in SIMULATION.family(params).kernel.notes(params)["folds"]


@pytest.mark.parametrize(
    "raw",
    [{"penalty": 2.5}, {"n": 23, "sigma": 0.5}],
)
def test_the_shown_code_gives_the_same_under_every_option(raw):
    params = SIMULATION.normalise({"family": "folds", "n": 20, "p": 3, "sets": 10, **raw})
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-9, atol=1e-12)

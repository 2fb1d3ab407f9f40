import contextlib
import io
from math import ceil, log, sqrt
from typing import Any

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.gradient_descent import claims, phase
from simulations.catalog.gradient_descent.descent import amplitudes, descend, recorded_steps
from simulations.catalog.gradient_descent.losses import CEILING, LOSSES
from simulations.catalog.gradient_descent.model import SIMULATION
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def _silent(_fraction: float) -> None:
    return None


def _starts(count=7, spread=0.5, seed=0):
    return spread * stream(1, seed).standard_normal((2, count))


@pytest.mark.parametrize("loss", LOSSES.values(), ids=lambda loss: loss.slug)
def test_gradients_are_those_of_the_values(loss):
    theta = _starts() + np.array(loss.centre)[:, None]
    out, kappa = np.empty_like(theta), 7.0
    loss.gradient(theta, kappa, out)()
    for row in (0, 1):
        step = np.zeros((2, 1))
        step[row] = 1e-6
        up, down = loss.value(*(theta + step), kappa), loss.value(*(theta - step), kappa)
        np.testing.assert_allclose(out[row], (up - down) / 2e-6, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("slug", "minimum"), [("quadratic", (0, 0)), ("ravine", (0, 0)), ("rosenbrock", (1, 1)), ("saddle", (0, 1))]
)
def test_curvatures_are_the_eigenvalues_of_the_hessian_at_the_minimum(slug, minimum):
    loss, kappa, h = LOSSES[slug], 30.0, 1e-5
    columns = []
    for row in (0, 1):
        sides = []
        for sign in (1, -1):
            theta = np.array(minimum, dtype=float)[:, None]
            theta[row] += sign * h
            out = np.empty_like(theta)
            loss.gradient(theta, kappa, out)()
            sides.append(out[:, 0])
        columns.append((sides[0] - sides[1]) / (2 * h))
    assert loss.value(*np.array(minimum, dtype=float), kappa) == 0
    np.testing.assert_allclose(np.linalg.eigvalsh(np.array(columns)), sorted(loss.curvatures(kappa)), rtol=1e-5)


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.15, 0.19999, 0.21])
def test_on_the_bowl_every_step_is_a_power_of_the_matrix(rate):
    starts, hessian = _starts(), np.diag([1.0, 10.0])
    found = descend(LOSSES["quadratic"], 10.0, starts, rate, 0.0, 60, _silent)
    for row, step in enumerate(recorded_steps(60)):
        there = np.linalg.matrix_power(np.eye(2) - rate * hessian, step) @ starts
        np.testing.assert_allclose(found[row], 0.5 * np.sum(there * (hessian @ there), axis=0), rtol=1e-12)


@pytest.mark.parametrize(("momentum", "rate"), [(0.0, 0.07), (0.5, 0.02), (0.9, 0.3), (0.25, 0.1), (0.6694214876, 0.1)])
def test_amplitudes_follow_the_recurrence_of_the_heavy_ball(momentum, rate):
    looks = recorded_steps(437)
    a, before = 1.0, 1.0
    slow = [a]
    for _ in range(437):
        a, before = a - rate * 10.0 * a + momentum * (a - before), a
        slow.append(a)
    np.testing.assert_allclose(amplitudes(10.0, rate, momentum, looks), np.array(slow)[list(looks)], atol=1e-12)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_descent_diverges_if_and_only_if_the_step_is_beyond_the_threshold(momentum):
    limit = 2 * (1 + momentum) / 10.0
    eigenvalues = np.array([1.0, 10.0])
    assert phase.radius(limit * (1 - 1e-6), momentum, eigenvalues) < 1
    assert phase.radius(limit * (1 + 1e-6), momentum, eigenvalues) > 1
    below = descend(LOSSES["quadratic"], 10.0, _starts(), 0.97 * limit, momentum, 2000, _silent)
    above = descend(LOSSES["quadratic"], 10.0, _starts(), 1.03 * limit, momentum, 2000, _silent)
    assert (below[-1] < 1e-10).all()
    assert (above[-1] == CEILING).all()
    assert claims.limit("quadratic", 10.0)["largest_step"] == 0.2


@pytest.mark.parametrize("kappa", [1.0, 4.0, 100.0, 10_000.0])
def test_the_optima_are_where_the_radius_is_least(kappa):
    eigenvalues = np.array([1 / kappa, 1.0])
    eta, rate = phase.best_plain(kappa)
    assert phase.radius(eta, 0.0, eigenvalues) == pytest.approx(rate, abs=1e-12)
    eta, beta, ball = phase.best_heavy_ball(kappa)
    assert beta == pytest.approx(((sqrt(kappa) - 1) / (sqrt(kappa) + 1)) ** 2)
    assert phase.radius(eta, beta, eigenvalues) == pytest.approx(ball, abs=1e-6)
    grid = [phase.radius(eta * (1 + x), min(max(beta + y, 0), 0.999), eigenvalues) for x in (-0.02, 0, 0.02)
            for y in (-0.01, 0, 0.01)]  # fmt: skip
    assert min(grid) >= ball - 1e-6
    assert ball <= rate


def test_counts_are_those_of_descents_one_by_one():
    eigenvalues, start = phase.spectrum(30.0, 6), stream(1, 0).standard_normal(6)
    rates, momenta = (0.3, 1.0, 1.9, 2.0, 2.5), (0.0, 0.4, 0.8)
    found = phase.count_steps(start, eigenvalues, rates, momenta, 1e-5, 700, _silent)
    for i, beta in enumerate(momenta):
        for j, eta in enumerate(rates):
            theta, velocity, count = start.copy(), np.zeros(6), 700
            for step in range(1, 701):
                velocity = beta * velocity - eta * eigenvalues * theta
                theta = theta + velocity
                if np.linalg.norm(theta) <= 1e-5 * np.linalg.norm(start):
                    count = step
                    break
            assert found.steps[i, j] == count
            assert found.reached[i, j] == (count < 700)


def test_without_momentum_the_theory_is_the_count_of_the_slowest_start_and_a_bound():
    eigenvalues, slow = phase.spectrum(50.0, 5), np.array([1.0, 0, 0, 0, 0])
    rates = (0.2, 0.7, 1.0, 1.9)
    found = phase.count_steps(slow, eigenvalues, rates, (0.0,), 1e-6, 10_000, _silent)
    exact = [phase.expected_steps(rate, 0.0, eigenvalues, 1e-6) for rate in rates]
    assert found.steps[0].tolist() == [ceil(count) for count in exact]
    assert exact[0] == pytest.approx(log(1e-6) / log(1 - 0.2 / 50))
    anywhere = phase.count_steps(stream(1, 1).standard_normal(5), eigenvalues, rates, (0.0,), 1e-6, 10_000, _silent)
    assert (anywhere.steps[0] <= np.ceil(exact)).all()
    assert phase.expected_steps(2.0, 0.0, eigenvalues, 1e-6) is None


def test_momentum_saves_the_square_root_of_the_condition_number():
    best = {}
    for kappa in (100.0, 1600.0):
        eta, beta, _rate = phase.best_heavy_ball(kappa)
        start = np.ones(4)
        plain = claims.steps(phase.best_plain(kappa)[0], start, phase.spectrum(kappa, 4))
        ball = claims.steps(eta, start, phase.spectrum(kappa, 4), momentum=beta)
        assert plain["reached"] == ball["reached"] == 1
        best[kappa] = plain["steps"] / ball["steps"]
    assert best[100.0] > 3
    assert best[1600.0] / best[100.0] == pytest.approx(4, rel=0.15)


def test_on_one_scale_a_step_of_one_over_lambda_arrives_at_once():
    preset = next(preset for preset in SIMULATION.presets if preset.slug == "standardised")
    params = SIMULATION.normalise(preset.params)
    one = SIMULATION.axis(params)["values"].index(1)
    assert SIMULATION.compute_seed(params, 0)["steps"][one] == 1
    assert SIMULATION.theory(params)["steps"][one] == 1


@pytest.mark.parametrize(
    "raw", [{}, {"momentum": 0.8, "rate": 0.01}, {"rate": 0.21, "steps": 60}, {"condition": 1, "spread": 3}]
)
def test_means_over_seeds_agree_with_the_exact_expectation(raw):
    params = SIMULATION.normalise({"family": "trajectories", "steps": 50, "starts": 40, **raw})
    curves = np.array([SIMULATION.compute_seed(params, seed)["loss"] for seed in range(100)])
    expected = np.array(SIMULATION.family(params).kernel.theory(params)["loss"])
    z = (curves.mean(axis=0) - expected) / (curves.std(axis=0, ddof=1) / 10)
    assert np.abs(z).max() <= 4


def test_a_start_that_has_left_does_not_come_back():
    starts = _starts(50, spread=2.0) + np.array([[-1.2], [1.0]])
    found = descend(LOSSES["rosenbrock"], 1.0, starts, 1e-3, 0.5, 1000, _silent)
    assert np.isfinite(found).all()
    assert 0 < np.mean(found[-1] == CEILING) < 1
    assert (np.diff(found == CEILING, axis=0) >= 0).all()


def test_inputs_of_any_layout_give_the_same_and_are_left_alone():
    starts = _starts(6)
    expected = descend(LOSSES["ravine"], 5.0, starts, 0.02, 0.5, 30, _silent)
    for other in (np.asfortranarray(starts), np.repeat(starts, 2, axis=1)[:, ::2]):
        kept = other.copy()
        assert np.array_equal(descend(LOSSES["ravine"], 5.0, other, 0.02, 0.5, 30, _silent), expected)
        assert np.array_equal(other, kept)


def test_looks_are_few_and_hold_both_ends():
    for steps in (10, 199, 200, 201, 437, 5000):
        looks = recorded_steps(steps)
        assert looks[0] == 0
        assert looks[-1] == steps
        assert len(looks) <= 202


def test_momenta_that_cannot_be_told_apart_are_refused_by_name():
    with pytest.raises(Invalid) as refusal:
        SIMULATION.normalise({"family": "phase", "momenta": [0.5, 0.5000000001]})
    assert list(refusal.value.fields) == ["params.momenta"]


@pytest.mark.parametrize(
    "raw",
    [
        {"family": "trajectories", "loss": "ravine", "momentum": 0.5, "rate": 0.01},
        {"family": "trajectories", "loss": "rosenbrock", "rate": 1e-3},
        {"family": "trajectories", "loss": "saddle", "momentum": 0.9, "spread": 1e-3},
        {"family": "phase", "momenta": [0.3], "condition": 5, "dimension": 2},
    ],
)
def test_the_shown_code_gives_the_same_under_every_option(raw):
    small = {"steps": 40, "starts": 20} if raw["family"] == "trajectories" else {"cap": 100}
    params = SIMULATION.normalise(small | raw)
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-9, atol=1e-12)

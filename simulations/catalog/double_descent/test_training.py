import numpy as np
import pytest

from simulations.catalog.double_descent import claims, training
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
STEPS = (0, 1, 2, 7, 50)


@pytest.mark.parametrize("features", training.FEATURES)
@pytest.mark.parametrize("n", [60, 100, 140])
def test_the_errors_are_those_of_gradient_descent_done_step_by_step(features, n):
    x, y, beta, scale = training.draw(features, n, 0.5, stream(3, n))
    size = n / np.linalg.norm(x, 2) ** 2
    w = np.zeros(len(beta))
    walked = {}
    for step in range(max(STEPS) + 1):
        walked[step] = (np.sum((scale * (w - beta)) ** 2), np.mean((x @ w - y) ** 2))
        w = w + size * x.T @ (y - x @ w) / n
    excess, train = training.errors(x, y, beta, scale, STEPS)
    assert excess == pytest.approx([walked[step][0] for step in STEPS], rel=1e-9)
    assert train == pytest.approx([walked[step][1] for step in STEPS], rel=1e-9)


def test_after_endless_steps_it_is_least_squares():
    x, y, beta, scale = training.draw("two-speeds", 100, 0.5, stream(3, 0))
    least = np.linalg.lstsq(x, y, rcond=None)[0]
    excess, train = training.errors(x, y, beta, scale, [10**9])
    assert excess[0] == pytest.approx(np.sum((scale * (least - beta)) ** 2), rel=1e-6)
    assert train[0] == pytest.approx(np.mean((x @ least - y) ** 2), rel=1e-6)


def test_before_the_first_step_the_error_is_the_signal():
    assert claims.training_draws([0], "two-speeds", draws=2)["0"]["median"] == pytest.approx(3.0)
    assert claims.training_draws([0], "alike", draws=2)["0"]["median"] == pytest.approx(1.0)


def test_features_alike_descend_once_and_those_of_two_speeds_twice():
    steps = [0, 5, 10, 300, 120_000]
    once, twice = (
        [row["median"] for row in claims.training_draws(steps, features, draws=20).values()]
        for features in ("alike", "two-speeds")
    )
    assert once[0] > once[2] < once[3] < once[4]
    assert twice[0] > twice[1] < twice[3] > 3 * twice[4]
    assert twice[4] < twice[1] / 1.5


def test_the_training_error_only_falls():
    found = claims.training_draws([0, 1, 10, 100, 1000, 10_000], "two-speeds", draws=5)
    assert all(np.diff([row["train"] for row in found.values()]) < 0)

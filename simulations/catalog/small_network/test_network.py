import numpy as np
import pytest
from sklearn.datasets import load_digits

from simulations.catalog.small_network import network, training
from simulations.catalog.small_network.digits import digits, split
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def _problem(rows=30, inputs=7, outputs=3, width=5, seed=0):
    rng = stream(5, seed)
    x, y = rng.standard_normal((rows, inputs)), rng.standard_normal((rows, outputs))
    return x, y, *network.initial(rng.standard_normal((width, inputs + outputs)), outputs)


def _loss(first, second, x, y, activation):
    return np.mean((network.hidden(first, x, activation) @ second - y) ** 2)


def _trained(first, second, x, y, rate, activation, epochs):
    return [(w.copy(), v.copy()) for _, w, v in network.train(first, second, x, y, rate, activation, epochs)]


def test_the_digits_are_those_of_scikit_learn_centred_and_of_unit_mean_squared_length():
    inputs, labels = digits()
    bunch = load_digits()
    assert np.array_equal(labels, bunch.target)
    centred = bunch.data - bunch.data.mean(axis=0)
    np.testing.assert_allclose(inputs, centred / np.sqrt(np.mean(np.sum(centred**2, axis=1))), rtol=1e-6, atol=1e-9)
    assert np.mean(np.sum(inputs.astype(float) ** 2, axis=1)) == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("activation", ["tanh", "linear"])
def test_the_gradient_is_that_of_central_differences(activation):
    x, y, first, second = _problem()
    first, second = first + 0.1, second - 0.2
    inputs = network.with_constant(x)
    slopes = network.gradient(first, second, inputs, y, activation)
    for which, matrix in enumerate((first, second)):
        for place in np.ndindex(matrix.shape):
            bump = np.zeros_like(matrix)
            bump[place] = 1e-5
            up, down = ([first, second] for _ in range(2))
            up[which], down[which] = matrix + bump, matrix - bump
            found = (_loss(*up, inputs, y, activation) - _loss(*down, inputs, y, activation)) / 2e-5
            assert slopes[which][place] == pytest.approx(found, abs=1e-8)


def test_adams_first_step_is_the_step_size_against_the_sign_of_every_slope_that_is_not_tiny():
    x, y, first, second = _problem()
    inputs = network.with_constant(x)
    slopes = network.gradient(first, second, inputs, y, "tanh")
    ((after, last),) = _trained(first, second, inputs, y, 0.01, "tanh", (1,))
    tiny = network.SMALL / np.sqrt(1 - network.FADE_SQUARES)
    for found, begun, slope in ((after, first, slopes[0]), (last, second, slopes[1])):
        np.testing.assert_allclose(found, begun - 0.01 * slope / (np.abs(slope) + tiny), rtol=1e-12)
        clear = np.abs(slope) > 1e-4
        np.testing.assert_allclose((found - begun)[clear], -0.01 * np.sign(slope[clear]), rtol=4e-3)


def test_training_twice_gives_the_same_bits_and_leaves_what_it_is_given_alone():
    rows = split(60, 0.2, stream(1, 0))
    units = training.draw_units(9, stream(1, 1))
    kept = [array.copy() for array in (rows.x, rows.y, units)]
    runs = [training.judge(rows, units, 0.01, "tanh", (5, 50), lambda _: None) for _ in range(2)]
    assert np.array_equal(runs[0].test, runs[1].test)
    assert np.array_equal(runs[0].train, runs[1].train)
    assert all(np.array_equal(before, after) for before, after in zip(kept, (rows.x, rows.y, units), strict=True))
    x, y, first, second = _problem()
    begun = first.copy(), second.copy()
    list(network.train(first, second, network.with_constant(x), y, 0.01, "tanh", (3,)))
    assert np.array_equal(first, begun[0])
    assert np.array_equal(second, begun[1])


@pytest.mark.parametrize("layout", [np.asfortranarray, lambda array: np.repeat(array, 2, axis=0)[::2]])
def test_inputs_of_any_layout_give_the_same(layout):
    x, y, first, second = _problem()
    inputs = network.with_constant(x)
    expected = _trained(first, second, inputs, y, 0.01, "tanh", (40,))[0]
    found = _trained(layout(first), layout(second), layout(inputs), layout(y), 0.01, "tanh", (40,))[0]
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-9, atol=1e-12)


def test_a_narrow_network_begins_with_the_first_units_of_a_wide_one():
    units = stream(1, 0).standard_normal((8, 10))
    narrow, wide = network.initial(units[:2], 3), network.initial(units, 3)
    assert np.array_equal(narrow[0], wide[0][:, :2])
    np.testing.assert_allclose(narrow[1][:2], 2.0 * wide[1][:2], rtol=1e-15)
    assert not np.any([*narrow[0][-1], *narrow[1][-1]])


def test_stopping_on_the_way_changes_nothing():
    x, y, first, second = _problem()
    inputs = network.with_constant(x)
    often = _trained(first, second, inputs, y, 0.01, "tanh", (1, 7, 30))
    once = _trained(first, second, inputs, y, 0.01, "tanh", (30,))
    assert np.array_equal(often[-1][0], once[0][0])
    assert training.stops(10)[-1] == 10
    assert training.stops(4000)[0] == 1
    assert len(training.stops(4000)) <= 40


def test_the_best_linear_map_of_each_rank_leaves_the_squares_of_the_directions_that_it_drops():
    x, y, *_ = _problem(rows=40, inputs=6, outputs=4)
    y[:, 0] += 3
    fits = network.best_linear(x, y, (1, 2, 3, 4, 9))
    centred = x - x.mean(axis=0)
    whole = np.linalg.lstsq(centred, y - y.mean(axis=0), rcond=None)[0]
    values = np.linalg.svd(centred @ whole, compute_uv=False)
    least = np.sum((y - y.mean(axis=0) - centred @ whole) ** 2)
    for rank, (matrix, constant) in zip((1, 2, 3, 4, 9), fits, strict=True):
        assert np.linalg.matrix_rank(matrix) == min(rank, 4)
        found = np.sum((x @ matrix + constant - y) ** 2)
        assert found == pytest.approx(least + np.sum(values[rank:] ** 2), rel=1e-12)


@pytest.mark.parametrize("width", [1, 2, 6])
def test_a_linear_network_comes_to_the_closed_form_and_never_below_it(width):
    x, y, first, second = _problem(rows=60, inputs=6, outputs=3, width=width)
    y += x[:, :3] * [2.0, 1.0, 0.5]
    matrix, constant = network.best_linear(x, y, (width,))[0]
    least = np.mean((x @ matrix + constant - y) ** 2)
    inputs = network.with_constant(x)
    ((first, second),) = _trained(first, second, inputs, y, 0.002, "linear", (6000,))
    found = _loss(first, second, inputs, y, "linear")
    assert least * (1 - 1e-12) <= found <= least * 1.001
    np.testing.assert_allclose((first @ second[:-1])[:-1], matrix, atol=0.02)

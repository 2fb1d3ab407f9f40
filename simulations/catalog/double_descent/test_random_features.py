import numpy as np
import pytest
from sklearn import datasets

from simulations.catalog.double_descent import data, splits
from simulations.catalog.double_descent import random_features as rf
from simulations.catalog.double_descent import random_features_family as family
from simulations.catalog.double_descent.model import SIMULATION
from simulations.catalog.double_descent.nested_path import plain_fit
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "bunch"),
    [
        ("digits", datasets.load_digits()),
        ("breast_cancer", datasets.load_breast_cancer()),
        ("diabetes", datasets.load_diabetes(scaled=False)),
    ],
)
def test_the_tables_are_scikit_learns(name, bunch):
    table = data.table(name)
    inputs = bunch.data - bunch.data.mean(axis=0)
    inputs = inputs if name == "digits" else inputs / inputs.std(axis=0)
    scale = np.sqrt(np.mean(np.sum(inputs**2, axis=1)))
    np.testing.assert_allclose(table.inputs, inputs / scale, rtol=1e-12, atol=1e-15)
    assert family.SHAPES[name] == (*table.inputs.shape, table.targets.shape[1])
    if table.labels is not None:
        assert np.array_equal(table.labels, bunch.target)
        assert np.array_equal(table.targets.argmax(axis=1), bunch.target)
    else:
        assert table.targets.mean() == pytest.approx(0.0, abs=1e-12)
        assert np.corrcoef(table.targets[:, 0], bunch.target)[0, 1] == pytest.approx(1.0)


@pytest.fixture(scope="module")
def small():
    params = SIMULATION.normalise({"family": "random-features", "n": 60, "width": 300, "label_noise": 0.1})
    return params, splits.draw(params, stream(1, 0))


@pytest.mark.parametrize("ridge", [0.0, 1e-3, 1.0])
def test_each_width_equals_a_fit_of_its_own(small, ridge):
    params, drawn = small
    before = drawn.features.train.copy(), drawn.features.test.copy(), drawn.targets.copy()
    widths = rf.width_grid(params["n"], params["width"])
    for fit in rf.sweep(drawn.features, drawn.targets, widths, ridge=ridge):
        expected = plain_fit(drawn.features.train[:, : fit.width], drawn.targets, ridge=ridge)
        tolerance = 1e-5 if abs(fit.width - params["n"]) < 3 else 1e-7
        np.testing.assert_allclose(fit.norm, np.linalg.norm(expected), rtol=tolerance)
        guessed = drawn.features.test[:, : fit.width] @ expected
        np.testing.assert_allclose(fit.test, guessed, rtol=tolerance, atol=tolerance * np.abs(guessed).max())
    for array, kept in zip((drawn.features.train, drawn.features.test, drawn.targets), before, strict=True):
        assert np.array_equal(array, kept)


def test_features_that_repeat_are_solved_by_truncation(small):
    _, drawn = small
    doubled = rf.Features(*(np.asfortranarray(np.repeat(phi[:, :25], 6, axis=1)) for phi in
                            (drawn.features.train, drawn.features.test)))  # fmt: skip
    for fit in rf.sweep(doubled, drawn.targets, (10, 50, 60, 61, 150)):
        expected = np.linalg.lstsq(doubled.train[:, : fit.width], drawn.targets, rcond=1e-8)[0]
        np.testing.assert_allclose(fit.test, doubled.test[:, : fit.width] @ expected, atol=1e-5)


def test_relu_features_are_all_active():
    params = SIMULATION.normalise({"family": "random-features", "n": 60, "width": 300, "feature": "relu"})
    drawn = splits.draw(params, stream(1, 0))
    assert np.count_nonzero(drawn.features.train, axis=0).min() >= 5
    assert drawn.features.train.shape == (60, 300)


def test_label_noise_shuffles_answers_and_leaves_the_test_set_alone():
    raw = {"family": "random-features", "n": 200, "width": 20}
    clean = splits.draw(SIMULATION.normalise(raw), stream(1, 0))
    noisy = splits.draw(SIMULATION.normalise(raw | {"label_noise": 0.4}), stream(1, 0))
    wrong = np.any(clean.targets != noisy.targets, axis=1)
    assert 50 <= wrong.sum() <= 80
    assert np.array_equal(clean.targets.sum(axis=0), noisy.targets.sum(axis=0))
    assert np.array_equal(clean.test_targets, noisy.test_targets)


def test_the_digits_curve_peaks_at_the_threshold_and_ends_below_its_first_minimum():
    params = SIMULATION.normalise({"family": "random-features", "n": 150, "width": 1500})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(2)]
    test = np.median([curve["test"] for curve in curves], axis=0)
    widths = np.array(SIMULATION.axis(params)["values"])
    assert widths[test.argmax()] == 150
    assert test[-1] < test[widths < 150].min()
    assert test.max() > 20 * test[-1]
    rate = np.median([curve["test_error_rate"] for curve in curves], axis=0)
    assert rate[-1] < rate[widths < 150].min()
    assert all(curve["interpolates"][widths >= 150].all() for curve in curves)


def test_ridge_removes_the_peak_on_digits():
    params = SIMULATION.normalise({"family": "random-features", "n": 150, "width": 1500, "ridge": [0.1]})
    test = SIMULATION.compute_seed(params, 0)["test"]
    assert all(np.diff(test) < 1e-3)


def test_a_run_that_leaves_no_test_rows_or_needs_too_much_memory_is_refused_by_name():
    for raw, field in (
        ({"dataset": "diabetes", "n": 393}, "params.n"),
        ({"n": 1000, "width": 4001}, "params.width"),
    ):
        with pytest.raises(Exception, match="Must be at most") as refusal:
            SIMULATION.normalise({"family": "random-features", **raw})
        assert list(refusal.value.fields) == [field]

import contextlib
import io

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.double_descent import feature_limit, own_family, random_features
from simulations.catalog.double_descent.model import SIMULATION
from simulations.engine.data import Data, written
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
SMALL = {"family": "own", "width": 150, "n": 30}


def _data(values) -> Data:
    values = np.asarray(values, dtype=np.float64)
    return Data("d" * 64, tuple(f"column {place}" for place in range(values.shape[1])), values)


def _normal(given: Data, **raw):
    return SIMULATION.normalise({**SMALL, **raw, "data": str(given)}, find=lambda digest: given)


def _table(rows: int = 60, columns: int = 4, classes: int = 0):
    rng = stream(5, 0)
    values = np.round(rng.standard_normal((rows, columns)), 3)
    if classes:
        values[:, -1] = rng.integers(classes, size=rows)
    return values


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (_table(columns=1), "two columns"),
        (_table(rows=24), "25 rows"),
        (_table(classes=1), "column 3"),
        (np.column_stack([np.ones(40), np.arange(40)]), "ever changes"),
    ],
)
def test_a_table_from_which_nothing_can_be_learnt_is_refused_in_words(values, words):
    with pytest.raises(Invalid) as refusal:
        _normal(_data(values))
    assert words in refusal.value.fields["params.data"][0]


def test_rows_are_left_to_test_on():
    with pytest.raises(Invalid) as refusal:
        _normal(_data(_table(rows=35)))
    assert refusal.value.fields == {
        "params.n": ["Must be at most 25 for this data set, so that 10 rows are left to test on."]
    }


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_two_values_are_classes_and_more_are_numbers(classes):
    params = _normal(_data(_table(classes=classes)))
    curves = SIMULATION.compute_seed(params, 0)
    assert ("test_error_rate" in curves) is (classes == 2)
    assert set(curves) == {series.name for series in SIMULATION.series(params)}
    assert all(np.isfinite(curve).all() for curve in curves.values())


def test_a_column_that_never_changes_changes_nothing_and_the_table_is_left_alone():
    values = _table()
    padded = np.column_stack([values[:, :1], np.full(60, 7.0), values[:, 1:]])
    given = _data(padded)
    curves = [SIMULATION.compute_seed(_normal(table), 0)["test"] for table in (_data(values), given)]
    assert np.array_equal(*curves)
    assert np.array_equal(given.values, padded)


@pytest.mark.parametrize("feature", ["rff", "relu"])
@pytest.mark.parametrize("classes", [0, 2])
def test_the_shown_code_reads_the_file_and_prints_nothing_of_it(feature, classes, tmp_path, monkeypatch):
    given = _data(_table(classes=classes))
    params = _normal(given, feature=feature, n=15, ridge=[0, 0.1])
    script = SIMULATION.code(params, 1)
    assert "data.csv" in script
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text(written(given))
    space: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "shown.py", "exec"), space)
    curves = SIMULATION.compute_seed(params, 0)
    for name, values in space["curves"][0].items():
        np.testing.assert_allclose(curves[name], values, rtol=1e-5, atol=1e-9 * np.abs(values).max())


def test_few_rows_and_few_inputs_still_find_enough_active_ramps():
    rng = stream(6, 0)
    train = rng.standard_normal((15, 1))
    found = random_features.draw_features("relu", 400, 0.5, train, train, rng)
    assert found.train.shape == (15, 400)
    assert np.count_nonzero(found.train, axis=0).min() >= 5


@pytest.mark.parametrize("kind", ["rff", "relu"])
def test_the_kernel_is_the_mean_of_the_features(kind):
    rng = stream(7, 0)
    x = rng.standard_normal((40, 3)) / np.sqrt(3)
    phi = random_features.draw_features(kind, 100_000, 0.8, x, x[:5], rng)
    expected = feature_limit.kernel(kind, 0.8, x, x[:5])
    found = phi.train @ phi.test.T / 100_000
    scale = 1.0 if kind == "rff" else found.mean() / expected.mean()
    assert scale == pytest.approx(1.0, rel=0.3)  # Ramps that are hardly ever active are left out.
    np.testing.assert_allclose(found, scale * expected, atol=0.03)


def test_wide_models_tend_to_the_limit():
    params = SIMULATION.normalise({"family": "own", "width": 4000, "ridge": [0.001, 0.1]})
    limit = SIMULATION.theory(params)
    found = SIMULATION.compute_seed(params, 0)
    for name in ("test", "test@0.1"):
        assert found[name][-1] == pytest.approx(limit[name][-1], rel=0.1)
    assert own_family.EXAMPLE.values.shape == (50, 3)

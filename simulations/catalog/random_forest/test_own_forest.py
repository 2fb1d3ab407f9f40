import contextlib
import io
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from overlook.kit.errors import Invalid
from simulations.catalog.random_forest.model import SIMULATION
from simulations.engine.data import Data, written

pytestmark = pytest.mark.pure


def _table(kind="classes", n=60):
    rng = np.random.default_rng(5)
    x = np.round(rng.uniform(-1, 1, (n, 4)), 3)
    signal = x[:, 0] + x[:, 1] ** 2 + 0.2 * rng.standard_normal(n)
    answer = {"classes": np.digitize(signal, [0.0, 0.6]) * 3.0 - 1, "number": np.round(100 * signal, 2)}[kind]
    return Data("a" * 64, ("a", "b", "c", "d", "answer"), np.column_stack([x, answer]))


def _params(data, **more):
    return SIMULATION.normalise({"family": "own", "data": str(data), "trees": 15, **more}, {str(data): data}.get)


def test_classes_are_told_by_whole_numbers_and_numbers_by_anything_else():
    kernel = SIMULATION.family({"family": "own"}).kernel
    assert kernel.shape(_params(_table())) == (60, 4, 3)
    assert kernel.shape(_params(_table("number"))) == (60, 4, 1)
    halves = _table().values.copy()
    halves[:, -1] += 0.5
    assert kernel.shape(_params(Data("b" * 64, _table().names, halves))) == (60, 4, 1)


def test_the_test_error_is_that_of_a_forest_of_scikit_learn_on_the_same_rows():
    data = _table()
    params = _params(data)
    curves = SIMULATION.compute_seed(params, 0)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(1, spawn_key=(0,))))
    order = rng.permutation(60)
    rng.permutation(60)
    rng.permutation(np.arange(0))
    forest = RandomForestClassifier(15, max_features=2, max_depth=40, random_state=int(rng.integers(2**31)))
    x, y = data.values[:, :-1], data.values[:, -1]
    forest.fit(x[order[:42]], y[order[:42]])
    assert curves["test"][-1] == np.mean(forest.predict(x[order[42:]]) != y[order[42:]])


def test_what_the_classes_are_called_changes_nothing():
    data = _table()
    other = Data("b" * 64, data.names, data.values * [1, 1, 1, 1, 2] + [0, 0, 0, 0, 9])
    first, second = (SIMULATION.compute_seed(_params(table), 3) for table in (data, other))
    for name in first:
        assert np.array_equal(first[name], second[name]), name


def test_ten_rows_are_kept_back_at_least():
    kernel = SIMULATION.family({"family": "own"}).kernel
    assert kernel.size(_params(_table(n=30), share=0.95)) == 20
    assert kernel.size(_params(_table(), share=0.5)) == 30


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([[1.0]] * 40, "two columns or more"),
        ([[float(index), index % 2] for index in range(29)], "30 rows or more, and there are 29"),
        ([[float(index), 7.0] for index in range(40)], "nothing to predict"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_the_reason(values, words):
    data = Data("a" * 64, ("x", "answer")[-len(values[0]) :], np.array(values))
    with pytest.raises(Invalid, match=words) as refusal:
        _params(data)
    assert list(refusal.value.fields) == ["params.data"]


@pytest.mark.parametrize("kind", ["classes", "number"])
@pytest.mark.parametrize("raw", [{}, {"features": "third", "shuffled": 0.5, "depth": 2}])
def test_the_shown_code_reads_the_table_and_gives_the_same(tmp_path, monkeypatch, kind, raw):
    data = _table(kind)
    params = _params(data, **raw)
    (tmp_path / "data.csv").write_text(written(data))
    monkeypatch.chdir(tmp_path)
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-9, atol=1e-12)

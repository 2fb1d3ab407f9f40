import contextlib
import io
from typing import Any

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.precision_recall import claims
from simulations.catalog.precision_recall.model import SIMULATION
from simulations.engine.data import Data, written

pytestmark = pytest.mark.pure


def _table(n=90, seed=3, columns=1):
    rng = np.random.default_rng(seed)
    label = (rng.random(n) < 0.4).astype(float)
    scores = np.round(rng.standard_normal((n, columns)) + label[:, None], 1)
    names = (*(f"s{place}" for place in range(columns)), "class")
    return Data("a" * 64, names, np.column_stack([scores, label]))


def _params(data, **more):
    return SIMULATION.normalise({"family": "own", "data": str(data), **more}, {str(data): data}.get)


def test_the_curve_and_average_precision_of_the_table_are_those_of_its_cases():
    data = _table()
    curves = SIMULATION.compute_seed(_params(data), 0)
    truth = claims.sample(data.values[:, 0].tolist(), data.values[:, -1].astype(int).tolist())
    np.testing.assert_allclose(curves["sample"], truth["precision"], rtol=1e-14)
    np.testing.assert_allclose(curves["average"], truth["ap"], rtol=1e-14)


def test_resamples_end_in_prevalences_around_that_of_the_table():
    data = _table(400)
    ends = [SIMULATION.compute_seed(_params(data), seed)["precision"][-1] for seed in range(300)]
    share = data.values[:, -1].mean()
    assert np.mean(ends) == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 400 / 300) + 0.01)


def test_classes_may_be_called_one_and_two_and_the_column_may_be_chosen():
    data = _table(columns=3)
    other = Data("b" * 64, data.names, np.column_stack([data.values[:, :-1], data.values[:, -1] + 1]))
    assert np.array_equal(
        SIMULATION.compute_seed(_params(data, column=2), 5)["precision"],
        SIMULATION.compute_seed(_params(other, column=2), 5)["precision"],
    )
    first, second = (SIMULATION.compute_seed(_params(data, column=column), 5)["precision"] for column in (1, 2))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize(
    ("values", "column", "field", "words"),
    [
        ([[1.0]] * 20, 1, "data", "two columns or more"),
        ([[1.0, 0.0]] * 20, 1, "data", "one value only"),
        ([[1.0, index] for index in range(20)], 1, "data", "20 different values"),
        ([[1.0, 0.0]] * 20 + [[2.0, 1.0]] * 4, 1, "data", "is 1 in 4 only"),
        ([[1.0, 0.0]] * 20 + [[2.0, 1.0]] * 5, 2, "column", "one column before the class"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_the_reason(values, column, field, words):
    data = Data("a" * 64, ("score", "class")[-len(values[0]) :], np.array(values))
    with pytest.raises(Invalid, match=words) as refusal:
        _params(data, column=column)
    assert list(refusal.value.fields) == [f"params.{field}"]


def test_a_table_that_nobody_attached_is_never_taken_for_the_example():
    with pytest.raises(ValueError, match="not there"):
        SIMULATION.compute_seed({"family": "own", "data": "a" * 64, "column": 1, "root": 1}, 0)


def test_the_shown_code_reads_the_table_and_gives_the_same(tmp_path, monkeypatch):
    data = _table()
    params = _params(data)
    (tmp_path / "data.csv").write_text(written(data))
    monkeypatch.chdir(tmp_path)
    script = SIMULATION.code(params, 3)
    assert "0.7" not in script
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(script, space)
    for seed in range(3):
        for name, curve in SIMULATION.compute_seed(params, seed).items():
            np.testing.assert_allclose(space["curves"][seed][name], curve, atol=1e-12)

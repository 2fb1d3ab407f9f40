import contextlib
import io
from typing import Any

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.logistic.model import SIMULATION
from simulations.catalog.logistic.newton import design, fit, gradient, penalties
from simulations.engine.data import Data, written

pytestmark = pytest.mark.pure


def _table(n=120, seed=2, parted=False):
    rng = np.random.default_rng(seed)
    x = np.round(rng.standard_normal((n, 3)) * [1.0, 10.0, 1.0] + [0.0, 50.0, 3.0], 2)
    odds = x[:, 0] + 0.15 * (x[:, 1] - 50)
    label = odds > 0 if parted else rng.random(n) < 1 / (1 + np.exp(-odds))
    return Data("a" * 64, ("a", "b", "c", "class"), np.column_stack([x, label]))


def _params(data, **more):
    return SIMULATION.normalise({"family": "own", "data": str(data), **more}, {str(data): data}.get)


def _standardised(data, first=0, second=1):
    chosen = data.values[:, [first, second]]
    return design((chosen - chosen.mean(axis=0)) / chosen.std(axis=0)), data.values[:, -1]


def test_the_boundary_of_the_table_is_that_of_its_fit_in_its_own_units():
    data = _table()
    x, y = _standardised(data)
    b = fit(x, y, penalties(3, 1.0))
    assert np.abs(gradient(x, y, np.ones((1, len(y))), penalties(3, 1.0), b[None])).max() < 1e-9
    curves = SIMULATION.compute_seed(_params(data), 0)
    at = np.array(SIMULATION.axis(_params(data))["values"])
    middle, spread = data.values[:, :2].mean(axis=0), data.values[:, :2].std(axis=0)
    odds = b[0] + b[1] * (at - middle[0]) / spread[0] + b[2] * (curves["sample"] - middle[1]) / spread[1]
    np.testing.assert_allclose(odds, 0, atol=1e-9)
    assert at[0] == data.values[:, 0].min()
    assert at[-1] == data.values[:, 0].max()


def test_moving_and_stretching_a_column_moves_and_stretches_the_boundary():
    data = _table()
    moved = Data("b" * 64, data.names, data.values * [1, 2, 1, 1] + [0, 7, 0, 0])
    np.testing.assert_allclose(
        SIMULATION.compute_seed(_params(moved), 4)["boundary"],
        2 * SIMULATION.compute_seed(_params(data), 4)["boundary"] + 7,
        rtol=1e-8,
    )


def test_slopes_of_resamples_spread_about_the_slope_of_the_table_as_fisher_says():
    data = _table(600)
    x, y = _standardised(data)
    b = fit(x, y, penalties(3, 0.0))
    chance = 1 / (1 + np.exp(-(x @ b)))
    error = np.sqrt(np.diag(np.linalg.inv((x * (chance * (1 - chance))[:, None]).T @ x)))
    params = _params(data, penalty=0)
    found = np.array([SIMULATION.compute_seed(params, seed)["upwards"][0] for seed in range(300)])
    assert found.std(ddof=1) == pytest.approx(error[2], rel=0.2)
    assert found.mean() == pytest.approx(b[2], abs=error[2])


def test_where_a_plane_parts_the_table_every_resample_is_rescued_and_stays_finite():
    params = _params(_table(60, parted=True), penalty=0)
    curves = SIMULATION.compute_seed(params, 0)
    assert curves["rescued"].tolist() == [1.0] * 41
    assert np.isfinite(curves["boundary"]).all()
    assert SIMULATION.compute_seed(_params(_table(60, parted=True)), 0)["rescued"].tolist() == [0.0] * 41


@pytest.mark.parametrize(
    ("change", "more", "field", "words"),
    [
        (lambda values: values[:, [0, 3]], {}, "data", "three columns or more"),
        (lambda values: values[:, :3], {}, "data", "Two classes are needed"),
        (lambda values: values * [0, 1, 1, 1], {}, "first", "holds one value only"),
        (lambda values: values * [1e-9, 1, 1, 1] + [1e6, 0, 0, 0], {}, "first", "varies too little"),
        (lambda values: values, {"second": 1}, "second", "another column"),
        (lambda values: values, {"second": 4}, "second", "3 columns before the class"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_the_reason(change, more, field, words):
    values = change(_table().values)
    data = Data("a" * 64, tuple("abcd"[: values.shape[1]]), values)
    with pytest.raises(Invalid, match=words) as refusal:
        _params(data, **more)
    assert list(refusal.value.fields) == [f"params.{field}"]


@pytest.mark.parametrize("penalty", [0, 1])
@pytest.mark.parametrize("parted", [False, True])
def test_the_shown_code_reads_the_table_and_gives_the_same(tmp_path, monkeypatch, penalty, parted):
    data = _table(50, parted=parted)
    params = _params(data, penalty=penalty, second=3)
    (tmp_path / "data.csv").write_text(written(data))
    monkeypatch.chdir(tmp_path)
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 2), space)
    for seed in range(2):
        for name, curve in SIMULATION.compute_seed(params, seed).items():
            np.testing.assert_allclose(space["curves"][seed][name], curve, rtol=1e-6, atol=1e-8)

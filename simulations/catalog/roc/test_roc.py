import contextlib
import io
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

from overlook.kit.errors import Invalid
from simulations.catalog.roc import claims
from simulations.catalog.roc.binormal import Binormal
from simulations.catalog.roc.curves import GRID, areas, bootstrap, delong_error, true_positive_rates
from simulations.catalog.roc.model import SIMULATION
from simulations.engine.ranking import rank
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def _sample(n=60, rounding=0.0, separation=1.0, seed=0):
    scores = Binormal(separation, 1.0, rounding).draw(n // 2, n - n // 2, stream(1, seed))
    return scores, np.arange(n) >= n // 2


def _pairs(scores, positive):
    x, y = scores[positive, None], scores[None, ~positive]
    return (x > y) + 0.5 * (x == y)


@pytest.mark.parametrize("rounding", [0.0, 0.25, 2.0])
def test_the_area_is_the_share_of_pairs_with_ties_counting_half(rounding):
    scores, positive = _sample(rounding=rounding)
    assert areas(rank(scores, positive).counts()[None])[0] == pytest.approx(_pairs(scores, positive).mean(), rel=1e-13)


@pytest.mark.parametrize("rounding", [0.0, 0.25, 2.0])
def test_delongs_error_is_the_variance_of_the_placements(rounding):
    scores, positive = _sample(rounding=rounding)
    right = _pairs(scores, positive)
    variance = right.mean(axis=1).var(ddof=1) / 30 + right.mean(axis=0).var(ddof=1) / 30
    assert delong_error(rank(scores, positive)) == pytest.approx(np.sqrt(variance), rel=1e-12)


def test_four_cases_by_hand():
    # Scores 3+ 2− 2+ 1−: points (0, 0), (0, ½), (½, 1), (1, 1).
    found = claims.sample([3, 2, 2, 1], [1, 0, 1, 0])
    assert found["auc"] == 0.875
    assert [found["tpr"][j] for j in (0, 25, 50, 100)] == [0.5, 0.75, 1, 1]


@pytest.mark.parametrize(("n", "rounding"), [(20, 0.0), (67, 0.0), (100, 0.1), (100, 1.0), (400, 0.5)])
def test_curves_of_resamples_are_those_of_sorting_each_anew(n, rounding):
    scores, positive = _sample(n, rounding)
    band, found = bootstrap(rank(scores, positive), 300, 0.8, stream(1, 1))
    rng, slow, slow_areas = stream(1, 1), [], []
    for _ in range(300):
        rows = rng.integers(0, n, n)
        s, p = scores[rows], positive[rows]
        cuts = np.unique(s)[::-1]
        fpr = np.array([0, *((s[~p][:, None] >= cuts).mean(axis=0))])
        tpr = np.array([0, *((s[p][:, None] >= cuts).mean(axis=0))])
        slow.append(np.interp(GRID, fpr, tpr))
        slow_areas.append(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
    np.testing.assert_allclose(found, slow_areas, rtol=1e-13)
    np.testing.assert_allclose(band, np.quantile(slow, [0.1, 0.9], axis=0), atol=1e-13)


@pytest.mark.parametrize(("separation", "spread"), [(1.0, 1.0), (0.0, 1.0), (0.6, 2.5)])
def test_the_area_of_the_population_is_a_normal_chance(separation, spread):
    exact = Binormal(separation, spread, 0.0)
    assert exact.area() == pytest.approx(ndtr(separation / np.sqrt(1 + spread**2)), rel=1e-14)
    curve = exact.true_positive_rates()
    assert curve[0] == 0
    assert curve[100] == 1
    fine = Binormal(separation, spread, 0.01)
    assert fine.area() == pytest.approx(exact.area(), abs=1e-5)
    np.testing.assert_allclose(fine.true_positive_rates()[1:], curve[1:], atol=1e-4)
    assert fine.standard_error(30, 50) == pytest.approx(exact.standard_error(30, 50), rel=1e-3)


def test_one_standard_deviation_gives_an_area_of_76_per_cent():
    assert claims.binormal(1.0)["auc"] == pytest.approx(0.76025, abs=5e-6)
    assert Binormal(0.0, 1.0, 0.0).area() == 0.5


def test_without_separation_the_standard_error_is_that_of_the_rank_sum():
    # Var U/(mn)² under the null: (m + n + 1)/(12 mn).
    assert Binormal(0.0, 1.0, 0.0).standard_error(30, 50) == pytest.approx(np.sqrt(81 / (12 * 1500)), rel=1e-10)


@pytest.mark.parametrize(
    "raw", [{}, {"rounding": 1, "n": 50}, {"prevalence": 0.1, "n": 60}, {"spread": 2.5, "separation": 0.5}]
)
def test_areas_over_seeds_have_the_exact_mean_and_standard_error(raw):
    params = SIMULATION.normalise({"family": "bands", "n": 80, "resamples": 100, **raw})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(150)]
    theory = SIMULATION.family(params).kernel.theory(params)
    found = np.array([curve["auc"][0] for curve in curves])
    error = theory["delong"][0]
    assert abs(found.mean() - theory["auc"][0]) <= 4 * error / np.sqrt(150)
    # The standard error of a standard deviation is about 1/√(2·150) of it, a little more where tails are heavy.
    assert found.std(ddof=1) == pytest.approx(error, rel=0.25)
    for name in ("delong", "bootstrap"):
        assert np.mean([curve[name][0] for curve in curves]) == pytest.approx(error, rel=0.12), name


def test_the_band_covers_about_as_often_as_it_says():
    params = SIMULATION.normalise({"family": "bands", "n": 150, "resamples": 200})
    covered = np.mean([SIMULATION.compute_seed(params, seed)["covered"] for seed in range(60)], axis=0)
    assert covered[0] < 0.5
    assert covered[10:80].mean() == pytest.approx(0.9, abs=0.06)
    assert covered[100] == 1


def test_delong_and_the_bootstrap_agree_on_a_thousand_cases():
    params = SIMULATION.normalise({"family": "bands", "n": 1000, "separation": 1, "resamples": 500})
    curves = SIMULATION.compute_seed(params, 0)
    assert curves["bootstrap"][0] == pytest.approx(curves["delong"][0], rel=0.15)
    assert (curves["low"] <= curves["high"]).all()


def test_curves_rise_and_end_at_one():
    for rounding in (0.0, 0.5):
        scores, positive = _sample(200, rounding)
        curve = true_positive_rates(rank(scores, positive).counts()[None])[0]
        assert (np.diff(curve) >= -1e-15).all()
        assert curve[100] == 1


def test_a_monotone_map_of_the_scores_changes_nothing():
    scores, positive = _sample(100, 0.2)
    once, mapped = rank(scores, positive), rank(np.exp(scores / 3), positive)
    assert np.array_equal(once.cell, mapped.cell)


def test_a_class_with_hardly_any_cases_is_refused_by_name():
    for prevalence in (0.04, 0.97):
        with pytest.raises(Invalid) as refusal:
            SIMULATION.normalise({"family": "bands", "n": 100, "prevalence": prevalence})
        assert list(refusal.value.fields) == ["params.prevalence"]


@pytest.mark.parametrize("raw", [{"rounding": 0.5}, {"prevalence": 0.2, "level": 0.5, "spread": 2}])
def test_the_shown_code_gives_the_same_under_every_option(raw):
    params = SIMULATION.normalise({"family": "bands", "n": 30, "resamples": 100, **raw})
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-9, atol=1e-12)

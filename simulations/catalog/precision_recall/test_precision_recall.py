import contextlib
import io
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from overlook.kit.errors import Invalid
from simulations.catalog.precision_recall import claims
from simulations.catalog.precision_recall.curves import GRID, areas, average_precisions, bootstrap, precisions
from simulations.catalog.precision_recall.model import SIMULATION
from simulations.catalog.precision_recall.population import Population, chance_average_precision
from simulations.engine.ranking import rank
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def _sample(n=60, rounding=0.0, separation=1.0, few=15, seed=0):
    scores = Population(separation, few / n, rounding).draw(n - few, few, stream(1, seed))
    return scores, np.arange(n) >= n - few


def _slow(scores, positive):
    """Precision at `GRID` and average precision, threshold by threshold."""
    calls = [scores >= cut for cut in np.unique(scores)[::-1]]
    precision = np.array([positive[call].mean() for call in calls])
    recall = np.array([(positive & call).sum() for call in calls]) / positive.sum()
    return precision[[int(np.argmax(recall >= r)) for r in GRID]], np.sum(np.diff(recall, prepend=0) * precision)


@pytest.mark.parametrize(("n", "rounding"), [(20, 0.0), (67, 0.0), (100, 0.1), (100, 1.0), (300, 0.5)])
def test_curves_of_resamples_are_those_of_sorting_each_anew(n, rounding):
    scores, positive = _sample(n, rounding, few=n // 4)
    band, found = bootstrap(rank(scores, positive), 100, 0.8, stream(1, 1))
    rng, slow, slow_averages = stream(1, 1), [], []
    for _ in range(100):
        rows = rng.integers(0, n, n)
        if positive[rows].any():
            curve, average = _slow(scores[rows], positive[rows])
            slow.append(curve)
            slow_averages.append(average)
    np.testing.assert_allclose(found, slow_averages, rtol=1e-13)
    np.testing.assert_allclose(band, np.quantile(slow, [0.1, 0.9], axis=0), rtol=1e-13)


def test_four_cases_by_hand():
    # Scores 4+ 3− 2+ 1−: precision 1 up to recall ½, then 2/3.
    found = claims.sample([4, 3, 2, 1], [1, 0, 1, 0])
    assert found["ap"] == pytest.approx(0.5 + 0.5 * 2 / 3)
    assert found["precision"][49] == 1
    assert found["precision"][50] == found["precision"][99] == pytest.approx(2 / 3)


@pytest.mark.parametrize(("positives", "cases"), [(1, 2), (1, 5), (2, 5), (3, 6)])
def test_average_precision_under_chance_is_the_mean_over_all_orders(positives, cases):
    flags = np.arange(cases) < positives
    scores = np.arange(cases, dtype=float)
    orders = {tuple(flags[list(order)]) for order in permutations(range(cases))}
    mean = np.mean([_slow(scores, np.array(order))[1] for order in orders])
    assert chance_average_precision(positives, cases) == pytest.approx(mean, rel=1e-12)


@pytest.mark.parametrize(("prevalence", "expected"), [(0.5, 0.8999), (0.1, 0.5983), (0.01, 0.2022), (0.001, 0.0378)])
def test_average_precision_falls_with_prevalence_while_the_roc_area_stays(prevalence, expected):
    separation = float(np.sqrt(2) * ndtri(0.9))
    found = claims.population(separation, prevalence)
    assert found["auc"] == pytest.approx(0.9, abs=1e-12)
    assert found["ap"] == pytest.approx(expected, abs=5e-5)


def test_without_separation_precision_is_the_prevalence():
    for rounding in (0.0, 0.5):
        exact = Population(0.0, 0.07, rounding)
        np.testing.assert_allclose(exact.precisions(), 0.07, rtol=1e-10)
        assert exact.average_precision() == pytest.approx(0.07, rel=1e-10)


def test_the_curve_of_the_population_is_bayes_rule_and_ends_in_the_prevalence():
    exact = Population(1.5, 0.068)
    curve = exact.precisions()
    threshold = 1.5 - ndtri(0.9)
    bayes = claims.predictive_value(0.9, float(ndtr(threshold)), 0.068)["precision"]
    assert curve[89] == pytest.approx(bayes, rel=1e-12)
    assert curve[99] == pytest.approx(0.068, rel=1e-12)
    assert (np.diff(curve) < 0).all()
    fine = np.linspace(0, 1, 200_001)[1:]
    direct = np.mean(0.068 * fine / (0.068 * fine + 0.932 * ndtr(ndtri(fine) - 1.5)))
    assert exact.average_precision() == pytest.approx(direct, abs=1e-5)
    assert Population(1.5, 0.068, 0.01).average_precision() == pytest.approx(direct, abs=2e-3)


def test_a_test_that_is_right_nine_times_in_ten_is_mostly_wrong_about_the_rare():
    assert claims.predictive_value(0.9, 0.9, 0.01)["precision"] == pytest.approx(0.083, abs=5e-4)


@pytest.mark.parametrize("raw", [{"family": "bands", "n": 60, "prevalence": 0.1}, {"family": "prevalence", "n": 1000}])
def test_under_chance_means_over_seeds_are_the_exact_expectation(raw):
    params = SIMULATION.normalise({"separation": 0} | raw | ({"resamples": 100} if raw["family"] == "bands" else {}))
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(100)]
    theory = SIMULATION.family(params).kernel.theory(params)
    for name in ("ap", "auc"):
        if name in theory:
            values = np.array([curve[name] for curve in curves])
            z = (values.mean(axis=0) - theory[name]) / (values.std(axis=0, ddof=1) / 10)
            assert np.abs(z).max() <= 4, name


def test_large_samples_come_near_the_population():
    params = SIMULATION.normalise({"family": "prevalence", "n": 50_000, "separation": 1.8124})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(3)]
    theory = SIMULATION.theory(params)
    np.testing.assert_allclose(np.mean([c["ap"] for c in curves], axis=0)[3:], theory["ap"][3:], rtol=0.1)
    np.testing.assert_allclose(np.mean([c["auc"] for c in curves], axis=0), theory["auc"], atol=0.03)


def test_the_band_covers_about_as_often_as_it_says_once_there_is_something_to_draw_from():
    params = SIMULATION.normalise({"family": "bands", "n": 300, "prevalence": 0.3, "resamples": 200})
    covered = np.mean([SIMULATION.compute_seed(params, seed)["covered"] for seed in range(40)], axis=0)
    assert covered[20:90].mean() == pytest.approx(0.9, abs=0.07)


def test_every_curve_ends_in_its_own_prevalence_and_areas_do_not_know_it():
    scores, positive = _sample(80, few=20)
    counts = rank(scores, positive).counts()[None]
    assert precisions(counts)[0, -1] >= 0.25
    doubled = counts * np.array([3.0, 1.0])[:, None]
    assert areas(doubled)[0] == pytest.approx(areas(counts)[0], rel=1e-14)
    assert average_precisions(doubled)[0] < average_precisions(counts)[0]


def test_a_class_with_hardly_any_cases_is_refused_by_name():
    with pytest.raises(Invalid) as refusal:
        SIMULATION.normalise({"family": "bands", "n": 100, "prevalence": 0.03})
    assert list(refusal.value.fields) == ["params.prevalence"]


@pytest.mark.parametrize("raw", [{"rounding": 0.5}, {"prevalence": 0.2, "level": 0.5, "separation": 3}])
def test_the_shown_code_gives_the_same_under_every_option(raw):
    params = SIMULATION.normalise({"family": "bands", "n": 100, "resamples": 100, **raw})
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-9, atol=1e-12)

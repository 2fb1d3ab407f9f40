import contextlib
import io
from fractions import Fraction
from itertools import pairwise
from math import comb
from typing import Any

import numpy as np
import pytest
from scipy import stats

from overlook.kit.errors import Invalid
from simulations.catalog.winners_curse import claims
from simulations.catalog.winners_curse.model import SIMULATION, leaders, model_counts
from simulations.catalog.winners_curse.order_statistics import best_of, score_distribution, skill_shape
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("cases", "scores"), [(16, {"10": 0.69, "100": 0.80, "1000": 0.88}), (200, {"10": 0.55, "100": 0.59, "1000": 0.61})]
)
def test_the_best_of_ten_a_hundred_and_a_thousand_coins(cases, scores):
    found = claims.best([10, 100, 1000], cases=cases)
    assert {key: round(row["validation"], 2) for key, row in found.items()} == scores
    assert all(row["truth"] == pytest.approx(0.5) for row in found.values())


@pytest.mark.parametrize(("models", "cases"), [(1, 5), (2, 1), (7, 16), (100, 12)])
def test_the_expected_best_score_equals_exact_fractions(models, cases):
    below = [Fraction(sum(comb(cases, i) for i in range(x + 1)), 2**cases) for x in range(cases + 1)]
    chance = [below[0] ** models, *(b**models - a**models for a, b in pairwise(below))]
    exact = sum(p * Fraction(x, cases) for x, p in enumerate(chance))
    assert best_of([models], cases, 0.5, 0.0).score[0] == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("spread", [0.0, 0.05])
@pytest.mark.parametrize("cases", [1, 16, 300])
def test_chances_of_scores_equal_scipys(cases, spread):
    counts, chances = score_distribution(cases, 0.7, spread)
    named = stats.betabinom(cases, *skill_shape(0.7, spread)) if spread else stats.binom(cases, 0.7)
    np.testing.assert_allclose(chances, named.pmf(counts), rtol=1e-9, atol=1e-15)
    assert chances.sum() == pytest.approx(1, rel=1e-12)


def test_one_model_is_scored_without_bias():
    for spread in (0.0, 0.1):
        found = best_of([1], 50, 0.6, spread)
        assert [found.score[0], found.skill[0], found.ablest[0]] == pytest.approx([0.6] * 3, rel=1e-6)


def test_the_ablest_of_two_uniform_skills_is_two_thirds():
    # A beta distribution with a = b = 1 has the spread 1/√12, which is more than a run admits.
    assert best_of([2], 10, 0.5, 12**-0.5).ablest[0] == pytest.approx(2 / 3, abs=1e-6)


@pytest.mark.parametrize(
    "raw", [{}, {"cases": 7, "skill": 0.3}, {"cases": 100, "skill": 0.7, "spread": 0.05}, {"cases": 200, "spread": 0.1}]
)
def test_means_over_seeds_agree_with_the_order_statistics(raw):
    params = SIMULATION.normalise({"family": "best-of-many", "models": 1000, **raw})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(400)]
    theory = SIMULATION.family(params).kernel.theory(params)
    assert set(theory) == set(curves[0])
    for name, expected in theory.items():
        values = np.array([curve[name] for curve in curves])
        error = values.std(axis=0, ddof=1) / np.sqrt(len(curves))
        assert (np.abs(values.mean(axis=0) - expected) <= 4 * error + 1e-9).all(), name


def test_more_models_raise_the_score_and_with_equal_skills_never_the_truth():
    models = model_counts(100_000)
    found = best_of(models, 16, 0.5, 0.0)
    assert all(np.diff(found.score) > 0)
    assert found.score[-1] < 1
    np.testing.assert_allclose(found.skill, 0.5, rtol=1e-12)


def test_with_very_many_cases_the_curse_is_gone():
    found = claims.best([1000], cases=100_000)["1000"]
    assert 0 < found["optimism"] < 0.006
    able = claims.best([1000], cases=10_000, skill=0.7, spread=0.1)["1000"]
    assert able["ablest"] - able["truth"] < 0.002
    assert able["optimism"] < 0.002


def test_where_skills_differ_the_winner_is_better_than_average_and_worse_than_it_looks():
    for row in claims.best([10, 100, 1000], cases=100, skill=0.7, spread=0.05).values():
        assert 0.7 < row["truth"] < row["ablest"] < row["validation"]


def test_fourteen_of_sixteen_is_62_to_98_percent():
    found = claims.interval(14, 16)
    assert (round(found["low"], 2), round(found["high"], 2)) == (0.62, 0.98)
    exact = stats.binomtest(14, 16).proportion_ci(0.95, "exact")
    assert (found["low"], found["high"]) == pytest.approx((exact.low, exact.high), rel=1e-9)
    assert claims.interval(0, 9)["low"] == 0
    assert claims.interval(9, 9)["high"] == 1


def test_the_leader_is_the_first_of_equals():
    assert leaders(np.array([0.0, 0.0, 0.5, 0.25, 0.5, 1.0, 1.0])).tolist() == [0, 0, 2, 2, 2, 5, 5]
    scores = stream(1, 0).binomial(8, 0.5, 500) / 8
    assert leaders(scores).tolist() == [int(np.argmax(scores[: m + 1])) for m in range(500)]


def test_a_spread_that_no_humped_distribution_has_is_refused_by_name():
    with pytest.raises(Invalid) as refusal:
        SIMULATION.normalise({"family": "best-of-many", "skill": 0.05, "spread": 0.15})
    assert list(refusal.value.fields) == ["params.spread"]


@pytest.mark.parametrize(
    "raw",
    [{"spread": 0.1}, {"cases": 200, "skill": 0.8}],
)
def test_the_shown_code_gives_the_same_under_every_option(raw):
    params = SIMULATION.normalise({"family": "best-of-many", "models": 300, **raw})
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-9, atol=1e-12)

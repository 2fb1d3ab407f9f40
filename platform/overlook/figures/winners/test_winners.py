"""`winners` against order statistics of the binomial, and against itself."""

import numpy as np
import pytest
from scipy.stats import binom

from overlook.figures.winners import KIND
from overlook.figures.winners.model import contest, expected_best


@pytest.mark.parametrize(("models", "n"), [(1, 16), (10, 16), (100, 16), (1000, 16), (100, 200), (500, 500)])
def test_the_expected_best_is_the_order_statistic_of_the_binomial(models, n):
    exact = np.sum(1 - binom.cdf(np.arange(n), n, 0.5) ** models) / n
    assert expected_best(models, n) == pytest.approx(exact, abs=1e-9)


def test_contests_of_coins_have_that_best_on_average():
    bests = [max(contest(100, 16, 0.0, seed).right) / 16 for seed in range(1, 301)]
    assert np.mean(bests) == pytest.approx(expected_best(100, 16), abs=4 * np.std(bests) / np.sqrt(300))


def test_a_coin_that_has_won_is_still_a_coin():
    found = [contest(1000, 16, 0.0, seed) for seed in range(1, 21)]
    assert all(one.skill == 0.5 for one in found)
    assert np.mean([one.fresh for one in found]) == pytest.approx(0.5, abs=0.015)


def test_where_skills_differ_the_best_is_better_than_a_coin_and_worse_than_its_score():
    found = [contest(200, 64, 0.08, seed) for seed in range(1, 41)]
    assert np.mean([one.skill for one in found]) > 0.6
    assert np.mean([max(one.right) / 64 - one.skill for one in found]) > 0.05


def test_one_model_alone_has_no_optimism_on_average():
    found = [contest(1, 16, 0.0, seed) for seed in range(1, 401)]
    assert np.mean([one.right[0] / 16 for one in found]) == pytest.approx(0.5, abs=0.025)
    assert KIND.describe(KIND.state(None, {"models": 1}), None).startswith("One model has")

"""`threshold` against scikit-learn, against counting, and against itself."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from overlook.figures.threshold import KIND
from overlook.figures.threshold.model import cost, draw, precision, stacked, warped, won

CASES = [(1.5, 40, 1, "plain"), (0.0, 20, 3, "plain"), (1.0, 80, 7, "coarse"), (2.0, 10, 2, "square")]


def labelled(sample):
    scores = np.concatenate([sample.positive, sample.negative])
    return np.arange(len(scores)) < len(sample.positive), scores


@pytest.mark.parametrize("case", CASES)
def test_curve_area_and_average_precision_are_those_of_scikit_learn(case):
    found = draw(*case)
    truth, scores = labelled(found)
    fpr, tpr, _ = roc_curve(truth, scores, drop_intermediate=False)
    assert found.fpr == pytest.approx(fpr, abs=1e-15)
    assert found.tpr == pytest.approx(tpr, abs=1e-15)
    assert found.area == pytest.approx(roc_auc_score(truth, scores), abs=1e-12)
    assert found.average_precision(0.5) == pytest.approx(average_precision_score(truth, scores), abs=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_the_area_is_the_share_of_pairs_that_the_positive_wins(case):
    found = draw(*case)
    ours, theirs = found.positive[:, None], found.negative[None]
    assert found.area == pytest.approx(np.mean((ours > theirs) + (ours == theirs) / 2), abs=1e-12)
    assert won(found, 10_000, 1) / 10_000 == pytest.approx(found.area, abs=0.02)


@pytest.mark.parametrize("warp", ["square", "root"])
def test_a_stretched_scale_changes_no_area_and_a_coarse_one_does(warp):
    plain = draw(1.2, 80, 5, "plain")
    assert draw(1.2, 80, 5, warp).area == plain.area
    assert draw(1.2, 80, 5, "coarse").area != plain.area
    assert warped(np.array([0.25]), warp)[0] != 0.25


def test_precision_in_a_rare_population_is_bayes():
    assert precision(0.1, 0.9, 0.01) == pytest.approx(0.009 / (0.009 + 0.099))
    assert precision(0, 0, 0.01) == 1


def test_no_threshold_costs_less_than_the_least_and_one_costs_it():
    found = draw(1.5, 40, 1, "plain")
    least = found.least_cost(0.1, 10)
    costs = [cost(*found.rates(t), 0.1, 10) for t in np.linspace(0, 1, 2001)]
    assert min(costs) == pytest.approx(least)
    assert least <= min(cost(0, 0, 0.1, 10), cost(1, 1, 0.1, 10))


def test_cases_that_share_a_bin_lie_above_each_other():
    assert stacked(np.array([0.121, 0.5, 0.125, 0.139])) == [0, 0, 1, 2]


def test_two_thresholds_with_the_same_rates_cost_the_same_and_lie_on_one_line():
    share, ratio = 0.2, 5
    slope = (1 - share) / (share * ratio)
    assert cost(0.1, 0.5, share, ratio) == pytest.approx(cost(0.3, 0.5 + 0.2 * slope, share, ratio))


def test_the_sentence_names_what_the_other_panel_shows():
    said = {plane: KIND.describe(KIND.state(None, {"plane": plane}), None) for plane in ("roc", "pr", "cost")}
    assert "area under the curve" in said["roc"]
    assert "precision is" in said["pr"]
    assert "the least possible" in said["cost"]

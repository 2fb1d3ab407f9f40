"""`two-populations` against integrals, Bayes and itself."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from overlook.figures.two_populations import KIND
from overlook.figures.two_populations.model import Pair, moved, precisions


@pytest.mark.parametrize("pair", [Pair(1.5, 1.0), Pair(0.6, 2.5), Pair(3.0, 0.4)])
def test_the_area_is_the_integral_of_the_curve(pair):
    found, _ = quad(lambda fpr: norm.sf((norm.isf(fpr) - pair.d) / pair.s), 0, 1)
    assert pair.area == pytest.approx(found, abs=1e-7)


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01, 0.001])
def test_average_precision_is_the_integral_of_precision_over_recall(share):
    pair = Pair(1.8, 1.0)

    def value(recall: float) -> float:
        fpr = norm.sf(pair.d + pair.s * norm.isf(recall))
        return float(precisions(np.array([fpr]), np.array([recall]), share)[0])

    found, _ = quad(value, 0, 1, limit=500, points=[1e-4, 1e-3, 1e-2, 0.1])
    assert pair.average_precision(share) == pytest.approx(found, abs=1e-4)


def test_equal_bells_rank_like_a_coin():
    assert Pair(0.0, 1.0).area == 0.5
    assert Pair(0.0, 1.0).average_precision(0.2) == pytest.approx(0.2, abs=1e-9)


def test_both_rates_fall_as_the_threshold_rises():
    fpr, tpr = Pair(1.0, 1.4).curve(5)
    assert (np.diff(fpr) >= 0).all()
    assert (np.diff(tpr) >= 0).all()


def test_a_stated_probability_is_right_where_half_are_positive_and_too_high_where_few_are():
    assert moved(0.7, 0.5) == pytest.approx(0.7)
    assert moved(0.9, 0.01) == pytest.approx(0.009 / (0.009 + 0.099))
    assert Pair(2.0, 1.0).stated(1.0) == pytest.approx(0.5)


def test_the_rival_is_measured_at_the_same_false_positive_rate():
    state = KIND.state(None, {"rival": "shown", "d": 1.5, "s": 1, "d2": 1.5, "s2": 1, "t": 0.4})
    found = KIND.measure(state, None)
    assert found["rival_tpr"] == found["tpr"]
    assert found["rival_auc"] == found["auc"]
    assert "rival" in KIND.describe(state, None)

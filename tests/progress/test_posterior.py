"""The posterior against SciPy's distribution, and the states by their definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from overlook.progress.posterior import DEVELOPING, NEEDS_WORK, NOT_ENOUGH, SECURE_STATE, estimate

pytestmark = pytest.mark.pure


@settings(deadline=None)
@given(st.integers(0, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_the_interval_is_the_equal_tailed_one_of_the_beta_distribution(counts):
    n, right = counts
    said = estimate(0.5 + right, 0.5 + n - right, n)
    truth = stats.beta(0.5 + right, 0.5 + n - right)
    assert said.mean == pytest.approx(truth.mean(), abs=1e-12)
    assert (said.low, said.high) == pytest.approx(truth.interval(0.9), abs=1e-9)
    assert 0 <= said.low <= said.mean <= said.high <= 1


@pytest.mark.parametrize(
    ("right", "n", "state"),
    [
        (0, 0, NOT_ENOUGH),
        (2, 2, NOT_ENOUGH),
        (0, 2, NOT_ENOUGH),
        (3, 3, SECURE_STATE),
        (0, 3, NEEDS_WORK),
        (2, 3, DEVELOPING),
        (1, 3, DEVELOPING),
        (5, 10, DEVELOPING),
        (9, 10, SECURE_STATE),
        (2, 10, NEEDS_WORK),
    ],
)
def test_states(right, n, state):
    assert estimate(0.5 + right, 0.5 + n - right, n).state == state


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    generator = np.random.default_rng(7)
    held = []
    for ability in np.linspace(0.05, 0.95, 19):
        for right in generator.binomial(12, ability, 400):
            said = estimate(0.5 + right, 0.5 + 12 - right, 12)
            held.append(said.low <= ability <= said.high)
    assert 0.86 <= np.mean(held) <= 0.95

import contextlib
import io
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulations.catalog.jury import claims
from simulations.catalog.jury.model import SIMULATION, jury_sizes
from simulations.catalog.jury.votes import accuracy, count_votes, plateau, share_variance, theta_shape
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def test_the_juries_of_the_essay():
    assert claims.majority([101])["101"]["accuracy"] == pytest.approx(0.979, abs=5e-4)
    assert claims.majority([1001], correlation=0.2)["1001"]["accuracy"] == pytest.approx(0.672, abs=5e-4)
    assert claims.majority([1001], correlation=0.05)["1001"]["accuracy"] == pytest.approx(0.812, abs=5e-4)


@pytest.mark.parametrize("voters", [1, 3, 11, 51])
def test_independent_juries_equal_exact_fractions(voters):
    p = Fraction(3, 5)
    exact = sum(comb(voters, k) * p**k * (1 - p) ** (voters - k) for k in range(voters // 2 + 1, voters + 1))
    assert accuracy(voters, 0.6, 0.0) == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("correlation", [0.001, 0.05, 0.2, 0.9])
@pytest.mark.parametrize("voters", [1, 5, 101, 10_001])
def test_correlated_juries_equal_an_integral_over_theta(voters, correlation):
    a, b = theta_shape(0.6, correlation)
    if voters == 1:
        assert accuracy(1, 0.6, correlation) == pytest.approx(0.6, rel=1e-9)
        return
    # Midpoints of equal chance: P(X > B/2) = E over θ of a binomial tail.
    theta = stats.beta(a, b).ppf((np.arange(20_000) + 0.5) / 20_000)
    tails = stats.binom.sf(voters // 2, voters, theta)
    assert accuracy(voters, 0.6, correlation) == pytest.approx(tails.mean(), abs=5e-5)


@pytest.mark.parametrize(("p", "correlation"), [(0.6, 0.05), (0.6, 0.2), (0.4, 0.2), (0.55, 0.9)])
def test_more_voters_tend_to_the_plateau(p, correlation):
    limit = plateau(p, correlation)
    gaps = [abs(accuracy(size, p, correlation) - limit) for size in (11, 101, 1001, 10_001)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 3e-4
    assert limit == pytest.approx(stats.beta(*theta_shape(p, correlation)).sf(0.5), rel=1e-10)


def test_without_correlation_the_plateau_is_certainty_or_its_opposite():
    assert [plateau(p, 0.0) for p in (0.4, 0.5, 0.6)] == [0.0, 0.5, 1.0]
    assert accuracy(10_001, 0.6, 0.0) == pytest.approx(1, abs=1e-12)
    assert accuracy(1001, 0.4, 0.0) < 1e-9


def test_right_and_wrong_voters_mirror_each_other():
    for correlation in (0.0, 0.1):
        assert accuracy(77, 0.3, correlation) + accuracy(77, 0.7, correlation) == pytest.approx(1, rel=1e-10)


def test_the_correlation_between_two_voters_is_the_one_asked_for():
    votes, theta = count_votes((1, 2), 0.6, 0.2, 200_000, stream(1, 0))
    first, second = votes[0], votes[1] - votes[0]
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.2, abs=0.01)
    assert theta.var() / 0.24 == pytest.approx(0.2, abs=0.005)
    assert share_variance(1, 0.6, 0.2) == pytest.approx(0.24)


@pytest.mark.parametrize("raw", [{}, {"p": 0.4, "correlation": [0.001, 0.5]}, {"p": 0.5, "correlation": [0]}])
def test_means_over_seeds_agree_with_the_closed_forms(raw):
    params = SIMULATION.normalise({"family": "majority", "voters": 501, "cases": 500, **raw})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(120)]
    theory = SIMULATION.family(params).kernel.theory(params)
    assert set(theory) == set(curves[0])
    for name, expected in theory.items():
        values = np.array([curve[name] for curve in curves])
        error = values.std(axis=0, ddof=1) / np.sqrt(len(curves))
        # Where no seed saw an error, as many as ten among all cases could still be expected to be missed.
        assert (np.abs(values.mean(axis=0) - expected) <= 4 * error + 10 / (120 * 500)).all(), name


def test_a_smaller_jury_is_part_of_a_larger_one():
    votes, _theta = count_votes((1, 3, 11), 0.6, 0.1, 500, stream(1, 0))
    assert (np.diff(votes, axis=0) >= 0).all()
    assert (np.diff(votes, axis=0) <= [[2], [8]]).all()
    for most in (3, 4, 1000, 10_001):
        sizes = jury_sizes(most)
        assert all(size % 2 == 1 and size <= most for size in sizes)
        assert sizes[0] == 1


@pytest.mark.parametrize("raw", [{"correlation": [0.3]}, {"p": 0.5, "correlation": [0, 0.001, 0.9]}])
def test_the_shown_code_gives_the_same_under_every_option(raw):
    params = SIMULATION.normalise({"family": "majority", "voters": 51, "cases": 100, **raw})
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-9, atol=1e-12)

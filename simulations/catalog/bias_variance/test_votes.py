"""A majority of votes, against a simulation and against the law that averages obey."""

import numpy as np
import pytest

from simulations.catalog.bias_variance import claims, votes

pytestmark = pytest.mark.pure


def test_one_voter_is_wrong_as_often_as_it_votes_for_the_other_side():
    assert votes.wrong(1, 0.45, 0.6) == pytest.approx(0.55)
    assert votes.wrong(1, 0.45, 0.4) == pytest.approx(0.45)


def test_three_voters_by_hand():
    assert votes.wrong(3, 0.45, 0.6) == pytest.approx(0.55**3 + 3 * 0.45 * 0.55**2)


@pytest.mark.parametrize("share", [0.45, 0.55])
def test_many_majorities_are_wrong_as_often_as_is_said(share):
    shares = np.random.default_rng(1).binomial(25, share, 200_000) / 25
    assert np.mean(shares < 0.5) == pytest.approx(votes.wrong(25, share, 0.6), abs=0.005)
    assert np.mean((shares - 0.6) ** 2) == pytest.approx(votes.squared(25, share, 0.6)["squared"], rel=0.02)


def test_less_variance_always_lowers_the_squared_error_and_raises_wrong_decisions_where_the_average_is_wrong():
    voters = list(range(1, 202, 2))
    for share, direction in ((0.45, 1), (0.55, -1)):
        table = claims.votes(voters, share=share, chance=0.6)
        assert all(np.diff([row["squared"] for row in table.values()]) < 0)
        assert all(direction * np.diff([row["wrong"] for row in table.values()]) > 0)


def test_a_question_without_an_answer_is_refused():
    with pytest.raises(ValueError, match="odd"):
        votes.wrong(4, 0.5, 0.6)
    with pytest.raises(ValueError, match="one half"):
        votes.wrong(5, 0.4, 0.5)

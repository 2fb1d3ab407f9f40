from statistics import mean

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.logistic import odds_maker as odds
from simulations.catalog.logistic.challenges import OddsMaker

pytestmark = pytest.mark.pure
GAME = OddsMaker()
SEEDS = range(25)


def _play(seed, stakes):
    whole = np.clip(np.round(100 * np.asarray(stakes)), 1, 99).astype(int)
    return GAME.replay(seed, [{"stake": int(stake)} for stake in whole])


def _sharpened(chances, power):
    return chances**power / (chances**power + (1 - chances) ** power)


def _mean(strategy):
    return mean(_play(seed, strategy(seed)).score for seed in SEEDS)


def test_the_base_rate_scores_nothing_and_the_true_chances_all_but_rounding():
    for seed in SEEDS:
        assert GAME.replay(seed, [{}] * odds.ROUNDS).score == 0.0
        outcome = _play(seed, odds.book(seed).chances)
        # Whole per cents are not quite the truth.
        assert outcome.score >= 99.5
        assert outcome.stars == 3


def test_honesty_beats_boldness_and_timidity():
    honest, bold, timid, certain = (
        _mean(lambda seed, power=power: _sharpened(odds.book(seed).chances, power)) for power in (1.0, 3.0, 0.3, 50.0)
    )
    assert certain < bold < honest
    assert timid < honest
    assert honest > 99.5
    assert certain < 45


def test_the_past_teaches_a_regression_most_of_it():
    neighbours = _mean(
        lambda seed: [
            np.mean(odds.book(seed).past_outcomes[np.argsort(np.hypot(*(odds.book(seed).past - case).T))[:9]])
            for case in odds.book(seed).cases
        ]
    )
    fitted = _mean(odds.fitted)
    assert 30 < neighbours < fitted < 99
    assert fitted > 75


def test_luck_is_not_scored():
    seed = 3
    book = odds.book(seed)
    lucky = _play(seed, np.where(book.outcomes == 1, 0.99, 0.01))
    paid = sum(step.shown["paid"] for step in lucky.steps)
    assert paid == pytest.approx(-odds.ROUNDS * np.log(0.99), rel=1e-4)
    assert lucky.score < 50


def test_the_expected_loss_is_least_at_the_chance_itself():
    stakes = np.arange(0.01, 1.0, 0.01)
    for chance in (0.1, 0.37, 0.5, 0.93):
        assert stakes[np.argmin(odds.expected_loss(stakes, chance))] == pytest.approx(chance)
    assert odds.expected_loss(0.5, 0.2) == pytest.approx(np.log(2))


def test_outcomes_and_chances_come_in_their_time():
    seed = 6
    book = odds.book(seed)
    early = GAME.replay(seed, [{}] * 4)
    assert [step.shown["won"] for step in early.steps] == book.outcomes[:4].tolist()
    scene = GAME.scene(seed, early)
    assert not scene.pictures[0].lines
    assert sum(len(dots.points) for dots in scene.pictures[0].dots) == odds.PAST + 4 + 1
    assert "True chance" not in scene.tables[0].heads
    late = GAME.scene(seed, GAME.replay(seed, [{}] * odds.ROUNDS))
    assert late.tables[0].heads[-1] == "True chance"


@pytest.mark.parametrize("stake", [0, 100, -5, 50.5, "50", None, True, float("nan"), 10**400])
def test_impossible_stakes_are_refused_by_name(stake):
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [{}, {"stake": stake}])
    assert list(refusal.value.fields) == ["actions.1.stake"]

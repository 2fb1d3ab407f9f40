from statistics import mean

import numpy as np
import pytest
from scipy.special import ndtr

from overlook.kit.errors import Invalid
from simulations.catalog.roc import radar
from simulations.catalog.roc.challenges import Radar
from simulations.catalog.roc.radar_scene import LETTERS
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
GAME = Radar()
SEEDS = range(25)


def _ranked(scores):
    places = np.argsort(np.argsort(scores))
    return {f"blip_{letter.lower()}": int(place) for letter, place in zip(LETTERS, places, strict=True)}


def _play(seed, choose):
    first, second, suspicion = choose(radar.sky(seed))
    duel = {} if suspicion is None else _ranked(suspicion)
    return GAME.replay(seed, [{"threshold": float(first)}, {"threshold": float(second)}, duel])


def _fitted(sky, miss, share):
    """The cheapest threshold for two normal classes with the past's means and deviations."""
    past = sky.past
    hostile, friend = past.strength[past.hostile], past.strength[~past.hostile]
    places = radar.THRESHOLDS
    missed = ndtr((places - hostile.mean()) / hostile.std())
    alarmed = 1 - ndtr((places - friend.mean()) / friend.std())
    return places[np.argmin(share * miss * missed + (1 - share) * alarmed)]


def _expert(sky):
    return radar.expert(sky, 0), radar.expert(sky, 1), sky.duel.readings @ sky.weights


def _careful(sky):
    return _fitted(sky, 9, sky.shares[0]), _fitted(sky, sky.miss, sky.shares[1]), sky.duel.readings.sum(axis=1)


def _deaf_to_prevalence(sky):
    return _fitted(sky, 9, sky.shares[0]), _fitted(sky, sky.miss, sky.shares[0]), sky.duel.readings.sum(axis=1)


def _stuck(sky):
    return _fitted(sky, 9, sky.shares[0]), radar.midway(sky), None


def test_midway_scores_nothing_and_the_cheapest_thresholds_a_hundred():
    for seed in SEEDS:
        assert GAME.replay(seed, [{}, {}, {}]).score == 0.0
        outcome = _play(seed, _expert)
        assert (outcome.score, outcome.stars) == (100.0, 3)


def test_understanding_pays_in_the_expected_order():
    stuck, deaf, careful = (
        mean(_play(seed, choose).score for seed in SEEDS) for choose in (_stuck, _deaf_to_prevalence, _careful)
    )
    assert 10 < stuck < deaf - 5 < deaf < careful - 10 < careful < 100


def test_the_expected_cost_is_what_a_million_blips_cost():
    sky = radar.sky(3)
    rng = stream(5, 1)
    hostile = rng.random(1_000_000) < sky.shares[1]
    z = np.where(
        hostile, sky.population.separation + sky.population.spread * rng.standard_normal(1_000_000),
        rng.standard_normal(1_000_000),
    )  # fmt: skip
    alarm = 35 + 8 * z > 40
    paid = np.mean(np.where(hostile & ~alarm, sky.miss, 0) + (~hostile & alarm))
    assert radar.cost(sky, 1, 40.0) == pytest.approx(paid, rel=0.02)


def test_at_the_cheapest_threshold_the_roc_curve_has_the_slope_of_the_costs():
    for seed in range(6):
        sky = radar.sky(seed)
        for wave in (0, 1):
            at = radar.expert(sky, wave)
            if not 5 < at < 95:
                continue
            d, s = sky.population.separation, sky.population.spread
            z = (at - 35) / 8
            slope = np.exp(-0.5 * ((z - d) / s) ** 2) / s / np.exp(-0.5 * z * z)
            share = sky.shares[wave]
            assert slope == pytest.approx((1 - share) / share / sky.miss, rel=0.1)


def test_the_duel_breaks_ties_and_no_more():
    seed = 4
    sky = radar.sky(seed)
    fine = (_fitted(sky, 9, sky.shares[0]), _fitted(sky, sky.miss, sky.shares[1]))
    best, none, worst = (
        _play(seed, lambda sky, ranking=ranking: (*fine, ranking)).score
        for ranking in (sky.duel.readings @ sky.weights, None, -sky.duel.readings @ sky.weights)
    )
    assert best > none > worst
    assert best - worst < 25


def test_the_area_of_a_ranking_is_the_share_of_pairs():
    sky = radar.sky(8)
    suspicion = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3], dtype=float)
    hostile, friend = suspicion[sky.duel.hostile], suspicion[~sky.duel.hostile]
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in hostile for b in friend]
    assert radar.duel_area(sky, suspicion) == pytest.approx(mean(pairs))


def test_costs_come_after_the_first_wave_and_labels_after_the_duel():
    seed = 2
    before = GAME.scene(seed, GAME.replay(seed, []))
    assert "costs" not in repr(before.facts)
    after = GAME.scene(seed, GAME.replay(seed, [{}]))
    assert after.facts[0][0] == "A missed hostile costs"
    duel = GAME.scene(seed, GAME.replay(seed, [{}, {}]))
    assert [dots.shape for dots in duel.pictures[0].dots] == ["cross", "square", "circle"]
    assert all(len(dots.points) in (10, 20) for dots in duel.pictures[0].dots)


@pytest.mark.parametrize(
    ("before", "action", "field"),
    [
        (0, {"threshold": -1}, "threshold"), (0, {"threshold": 101}, "threshold"),
        (0, {"threshold": "40"}, "threshold"),
        (0, {"threshold": float("nan")}, "threshold"), (1, {"blip_a": 1}, "blip_a"), (2, {"blip_a": 11}, "blip_a"),
        (2, {"blip_c": 1.5}, "blip_c"), (2, {"blip_k": 1}, "blip_k"), (2, {"threshold": 40.0}, "threshold"),
    ],
)  # fmt: skip
def test_impossible_actions_are_refused_by_name(before, action, field):
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [*[{}] * before, action])
    assert list(refusal.value.fields) == [f"actions.{before}.{field}"]

from statistics import mean

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.winners_curse import ship_it as shop
from simulations.catalog.winners_curse.challenges import ShipIt
from simulations.catalog.winners_curse.order_statistics import exact_interval
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
GAME = ShipIt()
SEEDS = range(30)


def _ship(model, low, high):
    return {"do": "ship", "model": shop.NAMES[model], "low": float(low), "high": float(high)}


def _seen(seed, actions, name="seen"):
    return list(GAME.replay(seed, actions).steps[-1].shown[name].values())


def _validated(models, *, width=None, draw=0.0):
    """Train, spend the rest on validating every model alike, ship the winner; believe its score, or draw it in."""

    def strategy(seed):
        times = (shop.TICKETS - 2 * models) // models
        actions = [{"do": "train", "times": models}, {"do": "validate", "model": "every", "times": times}]
        scores = [right / cases for right, cases in _seen(seed, actions)]
        winner = int(np.argmax(scores))
        if width is None:
            low, high = exact_interval(*_seen(seed, actions)[winner], 0.9)
        else:
            middle = (1 - draw) * scores[winner] + draw * mean(scores)
            low, high = middle - width, min(middle + width, 1.0)
        return [*actions, _ship(winner, 100 * low, 100 * high)]

    return strategy


def _peeked(seed):
    actions = [{"do": "train", "times": 10}, {"do": "peek"}]
    counts = _seen(seed, actions, "test")
    winner = int(np.argmax(counts))
    low, high = exact_interval(counts[winner], shop.TEST_CASES, 0.9)
    return [*actions, _ship(winner, 100 * low, 100 * high)]


def _experts(seed):
    """The expert's actions, from its plan."""
    plan = shop.expert(shop.workshop(seed))
    buys = [
        {"do": "validate", "model": shop.NAMES[model], "times": times}
        for model, times in enumerate(plan.batches)
        if times
    ]
    end = plan.shipment
    return [{"do": "train", "times": plan.trained}, *buys, _ship(end.model, end.low, end.high)]


def _score(seed, strategy):
    return GAME.replay(seed, strategy(seed)).score


def test_the_first_model_unseen_scores_nothing_and_the_expert_a_hundred():
    for seed in SEEDS:
        assert GAME.replay(seed, [{}, {"do": "ship"}]).score == 0.0
        outcome = GAME.replay(seed, _experts(seed))
        assert (outcome.score, outcome.stars) == (100.0, 3)
        assert outcome.debrief["expert"]["loss"] == pytest.approx(outcome.oracle)


def test_honesty_pays_and_peeking_does_not():
    peeked, certain, believed, drawn_in = (
        mean(_score(seed, strategy) for seed in SEEDS)
        for strategy in (
            _peeked,
            _validated(7, width=0.01),
            _validated(7),
            _validated(7, width=0.1, draw=0.45),
        )
    )
    assert peeked < certain < believed < drawn_in < 100


def test_more_models_on_fewer_cases_flatter_more():
    def optimism(models):
        gaps = []
        for seed in range(200):
            world = shop.workshop(seed)
            scores = world.right[:models, 0] / shop.CASES
            gaps.append(scores.max() - world.skills[int(np.argmax(scores))])
        return mean(gaps)

    assert 0.02 < optimism(2) < optimism(5) < optimism(15)


def test_the_test_set_flatters_every_model():
    worlds = [shop.workshop(seed) for seed in range(50)]
    gap = np.mean([world.tested / shop.TEST_CASES - world.skills for world in worlds])
    assert gap == pytest.approx(mean(shop.LEAK), abs=0.01)


def test_a_plans_interval_holds_the_truth_nine_times_in_ten():
    inside = []
    for seed in range(1000):
        world = shop._draw(stream(1, seed))
        shipped = shop._plan(world, 6).shipment
        inside.append(float(shipped.low <= 100 * world.skills[shipped.model] <= shipped.high))
    assert mean(inside) == pytest.approx(0.9, abs=0.03)


def test_the_interval_score_is_width_and_twenty_times_the_miss():
    scores = [shop.interval_score(60, 80, truth) for truth in (70, 85, 50)]
    assert scores == pytest.approx([20, 120, 220])


def test_the_order_of_buying_changes_nothing_that_is_seen():
    one = [{"do": "train"}, {"do": "train"}, {"do": "validate", "model": "B", "times": 2}, {"do": "validate"}]
    two = [
        {"do": "train", "times": 2},
        {"do": "validate"},
        {"do": "validate", "model": "B"},
        {"model": "B", "do": "validate"},
    ]
    assert _seen(3, one, "seen") == _seen(3, two, "seen")


def test_truths_and_leaks_are_not_told_before_the_end():
    seed, actions = 5, [{"times": 3}, {"do": "validate", "model": "every"}, {"do": "peek"}]
    early = GAME.scene(seed, GAME.replay(seed, actions))
    assert "True accuracy" not in early.tables[0].heads
    assert all(dots.shape != "cross" for dots in early.pictures[0].dots)
    late = GAME.scene(seed, GAME.replay(seed, [*actions, _ship(1, 60, 80)]))
    assert late.tables[0].heads[-1] == "True accuracy"


@pytest.mark.parametrize(
    ("before", "action", "field"),
    [
        ([], {"do": "ship"}, "do"), ([], {"times": 0}, "times"), ([], {"times": 16}, "times"),
        ([], {"model": "A"}, "model"),
        ([{}], {"do": "validate", "model": "B"}, "model"), ([{}], {"do": "ship", "model": "every"}, "model"),
        ([{}], {"do": "ship", "low": 80.0, "high": 70.0}, "high"), ([{}], {"do": "ship", "low": -1}, "low"),
        ([{"times": 15}], {"do": "train"}, "do"), ([{"times": 11}], {"do": "peek"}, "do"),
        ([{"times": 11}], {"do": "validate", "model": "every"}, "do"), ([{}], {"do": "steal"}, "do"),
    ],
)  # fmt: skip
def test_impossible_deeds_are_refused_by_name(before, action, field):
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [*before, action])
    assert list(refusal.value.fields) == [f"actions.{len(before)}.{field}"]

import json
from statistics import mean

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.double_descent import danger_zone as zone
from simulations.catalog.double_descent.challenges import CHALLENGES, MOST_CRACKS, DangerZone

pytestmark = pytest.mark.pure
GAME = DangerZone()
STILL = [{}] * zone.PLANKS


def _play(seed: int, choose) -> list[dict]:
    """Actions of a strategy that sees what a player sees."""
    start = GAME.public(seed)["start"]
    model = zone.Model(start["rows"], start["features"], start["ridge"], start["purse"])
    actions = []
    for _ in range(zone.PLANKS):
        action = choose(model, model.purse)
        actions.append(action)
        ridge = model.ridge if action.get("ridge", "keep") == "keep" else float(action["ridge"])
        model = zone.bought(model, action.get("rows", 0), action.get("features", 0), ridge)
        if GAME.replay(seed, actions).finished:
            break
    return actions


def _score(seed: int, choose) -> float:
    return GAME.replay(seed, _play(seed, choose)).score


def _rows(model, coins):
    return {"rows": coins // zone.ROWS_PRICE}


def _both(model, coins):
    each = coins // (zone.ROWS_PRICE + zone.FEATURES_PRICE)
    return {"rows": each, "features": each}


def _away(model, coins):
    return {"rows" if model.features < model.rows else "features": coins // zone.ROWS_PRICE}


def _ridge_first(model, coins):
    if model.ridge == 1.0:
        return {"rows": coins // zone.ROWS_PRICE}
    return {"ridge": "1"} if coins >= zone.RIDGE_PRICE[1.0] else {}


def test_standing_still_scores_nothing():
    for seed in range(5):
        outcome = GAME.replay(seed, STILL)
        assert (outcome.finished, outcome.score, outcome.stars) == (True, 0.0, 0)
        assert outcome.loss == pytest.approx(outcome.base)


def test_the_experts_plan_scores_a_hundred():
    for seed in range(5):
        world, yardstick = zone.world(seed)
        actions, before = [], world.start
        for model in yardstick.expert:
            actions.append(
                {
                    "rows": (model.rows - before.rows) // zone.BUNDLE,
                    "features": (model.features - before.features) // zone.BUNDLE,
                    "ridge": f"{model.ridge:g}" if model.ridge != before.ridge else "keep",
                }
            )
            before = model
        outcome = GAME.replay(seed, actions)
        assert (outcome.score, outcome.stars) == (100.0, 3)
        assert [step.shown["error"] for step in outcome.steps] == [row["error"] for row in outcome.debrief["expert"]]


def test_understanding_pays_in_the_order_of_the_essay():
    seeds = range(12)
    grow, data, away, ridge = (
        mean(_score(seed, strategy) for seed in seeds) for strategy in (_both, _rows, _away, _ridge_first)
    )
    assert grow < 20 < data < 60 < away < 88 < ridge


def test_more_data_is_the_trap_when_it_lands_at_the_threshold():
    trapped = 0
    for seed in range(12):
        start = GAME.public(seed)["start"]
        gap = (start["features"] - start["rows"]) // zone.BUNDLE
        if gap <= 0:
            continue
        waits = max(0, -(-(gap * zone.ROWS_PRICE - start["purse"]) // zone.INCOME))
        outcome = GAME.replay(seed, [{}] * waits + [{"rows": gap}])
        assert outcome.steps[-1].shown["ratio"] == 1.0
        assert outcome.steps[-1].shown["error"] > start["error"]
        trapped += 1
    assert trapped >= 6


def test_the_same_actions_give_the_same_outcome_and_another_seed_another():
    actions = _play(3, _away)
    assert GAME.replay(3, actions) == GAME.replay(3, actions)
    assert GAME.public(3) != GAME.public(4)


def test_nothing_hidden_is_shown_before_the_end():
    world, _ = zone.world(7)
    public, early = GAME.public(7), GAME.replay(7, STILL[:3])
    text = json.dumps([public, [dict(step.shown) for step in early.steps], dict(early.debrief)], allow_nan=False)
    for secret in (world.sigma, world.limit, float(world.beta[0])):
        assert f"{secret:.3g}" not in text
    assert (early.finished, early.score, early.stars, early.oracle, early.debrief) == (False, 0.0, 0, 0.0, {})
    low, high = public["limit"]["between"]
    assert low <= world.limit <= high
    assert GAME.replay(7, STILL).debrief["limit"] == pytest.approx(world.limit, rel=1e-3)


def test_the_third_crack_is_a_fall_and_nothing_comes_after_it():
    fallen = None
    for seed in range(12):
        actions = _play(seed, _both)
        outcome = GAME.replay(seed, actions)
        if outcome.steps[-1].shown["cracks"] > MOST_CRACKS:
            fallen = (seed, actions, outcome)
            break
    assert fallen is not None
    seed, actions, outcome = fallen
    assert outcome.finished
    assert outcome.score == 0.0
    assert "water" in outcome.said
    with pytest.raises(Invalid) as refusal:
        GAME.replay(seed, [*actions, {}])
    assert list(refusal.value.fields) == [f"actions.{len(actions)}"]


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ({"rows": 100}, "rows"), ({"rows": -1}, "rows"), ({"rows": 1.5}, "rows"), ({"rows": "1"}, "rows"),
        ({"rows": True}, "rows"),
        ({"features": 5}, "features"), ({"features": None}, "features"), ({"features": float("nan")}, "features"),
        ({"ridge": "1"}, "ridge"), ({"ridge": 0.1}, "ridge"), ({"ridge": "2"}, "ridge"), ({"money": 3}, "money"),
        ({"rows": 10**400}, "rows"),
    ],
)  # fmt: skip
def test_impossible_actions_are_refused_by_name(action, field):
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [{}, action] if field not in {"features", "ridge"} else [action])
    assert list(refusal.value.fields) == [f"actions.{1 if field not in {'features', 'ridge'} else 0}.{field}"]


@pytest.mark.parametrize("action", [None, [], "rows", 3])
def test_an_action_that_is_no_object_is_refused(action):
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [action])
    assert list(refusal.value.fields) == ["actions.0"]


def test_a_thirteenth_step_is_refused():
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [*STILL, {}])
    assert list(refusal.value.fields) == ["actions.12"]


def test_each_step_tells_of_a_real_fit():
    world, _ = zone.world(2)
    outcome = GAME.replay(2, [{"rows": 2}, {"features": 1}])
    shown = outcome.steps[0].shown
    rows, features = shown["rows"], shown["features"]
    fit = np.linalg.lstsq(world.x[:rows, :features], world.y[:rows], rcond=None)[0]
    missing = np.sum(world.beta[features:] ** 2)
    assert shown["error"] == pytest.approx(np.sum((fit - world.beta[:features]) ** 2) + missing, rel=1e-3)
    assert outcome.steps[1].shown["features"] == features + zone.BUNDLE
    assert "coins to spend" in outcome.said


def test_the_challenge_is_declared_with_words():
    (challenge,) = CHALLENGES
    assert challenge.slug == "danger-zone"
    assert len(challenge.rules) == 4
    assert [field.name for field in challenge.game.actions(0)] == ["rows", "features", "ridge"]

"""What every challenge promises, run over each one that a simulation brings."""

import json
from importlib import import_module

import pytest

from overlook.kit.errors import Invalid
from overlook.kit.registry import discover
from simulations.engine.challenges import Challenge

pytestmark = pytest.mark.pure

CHALLENGES: list[Challenge] = [
    challenge
    for slug in discover("simulations.catalog", "SIMULATION")
    for challenge in getattr(import_module(f"simulations.catalog.{slug.replace('-', '_')}"), "CHALLENGES", ())
]
SEEDS = (0, 1, 2**31 - 1)


def _name(challenge: Challenge) -> str:
    return challenge.slug


def _defaults(challenge: Challenge, seed: int) -> dict[str, object]:
    return {field.name: field.default for field in challenge.game.actions(seed)}


def test_there_is_a_challenge_and_no_two_are_called_the_same():
    assert CHALLENGES
    assert len({challenge.slug for challenge in CHALLENGES}) == len(CHALLENGES)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
def test_it_has_words(challenge):
    assert challenge.title
    assert challenge.summary.endswith(".")
    assert all(rule.endswith(".") for rule in challenge.rules)
    for field in challenge.game.actions(0):
        assert field.label
        assert field.unit
        assert field.meaning.endswith(".")


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_public_is_plain_and_the_beginning_gives_nothing_away(challenge, seed):
    json.dumps(challenge.game.public(seed), allow_nan=False)
    begun = challenge.game.replay(seed, [])
    assert (begun.steps, begun.finished, begun.score, begun.stars, begun.debrief) == ((), False, 0.0, 0, {})
    assert begun.said


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_game_ends_is_replayed_alike_and_then_takes_no_step(challenge, seed):
    game, action = challenge.game, _defaults(challenge, seed)
    actions: list[dict[str, object]] = []
    while not game.replay(seed, actions).finished:
        actions.append(action)
        assert len(actions) <= 200
    outcome = game.replay(seed, actions)
    assert outcome == game.replay(seed, actions)
    assert len(outcome.steps) == len(actions)
    assert [step.number for step in outcome.steps] == list(range(1, len(actions) + 1))
    assert outcome.oracle < outcome.base
    assert 0 <= outcome.score <= 100
    assert 0 <= outcome.stars <= 3
    json.dumps([dict(step.shown) for step in outcome.steps] + [dict(outcome.debrief)], allow_nan=False)
    with pytest.raises(Invalid) as refusal:
        game.replay(seed, [*actions, action])
    assert all(path.startswith(f"actions.{len(actions)}") for path in refusal.value.fields)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
@pytest.mark.parametrize("action", [None, [], "x", 3, {"no_such_field": 1}])
def test_a_malformed_action_is_refused_by_its_place(challenge, action):
    with pytest.raises(Invalid) as refusal:
        challenge.game.replay(0, [action])
    assert all(path.startswith("actions.0") for path in refusal.value.fields)

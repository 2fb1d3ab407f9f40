"""What every challenge promises, run over each one that a simulation brings."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from typing import Any

import pytest

from overlook.kit.errors import Invalid
from overlook.kit.registry import discover
from simulations.drawing import drawn, tile
from simulations.engine.challenges import Challenge, Outcome
from simulations.engine.playing import action_schema, from_form
from tests.house.sources import ROOT

pytestmark = pytest.mark.pure

CHALLENGES: list[Challenge] = [
    challenge
    for slug in discover("simulations.catalog", "SIMULATION")
    for challenge in getattr(import_module(f"simulations.catalog.{slug.replace('-', '_')}"), "CHALLENGES", ())
]
SEEDS = (0, 1, 2**31 - 1)
# Plays every challenge with the fields' defaults and prints a digest of all that came of it.
_REPLAY = """
import hashlib, json, sys
sys.path[:0] = [".", "platform"]
from dataclasses import asdict
from tests.contracts.test_challenges import CHALLENGES, SEEDS, played
for challenge in CHALLENGES:
    told = [json.dumps(asdict(outcome), sort_keys=True) for seed in SEEDS for _, outcome in played(challenge, seed)]
    print(challenge.slug, hashlib.sha256("".join(told).encode()).hexdigest())
"""


def _name(challenge: Challenge) -> str:
    return challenge.slug


def played(challenge: Challenge, seed: int) -> Iterator[tuple[list[dict[str, Any]], Outcome]]:
    """A game in which every field keeps its default: the actions so far and the outcome, from the start to the end."""
    actions: list[dict[str, Any]] = []
    outcome = challenge.game.replay(seed, actions)
    yield list(actions), outcome
    while not outcome.finished:
        assert len(actions) < 60
        actions.append({field.name: field.default for field in challenge.game.actions(seed, actions)})
        outcome = challenge.game.replay(seed, actions)
        yield list(actions), outcome


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
    game = challenge.game
    *_, (actions, outcome) = played(challenge, seed)
    assert outcome == game.replay(seed, actions)
    assert len(outcome.steps) == len(actions)
    assert [step.number for step in outcome.steps] == list(range(1, len(actions) + 1))
    assert outcome.oracle < outcome.base
    assert 0 <= outcome.score <= 100
    assert 0 <= outcome.stars <= 3
    json.dumps([dict(step.shown) for step in outcome.steps] + [dict(outcome.debrief)], allow_nan=False)
    for late in (actions[-1], {}):
        with pytest.raises(Invalid) as refusal:
            game.replay(seed, [*actions, late])
        assert all(path.startswith(f"actions.{len(actions)}") for path in refusal.value.fields)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
@pytest.mark.parametrize("seed", SEEDS)
def test_standing_still_scores_nothing(challenge, seed):
    *_, (_, outcome) = played(challenge, seed)
    assert (outcome.score, outcome.stars) == (0.0, 0)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
@pytest.mark.parametrize("seed", SEEDS)
def test_at_every_moment_there_is_something_to_see_and_to_read(challenge, seed):
    for actions, outcome in played(challenge, seed):
        scene = challenge.game.scene(seed, outcome)
        assert scene.heading
        assert scene.button
        assert scene.pictures
        assert outcome.said.endswith(".")
        assert bool(scene.lesson) == outcome.finished
        assert all(sentence.endswith((".", "?")) for sentence in scene.lesson)
        for picture in scene.pictures:
            assert picture.describe.endswith(".")
            assert picture.caption.endswith(".")
            assert "nan" not in drawn(picture, name="x")
        assert all(len(row) == len(table.heads) for table in scene.tables for row in table.rows)
        fields = challenge.game.actions(seed, actions) if not outcome.finished else ()
        for field in fields:
            assert (field.label, field.unit, field.meaning[-1]) == (field.label or "?", field.unit or "?", ".")
        json.dumps(action_schema(fields, title=challenge.title), allow_nan=False)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_hidden_is_told_only_at_the_end(challenge, seed):
    *before, (_, end) = played(challenge, seed)
    hidden = [number for number in _numbers(end.debrief["hidden"]) if len(repr(number)) > 9]
    assert hidden
    game = challenge.game
    for actions, outcome in before:
        told = [game.public(seed), asdict(outcome), asdict(game.scene(seed, outcome))]
        text = repr(told) + repr(game.actions(seed, actions))
        assert [number for number in hidden if repr(number)[:9] in text] == []
        assert (outcome.debrief, outcome.oracle, outcome.score, outcome.stars) == ({}, 0.0, 0.0, 0)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, float):
        yield value


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
def test_its_sample_gives_a_tile_without_words(challenge):
    picture = challenge.game.scene(0, challenge.game.replay(0, challenge.sample)).pictures[0]
    drawing = tile(picture, name="x")
    assert "<text" not in drawing
    assert any(shape in drawing for shape in ("<path", "<circle"))


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
def test_a_form_that_is_sent_as_it_comes_is_the_default_action(challenge):
    fields = challenge.game.actions(0)
    sent = {field.name: _as_text(field.default) for field in fields}
    assert challenge.game.replay(0, [from_form(fields, sent)]) == challenge.game.replay(0, [{}])


def _as_text(value: Any) -> str:
    return " ".join(f"{item:g}" for item in value) if isinstance(value, list | tuple) else str(value)


def test_a_game_is_the_same_in_any_process():
    told = []
    for salt in ("1", "2"):
        surroundings = {**os.environ, "PYTHONHASHSEED": salt}
        done = subprocess.run(
            [sys.executable, "-c", _REPLAY], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
        )
        told.append(done.stdout)
    assert told[0] == told[1]
    assert len(told[0].splitlines()) == len(CHALLENGES)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=_name)
@pytest.mark.parametrize("action", [None, [], "x", 3, {"no_such_field": 1}, {"step": {"a": [1]}}])
def test_a_malformed_action_is_refused_by_its_place(challenge, action):
    with pytest.raises(Invalid) as refusal:
        challenge.game.replay(0, [action])
    assert all(path.startswith("actions.0") for path in refusal.value.fields)

from dataclasses import replace
from statistics import mean

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.gradient_descent import golf
from simulations.catalog.gradient_descent.challenges import CHANGE_COST, Golf
from simulations.catalog.gradient_descent.descent import descend
from simulations.catalog.gradient_descent.losses import LOSSES

pytestmark = pytest.mark.pure
GAME = Golf()
SEEDS = range(15)
PROBES = [{}] * golf.PROBES


def _action(swing):
    turns = {}
    for number, (at, rate) in enumerate(swing.changes, 1):
        turns |= {f"change_{number}": at, f"rate_{number}": rate}
    return {"rate": swing.rate, "momentum": swing.momentum, **turns}


def _play(seed, choose):
    meadow, ravine, fog = (_action(choose(hole)) for hole in golf.course(seed))
    return GAME.replay(seed, [meadow, ravine, *PROBES, fog])


def _times(share, momentum=0.0):
    return lambda hole: golf.Swing(share / hole.high, momentum)


def _heavy_ball(hole):
    root = np.sqrt(hole.high / hole.low)
    return golf.Swing(float(4 / (1 + 1 / root) ** 2 / hole.high), float(((root - 1) / (root + 1)) ** 2))


def test_the_timid_swing_scores_nothing_and_the_experts_a_hundred():
    for seed in SEEDS:
        assert _play(seed, golf.base).score == 0.0
        outcome = _play(seed, golf.expert)
        assert (outcome.score, outcome.stars) == (100.0, 3)


def test_understanding_pays_in_the_expected_order():
    edge, inverse, momentum, heavy = (
        mean(_play(seed, choose).score for seed in SEEDS)
        for choose in (_times(1.9), _times(1.0), _times(1.0, 0.5), _heavy_ball)
    )
    assert edge < inverse - 10 < inverse < momentum - 10 < momentum < heavy


def test_beyond_the_stable_step_the_ball_is_lost():
    for seed in SEEDS:
        outcome = _play(seed, _times(2.2))
        assert outcome.score == 0.0
        assert [step.shown["left"] for step in outcome.steps if step.shown["kind"] == "swing"] == [golf.OUT] * 3


def test_a_path_is_the_descent_of_the_simulation():
    hole = golf.Hole("test", 12, False, (0.0, 0.0), (1.5, -0.7), 1.0, 9.0, 0.0)
    swing = golf.Swing(0.11, 0.4)
    found = descend(LOSSES["quadratic"], 9.0, np.array([[1.5], [-0.7]]), 0.11, 0.4, 12, lambda share: None)
    assert hole.value(golf.path(hole, swing)) == pytest.approx(found[:, 0], rel=1e-12)
    turned = replace(hole, angle=0.8, start=tuple(replace(hole, angle=0.8).axes @ np.array(hole.start)))
    assert turned.value(golf.path(turned, swing)) == pytest.approx(found[:, 0], rel=1e-9)


def test_no_pair_of_a_coarse_grid_beats_the_expert():
    for hole in golf.course(4):
        best = golf.left_over(hole, golf.path(hole, golf.expert(hole)))[-1]
        others = [
            golf.left_over(hole, golf.path(hole, golf.Swing(share / hole.high, momentum)))[-1]
            for share in (0.3, 0.7, 1.0, 1.5, 1.9, 2.4)
            for momentum in (0.0, 0.2, 0.4, 0.6, 0.8)
        ]
        assert best <= min(others) + 0.3


def test_each_change_of_club_costs():
    seed = 2
    plain = _play(seed, _times(1.0)).score
    changed = _play(seed, lambda hole: golf.Swing(1.0 / hole.high, 0.0, ((3, 1.0 / hole.high),))).score
    assert 20 < plain < 80
    assert plain - changed == pytest.approx(3 * CHANGE_COST)


def test_a_change_takes_the_step_size_from_then_on():
    assert golf.Swing(1.0, 0.0, ((2, 0.5), (3, 0.1))).rates(5) == [1.0, 1.0, 0.5, 0.1, 0.1]


def test_the_fog_hides_the_curvature_and_probes_tell_of_it():
    seed = 6
    fog = golf.course(seed)[2]
    told = GAME.public(seed)["holes"][2]
    assert set(told) == {"name", "par", "hole", "start"}
    across = [{"x": fog.hole[0] + 1.0, "y": fog.hole[1]}, {"x": fog.hole[0], "y": fog.hole[1] + 1.0}]
    outcome = GAME.replay(seed, [{}, {}, *across])
    gradients = np.array([step.shown["gradient"] for step in outcome.steps[2:]])
    assert np.linalg.eigvalsh(gradients) == pytest.approx([fog.low, fog.high], rel=1e-4)
    assert all(not line.label for line in GAME.scene(seed, outcome).pictures[0].lines)


def test_the_fields_are_those_of_the_moment():
    names = [[field.name for field in GAME.actions(0, [{}] * taken)] for taken in range(6)]
    swing = ["rate", "momentum", "change_1", "rate_1", "change_2", "rate_2"]
    assert names == [swing, swing, ["x", "y"], ["x", "y"], ["x", "y"], swing]


@pytest.mark.parametrize(
    ("before", "action", "field"),
    [
        (0, {"rate": 0}, "rate"), (0, {"rate": -1}, "rate"), (0, {"rate": float("inf")}, "rate"),
        (0, {"momentum": 1}, "momentum"), (0, {"change_1": 8}, "change_1"), (0, {"x": 0}, "x"),
        (1, {"change_1": 3, "change_2": 3}, "change_2"), (2, {"rate": 1}, "rate"), (2, {"x": 7}, "x"),
        (5, {"y": 1}, "y"),
    ],
)  # fmt: skip
def test_impossible_swings_and_probes_are_refused_by_name(before, action, field):
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [*[{}] * before, action])
    assert list(refusal.value.fields) == [f"actions.{before}.{field}"]

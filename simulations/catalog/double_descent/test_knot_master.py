import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.double_descent import knot_master as course
from simulations.catalog.double_descent.knot_game import DRAFTS, KnotMaster

pytestmark = pytest.mark.pure
GAME = KnotMaster()
SEEDS = range(6)
SET = {"do": "set"}


def _burst(level, gap=0.002):
    """One knot just left of the third point, three to its right: four knots for six points."""
    third = float(level.x[2])
    return (third - gap, *(third + share * (5.0 - third) for share in (0.2, 0.55, 0.85)))


def _play(seed, first, second, third):
    return GAME.replay(seed, [{**SET, "knots": list(knots)} for knots in (first, second, third)])


def _experts(seed):
    return tuple(course.expert(seed, index).knots for index in (0, 1))


def test_even_knots_score_nothing():
    for seed in SEEDS:
        outcome = GAME.replay(seed, [SET, SET, SET])
        assert (outcome.finished, outcome.score) == (True, 0.0)
        assert outcome.loss == pytest.approx(1.0)


def test_the_expert_scores_a_hundred_less_its_knots():
    for seed in SEEDS:
        knots = _experts(seed)
        outcome = _play(seed, *knots, _burst(course.course(seed)[2]))
        assert outcome.score == 100.0 - len(knots[0]) - len(knots[1])
        assert outcome.score >= 90.0
        assert outcome.stars == 3


def test_more_knots_than_are_needed_do_not_pay():
    for seed in SEEDS:
        burst = _burst(course.course(seed)[2])
        many = tuple(np.linspace(0.3, 4.7, 8).tolist())
        best, crowded, few = (
            _play(seed, *knots, burst).score for knots in (_experts(seed), (many, many), ((2.5,), (2.5,)))
        )
        assert crowded < best - 10
        assert few < best - 10


def test_the_burst_alone_is_worth_a_third():
    seed = 1
    alone = _play(seed, course.UNIFORM, course.UNIFORM, _burst(course.course(seed)[2]))
    assert 20 < alone.score + 8 < 45


def test_the_experts_search_fits_as_the_kernel_does():
    level = course.course(3)[1]
    sets = np.array([[1.0, 2.0, 3.0], [0.5, 0.6, 4.9], [2.4, 2.5, 2.6]])
    assert course.errors(level, sets) == pytest.approx([course.rmse(level, tuple(knots)) for knots in sets], rel=1e-6)


def test_a_knot_beside_a_point_makes_the_fit_burst_like_one_over_the_distance():
    for seed in SEEDS:
        level = course.course(seed)[2]
        heights = [course.height(level, _burst(level, gap)) for gap in (0.01, 0.005, 0.0025)]
        assert heights[1] / heights[0] == pytest.approx(2.0, rel=0.1)
        assert heights[2] / heights[1] == pytest.approx(2.0, rel=0.1)
        assert course.height(level, course.UNIFORM) < 100


def test_the_reference_s_own_knots_reach_1201():
    x = np.arange(6.0)
    level = course.Level("six", "burst", x, 4.0 * (x - 2.5) ** 2, np.zeros(251))
    assert course.height(level, (1.99, 2.5, 3.75, 4.5)) == pytest.approx(1201, abs=1)
    assert course.loss(level, (1.99, 2.5, 3.75, 4.5)) == 0.0


def test_a_draft_shows_the_fit_and_costs_nothing():
    seed = 2
    knots = _experts(seed)
    drafted = GAME.replay(seed, [{"do": "draft", "knots": [1.0, 4.0]}, {"do": "draft", "knots": list(knots[0])}])
    assert not drafted.finished
    assert "rmse" not in drafted.steps[1].shown
    scene = GAME.scene(seed, drafted)
    assert [line.label for line in scene.pictures[0].lines] == ["draft"]
    assert GAME.actions(seed, [{"do": "draft", "knots": [1.0, 4.0]}])[0].default == [1.0, 4.0]
    burst = {**SET, "knots": list(_burst(course.course(seed)[2]))}
    ends = [{**SET, "knots": list(knots[0])}, {**SET, "knots": list(knots[1])}, burst]
    assert GAME.replay(seed, [{"do": "draft"}, *ends]).score == GAME.replay(seed, ends).score


def test_the_truth_is_drawn_at_the_end_only():
    seed = 4
    early = GAME.scene(seed, GAME.replay(seed, [SET, SET]))
    assert all(line.label != "truth" for picture in early.pictures for line in picture.lines)
    late = GAME.scene(seed, GAME.replay(seed, [SET, SET, SET]))
    assert [line.label for line in late.pictures[0].lines] == ["truth", "expert", "you"]


@pytest.mark.parametrize(
    ("before", "action", "field"),
    [
        (0, {"knots": []}, "knots"), (0, {"knots": [5.1]}, "knots"), (0, {"knots": [-0.1, 2]}, "knots"),
        (0, {"knots": [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8]}, "knots"), (0, {"knots": 2.5}, "knots"),
        (0, {"knots": ["2"]}, "knots"), (0, {"knots": [float("nan")]}, "knots"), (0, {"do": "burst"}, "do"),
        (DRAFTS, {"do": "draft"}, "do"), (1, {"height": 2000}, "height"),
    ],
)  # fmt: skip
def test_impossible_knots_are_refused_by_name(before, action, field):
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [*[{"do": "draft"}] * before, action])
    assert list(refusal.value.fields) == [f"actions.{before}.{field}"]

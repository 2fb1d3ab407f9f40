from statistics import mean

import numpy as np
import pytest
from sklearn.tree import DecisionTreeRegressor

from overlook.kit.errors import Invalid
from simulations.catalog.bias_variance import goldilocks as gold
from simulations.catalog.bias_variance.challenges import BONUS, Goldilocks
from simulations.catalog.bias_variance.worlds import GRID, TRUTHS
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
GAME = Goldilocks()
SEEDS = range(12)


def _play(seed, choose):
    return GAME.replay(seed, [choose(gold.round_at(seed, index)) for index in range(gold.ROUNDS)])


def _action(choice, **more):
    return {"learner": choice.learner, "complexity": choice.complexity, **more}


def _line(sample):
    return {}


def _wild(sample):
    return {"complexity": gold.DEGREES}


def _middling(sample):
    return {"complexity": 3}


def _validated(sample):
    """Leave-one-out over degrees: what a player who can compute would do."""
    errors = []
    for degree in range(gold.DEGREES + 1):
        basis = np.linalg.qr(np.polynomial.legendre.legvander(sample.x, degree))[0]
        hat = basis @ basis.T
        errors.append(np.mean(((sample.y - hat @ sample.y) / (1 - np.diag(hat))) ** 2))
    return {"complexity": int(np.argmin(errors))}


def test_a_straight_line_scores_nothing_and_the_best_choices_a_hundred():
    for seed in SEEDS:
        assert _play(seed, _line).score == 0.0
        outcome = _play(seed, lambda sample: _action(sample.best))
        assert (outcome.score, outcome.stars) == (100.0, 3)
        assert outcome.loss == pytest.approx(outcome.oracle)


def test_understanding_pays_in_the_expected_order():
    line, wild, middling, validated = (
        mean(_play(seed, choose).score for seed in SEEDS) for choose in (_line, _wild, _middling, _validated)
    )
    assert line < middling < validated < 100
    assert wild < validated - 10


def test_the_bonus_is_half_a_point_each_way():
    def named(word):
        def choose(sample):
            risk = sample.risks[gold.Choice("polynomial", 3)]
            larger = "bias" if risk.bias2 > risk.variance else "variance"
            other = {"bias": "variance", "variance": "bias"}[larger]
            return {"complexity": 3, "dominates": {"right": larger, "wrong": other}.get(word, "pass")}

        return choose

    passed, right, wrong = (_play(5, named(word)).score for word in ("pass", "right", "wrong"))
    assert 10 < passed < 90
    assert right - passed == pytest.approx(gold.ROUNDS * BONUS)
    assert passed - wrong == pytest.approx(gold.ROUNDS * BONUS)


@pytest.mark.parametrize("choice", [gold.Choice("polynomial", 4), gold.Choice("knn", 3), gold.Choice("tree", 2)])
def test_the_true_risk_is_what_fresh_samples_cost(choice):
    seed = 3
    sample = gold.round_at(seed, 2)
    rng = stream(7, 1)
    truth = sample.flip * TRUTHS[sample.truth](GRID)
    there = sample.flip * TRUTHS[sample.truth](sample.x)
    losses = []
    for _ in range(600):
        y = there + sample.sigma * rng.standard_normal(len(sample.x))
        fresh = gold.Round(sample.x, y, sample.truth, sample.flip, sample.sigma, {})
        losses.append(float(np.mean((gold.fitted(fresh, choice) - truth) ** 2)))
    error = 4 * np.std(losses) / np.sqrt(len(losses))
    assert mean(losses) == pytest.approx(sample.risks[choice].excess, abs=error + 0.02 * sample.risks[choice].excess)


def test_the_tree_of_the_picture_is_scikit_learns():
    sample = gold.round_at(8, 1)
    peer = DecisionTreeRegressor(max_depth=3).fit(sample.x[:, None], sample.y).predict(GRID[:, None])
    assert gold.fitted(sample, gold.Choice("tree", 3)) == pytest.approx(peer)


def test_a_verdict_is_about_the_same_learner():
    sample = gold.round_at(1, 0)
    for learner, ends in (("polynomial", (0, gold.DEGREES)), ("tree", (0, gold.DEPTHS)), ("knn", (len(sample.x), 1))):
        verdicts = [sample.verdict(gold.Choice(learner, end)) for end in ends]
        assert verdicts[0] in ("simple", "right")
        assert verdicts[1] in ("complex", "right")
        best = min(
            (choice for choice in sample.risks if choice.learner == learner),
            key=lambda choice: sample.risks[choice].excess,
        )
        assert sample.verdict(best) == "right"


def test_the_truth_is_not_told_before_the_end():
    actions = [{"complexity": 3}] * 9
    early = GAME.scene(4, GAME.replay(4, actions))
    assert not early.lesson
    assert all(not picture.lines for picture in early.pictures)
    assert "σ" not in repr(early)
    late = GAME.scene(4, GAME.replay(4, [*actions, {}]))
    assert [line.label for line in late.pictures[1].lines] == ["truth", "expert", "you"]


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ({"complexity": 13}, "complexity"), ({"complexity": -1}, "complexity"), ({"complexity": 1.5}, "complexity"),
        ({"learner": "knn", "complexity": 0}, "complexity"), ({"learner": "tree", "complexity": 7}, "complexity"),
        ({"learner": "forest"}, "learner"), ({"dominates": "noise"}, "dominates"), ({"risk": 0}, "risk"),
    ],
)  # fmt: skip
def test_impossible_choices_are_refused_by_name(action, field):
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [{}, action])
    assert list(refusal.value.fields) == [f"actions.1.{field}"]

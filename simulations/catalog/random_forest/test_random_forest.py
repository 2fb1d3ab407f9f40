import contextlib
import io
import warnings
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

from overlook.kit.errors import Invalid
from simulations.catalog.random_forest import claims, forest
from simulations.catalog.random_forest.model import SHAPES, SIMULATION, expected_in_bag, expected_never, tried
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def _grown(name="breast_cancer", n=80, trees=30, state=3, depth=40):
    train, test = forest.split(forest.table(name), n, 0.0, stream(1, 0))
    return forest.grow(train, trees, tried(name, "sqrt"), depth, state, lambda _: None), train, test


def _refitted(train, trees, state, features, **more):
    model = RandomForestClassifier if train.classes else RandomForestRegressor
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return model(trees, max_features=features, random_state=state, oob_score=True, **more).fit(
            train.inputs, train.answers
        )


@pytest.mark.parametrize("name", SHAPES)
def test_the_data_have_the_shapes_that_the_declaration_says(name):
    rows, features, outputs = SHAPES[name]
    table = forest.table(name)
    assert table.inputs.shape == (rows, features)
    assert table.classes == (outputs > 1)
    if table.classes:
        assert len(np.unique(table.answers)) == outputs
    else:
        assert table.answers.mean() == pytest.approx(0, abs=1e-12)
        assert table.answers.std() == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(("name", "depth"), [("breast_cancer", 40), ("digits", 40), ("digits", 3)])
def test_the_last_point_is_scikit_learns_oob_score_exactly(name, depth):
    grown, train, _ = _grown(name, depth=depth)
    judged = forest.out_of_bag(grown, train)
    assert judged.never[-1] == 0
    refitted = _refitted(train, 30, 3, tried(name, "sqrt"), max_depth=depth)
    assert judged.error[-1] == np.mean(np.argmax(refitted.oob_decision_function_, axis=1) != train.answers)
    assert 1 - judged.error[-1] == pytest.approx(refitted.oob_score_, rel=1e-15)


def test_the_last_point_of_a_regression_is_scikit_learns_oob_score():
    grown, train, _ = _grown("diabetes")
    judged = forest.out_of_bag(grown, train)
    score = _refitted(train, 30, 3, tried("diabetes", "sqrt")).oob_score_
    assert 1 - judged.error[-1] / train.answers.var() == pytest.approx(score, rel=1e-13)


@pytest.mark.parametrize("name", ["breast_cancer", "diabetes"])
def test_every_point_is_the_forest_of_that_many_trees(name):
    grown, train, test = _grown(name, trees=8)
    judged, errors = forest.out_of_bag(grown, train), forest.errors(grown, test)
    for trees in (1, 2, 5, 8):
        small = _refitted(train, trees, 3, tried(name, "sqrt"))
        votes = small.oob_decision_function_ if train.classes else small.oob_prediction_
        left = np.ones(len(train.answers), dtype=bool)
        for bag in small.estimators_samples_:
            left &= np.isin(np.arange(len(left)), bag)
        assert judged.never[trees - 1] == pytest.approx(left.mean(), abs=1e-15)
        seen = ~left
        if train.classes:
            assert judged.error[trees - 1] == np.mean(np.argmax(votes, axis=1)[seen] != train.answers[seen])
            assert errors[trees - 1] == np.mean(small.predict(test.inputs) != test.answers)
        else:
            assert judged.error[trees - 1] == pytest.approx(np.mean((votes - train.answers)[seen] ** 2), rel=1e-13)
            there = np.mean((small.predict(test.inputs) - test.answers) ** 2)
            assert errors[trees - 1] == pytest.approx(there, rel=1e-13)


@pytest.mark.parametrize(("name", "depth"), [("breast_cancer", 40), ("digits", 5), ("diabetes", 40)])
def test_the_trees_are_those_of_scikit_learns_forest_bit_by_bit(name, depth):
    grown, train, _ = _grown(name, trees=6, depth=depth)
    forest_ = _refitted(train, 6, 3, tried(name, "sqrt"), max_depth=depth)
    for ours, theirs in zip(grown.trees, forest_.estimators_, strict=True):
        for part in ("children_left", "feature", "threshold", "value"):
            assert np.array_equal(getattr(ours.tree_, part), getattr(theirs.tree_, part)), part


def test_a_class_that_no_training_row_has_is_never_guessed_and_counted_as_wrong():
    whole = forest.table("digits")
    rows = np.flatnonzero(whole.answers != 4)[:200]
    train, test = whole.take(rows), forest.Table(whole.inputs[-300:], whole.answers[-300:])
    grown = forest.grow(train, 5, 8, 40, 3, lambda _: None)
    refitted = _refitted(train, 5, 3, 8)
    assert forest.errors(grown, test)[-1] == np.mean(refitted.predict(test.inputs) != test.answers)
    assert forest.errors(grown, test)[-1] >= np.mean(test.answers == 4) > 0.05


def test_the_bags_are_those_that_scikit_learn_drew():
    grown, train, _ = _grown(trees=5)
    bags = _refitted(train, 5, 3, tried("breast_cancer", "sqrt")).estimators_samples_
    for bag, outside in zip(bags, grown.outside, strict=True):
        assert np.array_equal(np.flatnonzero(~outside), np.unique(bag))
    shares = [len(np.unique(bag)) / len(train.answers) for bag in bags]
    np.testing.assert_allclose(forest.out_of_bag(grown, train).in_bag, np.cumsum(shares) / np.arange(1, 6), rtol=1e-14)


def test_growing_and_voting_in_blocks_changes_no_bit(monkeypatch):
    grown, train, test = _grown("digits", trees=14)
    whole = forest.out_of_bag(grown, train), forest.errors(grown, test)
    monkeypatch.setattr(forest, "_GROWN", 4)
    monkeypatch.setattr(forest, "_CELLS", 3 * len(train.answers) * 10)
    told: list[float] = []
    again = forest.grow(train, 14, tried("digits", "sqrt"), 40, 3, told.append)
    assert told == [4 / 14, 8 / 14, 12 / 14, 1]
    pieces = forest.out_of_bag(again, train), forest.errors(again, test)
    for name in ("error", "never", "in_bag"):
        assert np.array_equal(getattr(whole[0], name), getattr(pieces[0], name))
    assert np.array_equal(whole[1], pieces[1])


def test_the_shares_agree_with_their_expectations():
    params = SIMULATION.normalise({"family": "out-of-bag", "n": 50, "trees": 3, "depth": 1})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(60)]
    for name, expected in SIMULATION.theory(params).items():
        values = np.array([curve[name] for curve in curves])
        z = (values.mean(axis=0) - expected) / (values.std(axis=0, ddof=1) / np.sqrt(60))
        assert np.abs(z).max() <= 4, name


def test_a_bag_holds_632_of_a_thousand_rows_and_twelve_leave_four_of_them_unheard():
    assert expected_in_bag(1) == 1
    assert expected_in_bag(2) == 0.75
    assert claims.bag(10**6)["out"] == pytest.approx(np.exp(-1), abs=1e-6)
    assert expected_never(1000, 12)[-1] == pytest.approx(0.632305**12, rel=1e-5)
    assert claims.bag(1000, 12)["never"] == pytest.approx(0.0041, abs=5e-5)


def test_scikit_learn_counts_unheard_rows_as_the_first_class_and_we_leave_them_out():
    grown, train, _ = _grown(trees=2)
    judged, refitted = forest.out_of_bag(grown, train), _refitted(train, 2, 3, tried("breast_cancer", "sqrt"))
    unheard = refitted.oob_decision_function_.sum(axis=1) == 0
    assert unheard.mean() == pytest.approx(judged.never[1], abs=1e-15)
    counted = judged.error[1] * np.sum(~unheard) + np.sum(train.answers[unheard] != 0)
    assert 1 - counted / len(train.answers) == pytest.approx(refitted.oob_score_, rel=1e-14)
    assert "few" in SIMULATION.family({"family": "out-of-bag"}).kernel.notes(
        SIMULATION.normalise({"family": "out-of-bag", "trees": 11})
    )


def test_out_of_the_bag_a_forest_is_as_good_as_37_percent_of_its_trees():
    found = claims.curves(dataset="diabetes", seeds=8, trees=41)
    assert found["41"]["oob"] == pytest.approx(found["15"]["test"], abs=0.02)
    assert found["5"]["oob"] - found["5"]["test"] > 0.15


def test_shuffled_answers_take_in_the_training_rows_only():
    found = claims.curves(shuffled=1, seeds=3, trees=40)["40"]
    assert found["train"] < 0.01
    assert found["oob"] > 0.38
    assert abs(found["oob"] - found["test"]) < 0.1


def test_shuffling_moves_answers_and_keeps_their_counts():
    table = forest.table("digits")
    train, test = forest.split(table, 900, 0.5, stream(2, 0))
    plain, _ = forest.split(table, 900, 0.0, stream(2, 0))
    assert np.array_equal(train.inputs, plain.inputs)
    assert 0.35 < np.mean(train.answers != plain.answers) < 0.55
    together = np.concatenate([train.answers, test.answers])
    assert np.array_equal(np.bincount(together), np.bincount(table.answers))


def test_inputs_of_any_layout_give_the_same_and_are_left_alone():
    grown, train, _ = _grown(trees=10)
    expected = forest.out_of_bag(grown, train).error
    for inputs in (np.asfortranarray(train.inputs), np.repeat(train.inputs, 2, axis=0)[::2]):
        kept = inputs.copy()
        table = forest.Table(inputs, train.answers)
        again = forest.grow(table, 10, tried("breast_cancer", "sqrt"), 40, 3, lambda _: None)
        assert np.array_equal(forest.out_of_bag(again, table).error, expected)
        assert np.array_equal(inputs, kept)


def test_too_many_training_rows_are_refused_by_name():
    with pytest.raises(Invalid, match="at most 392") as refusal:
        SIMULATION.normalise({"family": "out-of-bag", "dataset": "diabetes", "n": 393})
    assert list(refusal.value.fields) == ["params.n"]


@pytest.mark.parametrize(
    "raw",
    [{"dataset": "diabetes", "features": "third"}, {"dataset": "digits", "depth": 3, "shuffled": 0.5}],
)
def test_the_shown_code_gives_the_same_under_every_option(raw):
    params = SIMULATION.normalise({"family": "out-of-bag", "n": 60, "trees": 4, **raw})
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-12, atol=1e-15)

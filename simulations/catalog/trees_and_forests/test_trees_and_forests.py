import contextlib
import io
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from overlook.kit.errors import Invalid
from simulations.catalog.trees_and_forests import cart, claims
from simulations.catalog.trees_and_forests.model import SHAPES, SIMULATION, leaf_sizes, tree_counts, tried
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def _grown(name="digits", n=300, trees=3, leaves=200, noise=0.1, state=3):
    train, test = cart.split(cart.table(name), n, noise, stream(1, 0))
    return cart.grow(train, trees, leaves, tried(name, "sqrt"), state, lambda _: None), train, test


def _refitted(train, trees, leaves, state=3):
    return RandomForestClassifier(
        trees, max_leaf_nodes=leaves, max_features="sqrt", bootstrap=False, random_state=state
    ).fit(train.inputs, train.labels)


@pytest.mark.parametrize("name", SHAPES)
def test_the_data_have_the_shapes_that_the_declaration_says(name):
    rows, features, classes = SHAPES[name]
    table = cart.table(name)
    assert table.inputs.shape == (rows, features)
    assert len(np.unique(table.labels)) == table.classes == classes


@pytest.mark.parametrize("name", SHAPES)
def test_the_tree_with_k_leaves_is_the_first_2k_minus_1_nodes_of_the_large_tree(name):
    grown, train, test = _grown(name)
    tree = grown.estimators_[0]
    for leaves in (2, 3, 5, 8, 13, 20, 34, 55, 89, 120, 160, 200):
        small = _refitted(train, 1, leaves).estimators_[0]
        nodes = small.tree_.node_count
        assert nodes == min(2 * leaves - 1, tree.tree_.node_count)
        for part in ("feature", "threshold"):
            inner = small.tree_.children_left >= 0
            assert np.array_equal(getattr(small.tree_, part)[inner], getattr(tree.tree_, part)[:nodes][inner])
        # Below its parent a node has a larger number, so a row ends in the largest one on its way that is there.
        way = np.asarray(tree.decision_path(test.inputs).todense())[:, :nodes]
        ends = np.max(way * np.arange(nodes), axis=1)
        assert np.array_equal(tree.tree_.value[ends, 0], small.predict_proba(test.inputs))
        assert np.all(cart.leaves_of(tree, [leaves])[0][ends])
        assert cart.leaves_of(tree, [leaves]).sum() == small.get_n_leaves()


@pytest.mark.parametrize("name", SHAPES)
def test_the_errors_of_a_cut_tree_are_those_of_a_refitted_one(name):
    grown, train, test = _grown(name)
    sizes = (2, 7, 20, 90, 200)
    found = cart.by_leaves(grown.estimators_[0], grown.classes_, test, sizes)
    for place, leaves in enumerate(sizes):
        said = _refitted(train, 1, leaves).predict_proba(test.inputs)
        squared = np.mean((said - np.eye(said.shape[1])[test.labels]) ** 2)
        assert found.squared[place] == pytest.approx(squared, rel=1e-12)
        assert found.wrong[place] == pytest.approx(np.mean(np.argmax(said, axis=1) != test.labels), abs=1e-15)


def test_the_errors_after_t_trees_are_those_of_the_forest_of_t_trees():
    grown, train, test = _grown(trees=5)
    found = cart.by_trees(grown, test)
    for trees in (1, 2, 5):
        forest = _refitted(train, trees, 200)
        said = forest.predict_proba(test.inputs)
        assert found.squared[trees - 1] == np.mean((said - np.eye(10)[test.labels]) ** 2)
        assert found.wrong[trees - 1] == np.mean(forest.predict(test.inputs) != test.labels)


def test_a_class_that_no_training_row_has_gets_no_share_and_is_counted_as_wrong():
    whole = cart.table("digits")
    train, test = whole.take(np.flatnonzero(whole.labels != 4)[:150]), whole.take(np.arange(1500, 1797))
    grown = cart.grow(train, 2, 60, 8, 3, lambda _: None)
    found, together = cart.by_leaves(grown.estimators_[0], grown.classes_, test, (60,)), cart.by_trees(grown, test)
    shares = np.zeros((297, 10))
    shares[:, grown.classes_] = grown.estimators_[0].predict_proba(test.inputs)
    assert found.squared[0] == pytest.approx(np.mean((shares - np.eye(10)[test.labels]) ** 2), rel=1e-12)
    assert found.squared[0] == pytest.approx(together.squared[0], rel=1e-12)
    assert found.wrong[0] == pytest.approx(np.mean(np.argmax(shares, axis=1) != test.labels), abs=1e-15)
    assert found.wrong[0] >= np.mean(test.labels == 4) > 0.05


@pytest.mark.parametrize("root", [1, 42])
def test_the_shown_code_gives_the_same_whether_every_class_is_there_or_not(root):
    params = SIMULATION.normalise({"family": "leaves-then-trees", "n": 50, "trees": 2, "leaves": 20, "root": root})
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-10, atol=1e-15)


def test_growing_in_blocks_changes_no_bit(monkeypatch):
    whole, _, test = _grown(trees=7)
    monkeypatch.setattr(cart, "_GROWN", 3)
    told: list[float] = []
    train, _ = cart.split(cart.table("digits"), 300, 0.1, stream(1, 0))
    pieces = cart.grow(train, 7, 200, tried("digits", "sqrt"), 3, told.append)
    assert told == [3 / 7, 6 / 7, 1]
    assert np.array_equal(whole.predict_proba(test.inputs), pieces.predict_proba(test.inputs))


def test_the_law_in_any_order_is_the_mean_over_every_choice_of_trees():
    grown, _, test = _grown(trees=5)
    said = np.array([tree.predict_proba(test.inputs) for tree in grown.estimators_])
    truth = np.eye(10)[test.labels]

    def error(chosen):
        return np.mean((said[list(chosen)].mean(axis=0) - truth) ** 2)

    law = cart.in_any_order(np.mean([error([t]) for t in range(5)]), error(range(5)), 5)
    for count in range(1, 6):
        every = np.mean([error(chosen) for chosen in combinations(range(5), count)])
        assert law[count - 1] == pytest.approx(every, rel=1e-12)
    assert cart.in_any_order(0.25, 0.25, 1).tolist() == [0.25]


def test_the_law_meets_the_test_error_at_the_last_tree_and_begins_with_the_mean_tree():
    params = SIMULATION.normalise({"family": "leaves-then-trees", "n": 200, "trees": 6})
    curves = SIMULATION.compute_seed(params, 0)
    assert curves["averaged"][-1] == pytest.approx(curves["test"][-1], rel=1e-12)
    alone = SIMULATION.compute_seed(params | {"trees": 1}, 0)
    assert np.array_equal(alone["averaged"], alone["test"])


def test_the_curve_of_the_reference_is_found_again():
    params = SIMULATION.normalise({"family": "leaves-then-trees"})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(8)]
    at = SIMULATION.axis(params)["values"]
    mean = dict(zip(at, np.mean([curve["test"] for curve in curves], axis=0), strict=True))
    leaves = {2: 0.0856, 20: 0.0513, 40: 0.0468, 80: 0.0506, 160: 0.0631, 200: 0.0661}
    trees = {400: 0.0428, 1000: 0.0280, 2000: 0.0230, 4000: 0.0202}
    # The reference is one forest with its own noise.
    for place, expected in (leaves | trees).items():
        assert mean[place] == pytest.approx(expected, rel=0.06), place
    train = np.array([curve["train"] for curve in curves])
    # A tree that stops by itself repeats every label.
    assert np.all(train[:, np.array(at) >= 200] < 1e-3)
    assert np.median(train[:, -1]) == 0


def test_without_label_noise_the_peak_vanishes_and_without_random_features_the_second_descent():
    def rise_and_fall(**options):
        params = SIMULATION.normalise({"family": "leaves-then-trees"} | options)
        test = np.mean([SIMULATION.compute_seed(params, seed)["test"] for seed in range(4)], axis=0)
        glue = len(leaf_sizes(params["leaves"])) - 1
        return test[glue] / test[:glue].min(), test[glue] / test[-1]

    rise, fall = rise_and_fall()
    assert rise > 1.35
    assert fall > 2.8
    assert rise_and_fall(label_noise=0)[0] < 1.15
    assert rise_and_fall(features="all", trees=5)[1] < 1.6


def test_the_two_axes_meet_at_the_mark():
    axis = SIMULATION.axis(SIMULATION.normalise({"family": "leaves-then-trees"}))
    assert axis["threshold"] == 200
    assert {2, 20, 40, 80, 160, 200, 400, 4000} <= set(axis["values"])
    assert tree_counts(1) == ()
    assert tree_counts(3) == (2, 3)
    assert tree_counts(100)[:19] == tuple(range(2, 21))
    assert tree_counts(100)[-1] == 100
    assert leaf_sizes(2) == (2,)


def test_noise_moves_labels_of_the_training_rows_only_and_keeps_their_counts():
    plain, test = cart.split(cart.table("digits"), 600, 0.0, stream(2, 0))
    noisy, same = cart.split(cart.table("digits"), 600, 0.5, stream(2, 0))
    assert np.array_equal(plain.inputs, noisy.inputs)
    assert np.array_equal(test.labels, same.labels)
    assert np.array_equal(np.bincount(plain.labels), np.bincount(noisy.labels))
    assert 0.4 < np.mean(plain.labels != noisy.labels) <= 0.5


def test_inputs_of_any_layout_give_the_same_and_are_left_alone():
    grown, train, _ = _grown(n=120, leaves=40)
    expected = cart.by_leaves(grown.estimators_[0], grown.classes_, train, (2, 10, 40))
    for inputs in (np.asfortranarray(train.inputs), np.repeat(train.inputs, 2, axis=0)[::2]):
        kept = inputs.copy()
        table = cart.Table(inputs, train.labels, 10)
        again = cart.grow(table, 3, 40, tried("digits", "sqrt"), 3, lambda _: None)
        found = cart.by_leaves(again.estimators_[0], again.classes_, table, (2, 10, 40))
        assert np.array_equal(found.squared, expected.squared)
        assert np.array_equal(inputs, kept)


def test_too_many_training_rows_are_refused_by_name():
    with pytest.raises(Invalid, match="at most 519") as refusal:
        SIMULATION.normalise({"family": "leaves-then-trees", "dataset": "breast_cancer", "n": 520})
    assert list(refusal.value.fields) == ["params.n"]


def test_the_sentence_tells_of_a_rise_only_where_there_is_one():
    def text(**options):
        params = SIMULATION.normalise({"family": "leaves-then-trees", "n": 300} | options)
        return SIMULATION.said(params, SIMULATION.summarise(params, [SIMULATION.compute_seed(params, 0)])).text

    assert "is best with" in text()
    assert "second axis" in text()
    assert "second axis" not in text(trees=1)
    assert "hardly above" in text(leaves=8)
    assert "little changes" in text(features="all", label_noise=0, dataset="breast_cancer", leaves=2)


def test_numbers_for_an_essay_are_keyed_by_leaves():
    found = claims.curves(seeds=1, n=100, leaves=20, trees=2)
    assert list(found) == [str(value) for value in (*leaf_sizes(20), 40)]
    assert found["2"]["train"] > found["5"]["train"] > found["20"]["train"] > 0.01

"""`splitter` against scikit-learn, and against what a leak must do."""

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from overlook.figures.own import read
from overlook.figures.splitter import KIND
from overlook.figures.splitter.model import called, draw, split, wilson
from overlook.figures.splitter.static import cases_of


@pytest.mark.parametrize("k", [1, 7, 31])
def test_the_vote_is_that_of_scikit_learn(k):
    train, fresh = draw(120, 5), draw(300, 6)
    rule = KNeighborsClassifier(k).fit(train.places, train.first)
    assert called(train, fresh.places, k).tolist() == rule.predict(fresh.places).tolist()


@pytest.mark.parametrize(("right", "n"), [(14, 16), (0, 5), (40, 40), (70, 120)])
def test_the_interval_is_wilsons(right, n):
    exact = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert wilson(right / n, n) == pytest.approx((exact.low, exact.high), abs=2e-5)


def test_one_neighbour_that_has_seen_the_test_is_never_wrong_on_it_and_no_better_in_the_world():
    leaked = [split(120, 0.6, 0.2, 1, True, seed) for seed in range(1, 21)]
    honest = [split(120, 0.6, 0.2, 1, False, seed) for seed in range(1, 21)]
    assert all(one.test == one.validation == 1 for one in leaked)
    assert np.mean([one.test for one in honest]) == pytest.approx(np.mean([one.world for one in honest]), abs=0.04)
    assert np.mean([one.world for one in leaked]) < 0.8


def test_the_parts_are_all_the_cases_and_none_is_empty():
    for train in (0.1, 0.5, 0.9):
        for validation in (0.05, 0.3, 0.6):
            for n in (40, 120):
                sizes = split(n, train, validation, 7, False, 1).sizes
                assert sum(sizes) == n
                assert min(sizes) >= 2


def test_a_larger_test_has_a_narrower_interval():
    wide = KIND.measure(KIND.state(None, {"train": 0.8, "validation": 0.1}), None)
    narrow = KIND.measure(KIND.state(None, {"train": 0.2, "validation": 0.1}), None)
    assert narrow["width"] < wide["width"]


def own(**given):
    """A reader's cases in features of very different units, and the state to begin with."""
    pen = np.random.default_rng(4)
    kind = pen.integers(0, 2, 90)
    rows = zip(pen.normal(kind, 1), 1000 * pen.normal(kind, 1), kind, strict=True)
    data = read(KIND.own, "x,y,class\n" + "".join(f"{x:.6f},{y:.3f},{k}\n" for x, y, k in rows))
    return KIND.state(data, {**data["begin"], **given}), data


@pytest.mark.parametrize("leak", ["train", "all"])
def test_a_reader_s_own_cases_are_called_as_by_scikit_learn_on_columns_standardised_by_what_it_sees(leak):
    state, data = own(leak=leak)
    cases, found = cases_of(state, data), KIND.measure(state, data)
    one, two = int(found["n_train"]), int(found["n_train"] + found["n_validation"])
    used = len(cases.first) if leak == "all" else one
    rule = make_pipeline(StandardScaler(), KNeighborsClassifier(7)).fit(cases.places[:used], cases.first[:used])
    for name, a, b in (("train_right", 0, one), ("validation_right", one, two), ("test_right", two, None)):
        assert found[name] == rule.score(cases.places[a:b], cases.first[a:b])
    assert "world" not in found


def test_a_reader_s_own_cases_are_dealt_anew_and_stay_the_same_cases():
    state, data = own()
    again = cases_of({**state, "seed": 2}, data)
    assert again.places.tolist() != cases_of(state, data).places.tolist()
    assert sorted(again.places.tolist()) == sorted(data["places"])
    assert np.sum(again.first) == sum(data["first"])

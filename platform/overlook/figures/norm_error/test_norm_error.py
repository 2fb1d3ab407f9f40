"""`norm-error`: what it refuses, and what it says of a cloud."""

from copy import deepcopy

import pytest

from overlook.figures.norm_error import KIND
from overlook.figures.norm_error.golden import DATA
from overlook.figures.norm_error.static import tie


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.pop("words"), "lacks 'words'"),
        (lambda data: data["words"].update({"not": ""}), "must say something"),
        (lambda data: data["x"].update(values=[1, 3, 3, 8]), "x.values must ascend"),
        (lambda data: data["norm"].update(domain=[0, 10]), "positive and ascend"),
        (lambda data: data.update(groups={}), "one group at least"),
        (lambda data: data["groups"]["iid"]["clouds"].reverse(), "one cloud per ridge, ascending"),
        (lambda data: data["groups"]["iid"]["clouds"][0]["norm"].pop(), "must each have 4 rows"),
        (lambda data: data["groups"]["iid"]["clouds"][0]["norm"][0].pop(), "as many draws at each size"),
        (lambda data: data["groups"]["iid"]["clouds"][0]["error"][0].__setitem__(0, 1e-9), "error must not lie below"),
        (lambda data: data["groups"]["iid"]["clouds"][0]["exact"][0].__setitem__(0, 2), "exact must be 0 or 1"),
        (lambda data: data, ""),
    ],
)
def test_data_that_cannot_be_drawn_are_refused_with_a_sentence(change, words):
    data = deepcopy(DATA)
    change(data)
    said = " ".join(KIND.check_data(data))
    assert words in said if words else said == ""


def test_at_the_threshold_the_cloud_flies_up_and_right_and_beyond_it_comes_back():
    small, middle, large = (KIND.measure(KIND.state(DATA, {"x": x, "group": "stratified"}), DATA) for x in (3, 4, 8))
    assert middle["norm"] > 1.1 * max(small["norm"], large["norm"])
    assert middle["error"] > max(small["error"], large["error"])
    assert (small["exact"], middle["exact"], large["exact"]) == (0, 1, 1)


def test_a_price_shortens_every_draw():
    for size in DATA["x"]["values"]:
        free, priced = (KIND.measure(KIND.state(DATA, {"x": size, "ridge": ridge}), DATA) for ridge in (0, 0.1))
        assert priced["most_norm"] < free["most_norm"]


def test_the_tie_is_of_the_logarithms():
    assert tie([1, 10, 100], [3, 30, 300]) == pytest.approx(1)
    assert tie([1, 10, 100], [5, 0.5, 0.05]) == pytest.approx(-1)
    assert tie([1, 10, 100], [2, 2, 2]) == 0


def test_every_draw_is_a_dot_or_a_square_beside_one_of_each_that_is_named():
    state = KIND.state(DATA, {"x": 4, "group": "iid"})
    drawn = {shape[1]["class"]: str(shape[1]["d"]) for shape in KIND.scene(state, DATA, 600, "f") if "d" in shape[1]}
    exact = DATA["groups"]["iid"]["clouds"][0]["exact"][2]
    assert drawn["mark-open-s2"].count("z") == exact.count(0) + 1
    assert drawn["mark-s1"].count("z") == exact.count(1) + 1

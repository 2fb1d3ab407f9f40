"""`curve-band`: the artefact's check, and what is read off the curves."""

from copy import deepcopy

import pytest

from overlook.figures.curve_band import KIND
from overlook.figures.curve_band.golden import DATA


def state(**given):
    return KIND.state(DATA, given)


def test_a_good_artefact_has_no_problem():
    assert KIND.check_data(DATA) == []


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: data.pop("x"), "lacks 'x'"),
        (lambda data: data["x"]["values"].reverse(), "ascend"),
        (lambda data: data["groups"].clear(), "one group"),
        (lambda data: data["x"]["values"].insert(0, 0), "positive on a log axis"),
        (lambda data: data["groups"]["iid"]["curves"][0].pop("median"), "median is missing"),
        (lambda data: data["groups"]["iid"]["curves"][0]["p10"].pop(), "p10 has 17 values for 18 xs"),
        (lambda data: data["groups"]["iid"]["curves"][1].update(ridge=0), "one curve per ridge"),
        (lambda data: data["groups"]["iid"]["curves"][0].update(mean=[float("inf")] * 18), "not finite"),
    ],
)
def test_each_fault_of_an_artefact_is_named(spoil, sentence):
    data = deepcopy(DATA)
    spoil(data)
    assert any(sentence in problem for problem in KIND.check_data(data))


def test_the_measures_speak_of_what_is_shown():
    median = KIND.measure(state(show="median"), DATA)
    mean = KIND.measure(state(show="mean"), DATA)
    assert median["here"] == median["median"]
    assert mean["here"] == mean["mean"]
    assert mean["rise"] > median["rise"] > 10
    assert mean["peak_x"] == 39


def test_a_curve_that_only_falls_does_not_rise():
    falling = deepcopy(DATA)
    falling["groups"]["iid"]["curves"][0]["median"] = [1 / x for x in DATA["x"]["values"]]
    found = KIND.measure(KIND.state(falling, {"group": "iid"}), falling)
    assert found["rise"] == 1
    assert "only falls" in KIND.describe(KIND.state(falling, {"group": "iid"}), falling)


def test_a_missing_mean_is_said_and_not_invented():
    assert "is not known" in KIND.describe(state(show="mean", x=2), DATA)
    assert "here" not in KIND.measure(state(show="mean", x=2), DATA)
    assert "–" in KIND.table(state(x=2), DATA)[1][0]


def test_the_cursor_takes_only_values_of_the_axis():
    assert state(x=40.2)["x"] == 41
    assert state(x=1e9)["x"] == 255
    assert state(x=-5)["x"] == 2


def test_with_a_ridge_the_curve_without_one_stays_as_a_ghost():
    assert "without ridge" not in KIND.static(state(), DATA, 658)
    assert "without ridge" in KIND.static(state(ridge=0.01), DATA, 658)


def test_data_without_shares_has_no_second_panel():
    bare = deepcopy(DATA)
    for group in bare["groups"].values():
        for curve in group["curves"]:
            curve.pop("interpolates", None)
    assert "interpolate" in KIND.static(state(), DATA, 658)
    assert "interpolate" not in KIND.static(KIND.state(bare), bare, 658)


def test_a_group_that_names_its_series_shows_them_all_and_says_where_the_first_is_least():
    parts = KIND.state(DATA, {"group": "parts", "x": 20})
    assert "the error is 0.2 and the bias² 0.05 and the variance 0.05" in KIND.describe(parts, DATA)
    assert KIND.describe(parts, DATA).endswith("the error is least at K = 20.")
    assert KIND.measure(parts, DATA)["least_x"] == 20
    assert KIND.table(parts, DATA)[0] == ["K", "Error", "Bias²", "Variance", "Noise"]
    picture = KIND.static(parts, DATA, 658)
    assert all(f">{word}</text>" in picture for word in ("error", "bias²", "variance", "noise"))
    assert 'class="band"' not in picture

"""Pictures and tables of a summary: no peak is lost, axes never shrink, nothing is clipped silently."""

import re
from typing import Any

import pytest

from simulations import chart
from simulations.engine.contract import Series

pytestmark = pytest.mark.pure
TEST = Series("test", "Test error", "squared units")
TRAIN = Series("train", "Training error", "squared units")
SHARE = Series("interpolates", "Share that interpolates", "share", kind="share")


def axis(points: int, *, log: bool = False, first: int = 1, threshold: float | None = None) -> dict[str, Any]:
    values = list(range(first, first + points))
    return {"name": "p", "label": "Features", "unit": "features", "values": values, "log": log, "threshold": threshold}


def numbers(values: list[float], *, spread: float = 2.0) -> dict[str, list[float]]:
    return {
        "median": values,
        "mean": values,
        "p10": [value / spread for value in values],
        "p90": [value * spread for value in values],
    }


def summary(n: int = 8, **series: list[float]) -> dict[str, Any]:
    return {"series": {name.replace("_", "@"): numbers(values) for name, values in series.items()}, "n": n}


def drawn(panel: chart.Panel, style: str) -> list[tuple[float, float]]:
    """The points of the path with that class."""
    (path,) = re.findall(rf'<path class="{style}" d="([^"]*)"', panel.svg)
    points: list[tuple[float, float]] = []
    for command, steps in re.findall(r"([Ml])([^Ml]*)", path):
        numbers = [float(text) for text in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps)]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            left, top = points[-1] if command == "l" else (0.0, 0.0)
            points.append((round(left + x, 2), round(top + y, 2)))
    return points


def test_a_peak_between_two_pixels_is_drawn_at_its_height() -> None:
    values = [1.0] * 5000
    values[2345] = 1000.0
    (panel,) = chart.panels(axis(5000), [TEST], summary(test=values), {}, width=400, domains={})
    points = drawn(panel, "s1")
    assert len(points) <= 2 * 400
    flat = points[0][1]
    assert sum(1 for _, y in points if y < flat - 50) == 1


@pytest.mark.parametrize("log", [False, True])
def test_both_ends_of_the_axis_are_drawn(log: bool) -> None:
    (panel,) = chart.panels(axis(3000, log=log), [TEST], summary(test=[1.0] * 3000), {}, width=400, domains={})
    points = drawn(panel, "s1")
    assert (points[0][0], points[-1][0]) == (60, 376)


def test_a_model_of_size_zero_has_no_place_on_a_logarithmic_axis() -> None:
    found = summary(test=[9.0, *([1.0, 5.0] * 9), 1.0])
    (panel,) = chart.panels(axis(20, log=True, first=0), [TEST], found, {}, width=400, domains={})
    assert len(drawn(panel, "s1")) == 19
    assert chart.table(axis(20, log=True, first=0), [TEST], found).rows[0][1] == "9"


def test_axes_grow_to_hold_the_numbers_and_never_shrink() -> None:
    values = [1.0, 10.0, 100.0]
    (alone,) = chart.panels(axis(3), [TEST], summary(test=values), {}, width=400, domains={})
    (held,) = chart.panels(axis(3), [TEST], summary(test=values), {}, width=400, domains={"test": (0.001, 50.0)})
    assert alone.domain[0] <= 0.5
    assert alone.domain[1] >= 200.0
    assert held.domain == (0.001, alone.domain[1])


def test_what_lies_below_the_axis_is_drawn_on_it_and_said() -> None:
    found = summary(test=[1.0, 2.0, 1.0], train=[1.0, 0.1, 1e-20])
    (panel,) = chart.panels(axis(3), [TEST, TRAIN], found, {}, width=400, domains={})
    assert panel.floored
    assert drawn(panel, "s2")[-1][1] == 340 - 44
    (whole,) = chart.panels(axis(3), [TEST], summary(test=[1.0, 2.0, 1.0]), {}, width=400, domains={})
    assert not whole.floored


def test_series_with_one_unit_share_a_panel_and_shares_have_their_own() -> None:
    found = summary(test=[1.0, 2.0], train=[1.0, 0.5], interpolates=[0.0, 1.0])
    first, second = chart.panels(axis(2), [TEST, TRAIN, SHARE], found, {}, width=400, domains={})
    assert (first.key, first.title, second.key) == ("test", "Error", "interpolates")
    assert second.domain == (0.0, 1.04)
    assert ">Training error<" in first.svg


def test_variants_of_one_curve_share_a_panel_and_say_what_they_share_once() -> None:
    declared = [
        Series("test", "Test error, ridge 0", "u"),
        Series("train", "Training error, ridge 0", "u"),
        Series("test@1", "Test error, ridge 1", "u"),
        Series("train@1", "Training error, ridge 1", "u"),
    ]
    found = summary(test=[1.0, 2.0], test_1=[1.0, 1.0], train=[1.0, 0.5], train_1=[1.0, 0.6])
    first, second = chart.panels(axis(2), declared, found, {}, width=400, domains={})
    assert (first.title, second.title) == ("Test error", "Training error")
    assert first.svg.count("Test error") == 2  # the name of the picture and the title of its axis
    assert ">ridge 1<" in first.svg


def test_before_the_first_seed_the_axes_hold_the_theory() -> None:
    (panel,) = chart.panels(axis(3), [TEST], None, {"test": [1.0, None, 300.0]}, width=400, domains={})
    assert panel.domain[1] >= 300.0
    assert 'class="theory"' in panel.svg
    assert 'class="band"' not in panel.svg


def test_missing_and_infinite_values_leave_gaps() -> None:
    found = {"series": {"test": {name: [1.0, None, 2.0] for name in ("median", "mean", "p10", "p90")}}, "n": 1}
    (panel,) = chart.panels(axis(3), [TEST], found, {}, width=400, domains={})
    assert panel.svg.count("M") >= 2
    assert chart.table(axis(3), [TEST], found).rows[1] == ("2", "–", "–", "–", "–")


def test_a_long_table_is_thinned_with_both_ends_and_the_threshold() -> None:
    found = summary(test=[float(i) for i in range(1, 1001)])
    thin = chart.table(axis(1000, threshold=217), [TEST], found)
    assert thin.thinned
    assert len(thin.rows) <= 62
    assert {"1", "217", "1000"} <= {row[0] for row in thin.rows}
    whole = chart.table(axis(1000, threshold=217), [TEST], found, thin=False)
    assert (len(whole.rows), whole.thinned) == (1000, False)


@pytest.mark.parametrize(
    ("labels", "unit", "quantity", "title"),
    [
        (("Test error", "Training error"), "u", "", "Error"),
        (("Excess test error", "Training test error"), "u", "", "Test error"),
        (("Bias²", "Variance"), "squared units of y", "", "Squared units of y"),
        (("Bias²", "Variance"), "1", "", "Value"),
        (("Validation score", "Its true accuracy"), "share of cases", "Accuracy", "Accuracy"),
    ],
)
def test_a_panel_is_called_what_its_curves_are(labels: tuple[str, str], unit: str, quantity: str, title: str) -> None:
    declared = [Series(name, label, unit, quantity=quantity) for name, label in zip("ab", labels, strict=True)]
    (panel,) = chart.panels(axis(2), declared, summary(a=[1.0, 2.0], b=[1.0, 2.0]), {}, width=400, domains={})
    assert panel.title == title


def test_the_y_axis_says_its_quantity_and_its_unit_once() -> None:
    found = summary(a=[0.5, 0.6])
    (panel,) = chart.panels(
        axis(2), [Series("a", "Accuracy", "share of cases", scale="linear")], found, {}, width=400, domains={}
    )
    assert ">Accuracy, share of cases<" in panel.svg
    (plain,) = chart.panels(axis(2), [Series("a", "Norm", "1")], found, {}, width=400, domains={})
    assert ">Norm (log scale)<" in plain.svg


def test_a_linear_panel_holds_what_is_negative_and_one_linear_series_makes_it_linear() -> None:
    linear = Series("a", "Correlation", "1", scale="linear")
    (panel,) = chart.panels(axis(2), [linear], summary(a=[-0.2, 0.1]), {}, width=400, domains={"a": (-0.5, 0.5)})
    assert panel.domain == (-0.5, 0.5)
    assert "log scale" not in panel.svg
    both = [Series("b", "Other", "1"), linear]
    (mixed,) = chart.panels(axis(2), both, summary(a=[-0.2, 0.1], b=[0.1, 0.2]), {}, width=400, domains={})
    assert "log scale" not in mixed.svg


@pytest.mark.parametrize(
    ("values", "domain"),
    [
        ([0.5, 0.88], (0.48, 0.9)),
        ([0.1, 0.97], (0.0, 1.0)),
        ([0.0, 0.0], (0.0, 1.0)),
        ([1.0, 1.0], (0.0, 1.1)),
        ([-3.0, 4.0], (-3.5, 4.5)),
        ([-0.31, 0.02], (-0.32, 0.04)),
        ([1e-9, 1e-8], (0.0, 1.1e-8)),
    ],
)
def test_a_linear_axis_has_round_ends_and_begins_at_zero_unless_far_from_it(
    values: list[float], domain: tuple[float, float]
) -> None:
    found = {"series": {"a": numbers(values, spread=1.0)}, "n": 1}
    (panel,) = chart.panels(axis(2), [Series("a", "A", "1", scale="linear")], found, {}, width=400, domains={})
    assert panel.domain == pytest.approx(domain)


def test_a_logarithmic_axis_does_not_take_over_one_that_it_cannot_draw() -> None:
    (panel,) = chart.panels(axis(2), [TEST], summary(test=[1.0, 2.0]), {}, width=400, domains={"test": (-1.0, 9.0)})
    assert panel.domain[0] > 0


def test_axes_stand_still_while_the_numbers_stay_within_them() -> None:
    linear = Series("a", "A", "1", scale="linear")
    (first,) = chart.panels(axis(3), [linear], summary(a=[0.3, 0.5, 0.7]), {}, width=400, domains={})
    later = summary(64, a=[0.31, 0.52, 0.69])
    (next_,) = chart.panels(axis(3), [linear], later, {}, width=400, domains={"a": first.domain})
    assert next_.domain == first.domain
    (guess,) = chart.panels(axis(3), [linear], None, {}, width=400, domains={})
    assert guess.empty
    assert not first.empty


@pytest.mark.parametrize(("points", "log"), [(40, True), (1001, True), (15, False), (1000, False)])
def test_the_last_place_on_the_axis_has_its_tick(points: int, log: bool) -> None:
    (panel,) = chart.panels(axis(points, log=log), [TEST], summary(test=[1.0] * points), {}, width=400, domains={})
    ticks = re.findall(r'y="313">([^<]*)<', panel.svg)
    assert {"1", str(points)} <= set(ticks)
    assert len(ticks) == len(set(ticks))


@pytest.mark.parametrize(
    ("label", "room", "log", "expected"),
    [
        ("Recall", 300, False, "Recall"),
        ("Features", 300, True, "Features (log scale)"),
        ("Variance of the share, squared share", 260, True, "Variance of the share (log)"),
        ("Leaves: of one tree, then of all", 160, False, "Leaves: of one tree"),
        ("Leaves: of one tree, then of all", 60, True, "Leaves (log)"),
    ],
)
def test_a_title_gives_up_its_last_words_before_it_is_cut(label: str, room: int, log: bool, expected: str) -> None:
    assert chart.fitted(label, room, log=log) == expected


def test_ticks_that_are_too_long_for_their_margin_are_powers_of_ten() -> None:
    found = summary(test=[1e-4, 1e12, 3.0])
    (panel,) = chart.panels(axis(3), [TEST], found, {}, width=300, domains={})
    ticks = re.findall(r'<text x="\d+" y="\d+">([^<]*)</text>', panel.svg)
    assert {"10⁶", "10¹²"} & set(ticks)
    assert max(len(tick) for tick in ticks) <= 7
    assert chart._power("0.000001") == "10⁻⁶"
    assert chart._power("2\u202f000\u202f000") == "2·10⁶"
    assert chart._power("\u22121\u202f500\u202f000") == "\u22121.5·10⁶"

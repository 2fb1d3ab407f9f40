"""A sentence about any curve is true of it."""

from typing import Any

import pytest

from simulations.engine import sentences
from simulations.engine.sentences import Place, Point

pytestmark = pytest.mark.pure


def summary(values: list[float | None], *, kind: str = "value", label: str = "Test error") -> dict[str, Any]:
    numbers = {"label": label, "kind": kind, "median": values, "mean": values}
    return {"axis": {"values": list(range(1, len(values) + 1))}, "series": {"test": numbers}}


@pytest.mark.parametrize(
    ("values", "text", "low", "place"),
    [
        ([3.0, 1.0, 2.0], "is lowest, %(low)s, at %(place)s, and ends with %(end)s", 1.0, 2),
        ([3.0, 2.0, 1.0], "is lowest at the end", 1.0, 3),
        ([1.0, 2.0, 3.0], "is lowest, %(low)s, at %(place)s, and ends with", 1.0, 1),
        ([2.0, 2.0], "throughout", 2.0, 1),
        ([2.0], "throughout", 2.0, 1),
        ([None, 5.0, 4.0, None], "is lowest at the end", 4.0, 3),
    ],
)
def test_the_default_tells_the_lowest_place_and_the_end(
    values: list[float | None], text: str, low: float, place: int
) -> None:
    message = sentences.lowest_and_end(summary(values), "test")
    assert text in message.text
    assert message.values["low"] == low
    assert message.values["place"] == Place(place)
    assert message.values["label"] == "median test error"


def test_a_curve_without_a_finite_value_says_so() -> None:
    assert "no finite value" in sentences.lowest_and_end(summary([None, None]), "test").text


def test_a_share_is_told_by_its_mean_and_a_variant_in_brackets() -> None:
    found = sentences.lowest_and_end(summary([0.5, 1.0], kind="share", label="Share of draws, ridge 0"), "test")
    assert found.values["label"] == "share of draws (ridge 0)"


def test_a_peak_stands_out_above_the_lowest_points_on_both_sides() -> None:
    curve = sentences.points(summary([9.0, 1.0, 4.0, 2.0, 0.5]), "test")
    found = sentences.peak(curve)
    assert found is not None
    assert (found.before, found.top, found.after) == (Point(2, 1.0), Point(3, 4.0), Point(5, 0.5))


@pytest.mark.parametrize("values", [[3.0, 2.0, 1.0], [1.0, 2.0, 3.0], [1.0, 1.2, 1.0], [0.0, 0.0, 0.0], [1.0]])
def test_a_slope_a_wrinkle_and_a_plain_have_no_peak(values: list[float | None]) -> None:
    assert sentences.peak(sentences.points(summary(values), "test")) is None

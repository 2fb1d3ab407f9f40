"""Sentences in words: numbers, places with their unit in the right number, shares as percentages."""

import pytest

from simulations import wording
from simulations.engine.contract import Axis, Message, Place, Share

pytestmark = pytest.mark.pure


def axis(unit: str, one: str = "") -> Axis:
    return Axis("k", "Folds of it", unit, (1, 2), one=one)


@pytest.mark.parametrize(
    ("found", "value", "words"),
    [
        (axis("folds", "fold"), 10, "10 folds"),
        (axis("folds", "fold"), 1, "1 fold"),
        (axis("folds"), 1, "folds of it = 1"),
        (axis("1"), 3, "folds of it 3"),
        (axis("folds"), 10_001, "10\u202f001 folds"),
        (axis("s"), 0.25, "0.25 s"),
    ],
)
def test_a_place_is_told_in_the_right_number(found: Axis, value: float, words: str) -> None:
    assert wording.place(found, value) == words


def test_a_message_shows_each_value_in_its_way() -> None:
    message = Message(
        "%(name)s: %(share)s at %(place)s, %(number)s.",
        {"name": "jury", "share": Share(0.6721), "place": Place(1), "number": -0.012345},
    )
    assert wording.said(message, axis("folds", "fold")) == "jury: 67.2\u00a0% at 1 fold, \u22120.0123."

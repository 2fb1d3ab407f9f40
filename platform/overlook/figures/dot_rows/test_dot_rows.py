"""`dot-rows`: what it refuses, and what it says."""

from copy import deepcopy

import pytest

from overlook.figures.dot_rows import KIND
from overlook.figures.dot_rows.golden import DATA


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.pop("words"), "lacks 'words'"),
        (lambda data: data["rows"].pop(), None),
        (lambda data: data.update(rows=data["rows"][:1]), "two to twelve rows"),
        (lambda data: data["rows"][0].update(first=1.2), "rows[0].first must be a number inside"),
        (lambda data: data["rows"][0].pop("first_low"), "both ends of the interval"),
        (lambda data: data["x"].update(domain=[1, 0]), "must ascend"),
    ],
)
def test_data_that_cannot_be_drawn_are_refused_with_a_sentence(change, words):
    data = deepcopy(DATA)
    change(data)
    said = " ".join(KIND.check_data(data))
    assert words in said if words else said == ""


def test_it_speaks_of_the_row_at_the_cursor_and_knows_the_widest_gap():
    state = KIND.state(DATA, {"row": 2})
    assert KIND.describe(state, DATA) == "Copies on both sides: the test says 0.97, the world says 0.7."
    assert KIND.measure(state, DATA)["widest"] == 2
    assert KIND.measure(state, DATA)["gap"] == pytest.approx(0.27)

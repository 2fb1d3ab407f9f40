from decimal import Decimal

import numpy as np
import pytest

from assessments.banks import BankError, parse_bank
from assessments.engine.variants import materialise
from assessments.items.drag_to_fit import ITEM_TYPE
from assessments.items.drag_to_fit.curve import achieved, height, least_squares
from overlook.kit.errors import Invalid

pytestmark = pytest.mark.pure

AXIS = {"label": "a", "minimum": 0, "maximum": 10}
POINTS = [[0, 1], [5, 6], [10, 9]]


def item(**fields):
    trap = {"when": "slope < 0", "misconception": "GEN.no", "feedback": "wrong way"}
    base = {"id": "a", "type": "drag-to-fit", "objective": "o", "stem": "Fit.", "points": POINTS, "anchors": [0, 10]}
    plot = {"describe": "three points", "x": AXIS, "y": AXIS}
    loss = {"measure": "squared", "full": 1, "none": 11}
    return {**base, "plot": plot, "loss": loss, "traps": [trap], "otherwise": {"feedback": "farther"}, **fields}


def graded(y, **fields):
    (spec,) = parse_bank([item(**fields)])
    variant = materialise(ITEM_TYPE, spec, 0)
    return ITEM_TYPE.grade(ITEM_TYPE.parse_response({"y": y}, variant), variant)


@pytest.mark.parametrize(
    ("y", "fraction", "feedback"),
    [
        ([1, 9], "1", ""),  # squared distances 0, 1, 0
        ([2, 10], "1", ""),  # 1, 0, 1
        ([3, 10], "0.925", "farther"),  # 4, 0.25, 1: 1.75 on the way from 1 to 11
        ([5, 5], "0", "farther"),  # 16, 1, 16
        ([9, 1], "0", "wrong way"),
    ],
)
def test_the_grade_is_the_loss_that_is_achieved(y, fraction, feedback):
    verdict = graded(y)
    assert (verdict.fraction, verdict.feedback) == (Decimal(fraction), feedback)


def test_the_curve_is_the_polynomial_through_its_handles():
    anchors, heights = [-1.0, 0.5, 2.0, 3.0], [2.0, -1.0, 0.0, 5.0]
    fitted = np.polynomial.Polynomial.fit(anchors, heights, 3)
    for x in np.linspace(-2, 4, 25):
        assert height(anchors, heights, float(x)) == pytest.approx(float(fitted(x)), abs=1e-9)


def test_the_reference_is_the_least_squares_fit():
    points = [[0.0, 1.0], [1.0, 3.0], [2.0, 4.0], [4.0, 4.0]]
    fitted = np.polyfit([x for x, _ in points], [y for _, y in points], 1)
    assert least_squares([0.0, 4.0], points) == pytest.approx(np.polyval(fitted, [0, 4]), abs=1e-3)


def test_what_a_fit_is_called():
    names = achieved([0.0, 10.0], [1.0, 9.0], POINTS)
    assert names["largest"] == 1.0
    assert names["above"] == pytest.approx(1 / 3)
    assert (names["slope"], names["y0"], names["y1"]) == (0.8, 1.0, 9.0)
    assert (names["squared"], names["absolute"]) == (pytest.approx(1 / 3), pytest.approx(1 / 3))


@pytest.mark.parametrize("y", [[1], [1, 2, 3], [1, "high"], [1, 11], [1, None], "1, 2"])
def test_an_answer_that_is_not_one_height_for_each_handle_is_refused(y):
    with pytest.raises(Invalid):
        graded(y)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"anchors": [0]}, "a.anchors"),
        ({"anchors": [10, 0]}, "a.anchors"),
        ({"points": [[0, 1]]}, "a.points"),
        ({"points": [[0, 1], [5, 50]]}, "a.points"),
        ({"start": [1, 9]}, "a.start"),
        ({"loss": {"full": 2, "none": 1}}, "a.loss.none"),
        ({"traps": [{"when": "slope <", "misconception": "GEN.no", "feedback": "no"}]}, "a.traps[0].when"),
        ({"traps": [{"when": "steepness < 0", "misconception": "GEN.no", "feedback": "no"}]}, "a.traps[0].when"),
        ({"plot": {"describe": "x", "x": {**AXIS, "minimum": 1, "log": True}, "y": AXIS}}, "a.plot.x.log"),
        ({"answer": [9, 1]}, "a"),
    ],
)
def test_an_author_is_told_what_cannot_be(change, path):
    with pytest.raises(BankError) as refusal:
        parse_bank([item(**change)])
    assert path in [where for where, _ in refusal.value.problems]

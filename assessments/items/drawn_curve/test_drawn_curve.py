from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.contract import Variant
from assessments.items.drawn_curve.grade import grade, parse_response
from assessments.items.drawn_curve.shape import SHAPES, holds, turns

pytestmark = pytest.mark.pure

ANCHORS = [1, 10, 30, 40, 60, 300]


@pytest.mark.parametrize(
    ("heights", "shape"),
    [
        ([0.5] * 6, "flat"),
        ([0.5, 0.52, 0.49, 0.51, 0.5, 0.5], "flat"),
        ([0.9, 0.8, 0.5, 0.4, 0.2, 0.1], "falling"),
        ([0.9, 0.6, 0.62, 0.4, 0.2, 0.1], "falling"),
        ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "rising"),
        ([0.9, 0.3, 0.1, 0.3, 0.5, 0.9], "valley"),
        ([0.1, 0.3, 0.8, 0.6, 0.5, 0.2], "hill"),
        ([0.8, 0.2, 0.5, 0.95, 0.4, 0.1], "second-descent"),
    ],
)
def test_a_curve_is_recognised_by_its_turns_and_small_wobbles_do_not_count(heights, shape):
    assert turns(heights, 0.05) == SHAPES[shape]


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=4, max_size=12))
def test_turns_alternate(heights):
    found = turns(heights, 0.05)
    assert all(before != after for before, after in pairwise(found))


def feature(name, between, **more):
    return {"feature": name, "between": between, **more}


@pytest.mark.parametrize(
    ("wanted", "heights", "holding"),
    [
        (feature("peak", [30, 60]), [0.5, 0.2, 0.6, 0.9, 0.3, 0.1], True),
        (feature("peak", [30, 60]), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], False),
        (feature("peak", [30, 60]), [0.9, 0.5, 0.5, 0.5, 0.5, 0.1], False),
        (feature("falls", [1, 30]), [0.9, 0.5, 0.1, 0.9, 0.9, 0.9], True),
        (feature("falls", [1, 30]), [0.5, 0.1, 0.48, 0.9, 0.9, 0.9], False),
        (feature("rises", [10, 40]), [0.9, 0.1, 0.5, 0.9, 0.1, 0.1], True),
        (feature("lower-later", [30, 60]), [0.5, 0.3, 0.9, 0.9, 0.9, 0.29], True),
        (feature("lower-later", [30, 60]), [0.5, 0.3, 0.1, 0.1, 0.1, 0.31], False),
        (feature("within", [30, 40], scaled=[0.4, 0.6]), [0, 0, 0.5, 0.6, 0, 0], True),
        (feature("within", [30, 40], scaled=[0.4, 0.6]), [0, 0, 0.5, 0.61, 0, 0], False),
    ],
)
def test_features(wanted, heights, holding):
    assert holds(wanted, ANCHORS, heights, 0.05) is holding


def by_distance(log: bool) -> Variant:
    axis = {"minimum": 0.01, "maximum": 100.0, "log": log}
    key = {
        "truth": [1.0, 1.0, 1.0, 1.0],
        "margin": 0.05,
        "right": "",
        "features": [],
        "distance": {"full": 0.1, "none": 1.0},
        "traps": [],
        "otherwise": {"misconception": "", "feedback": "no", "figure": None},
    }
    return Variant({}, {"plot": {"x": axis, "y": axis}, "anchors": [1, 2, 3, 4]}, key)


@pytest.mark.parametrize(
    ("heights", "log", "fraction"),
    [
        ([1.1, 1, 1, 1], False, "1"),
        ([1.55] * 4, False, "0.5"),
        ([2.0] * 4, False, "0"),
        ([10.0] * 4, True, "0"),
        ([10**0.55] * 4, True, "0.5"),
        ([1, 1, 1, 10.0], True, "0.833333"),
    ],
)
def test_distance_earns_linearly_between_full_and_none_in_powers_of_ten_on_a_log_axis(heights, log, fraction):
    variant = by_distance(log)
    assert grade(parse_response({"y": heights}, variant), variant).fraction == Decimal(fraction)

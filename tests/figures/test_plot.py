"""Scales, ticks, numbers and labels of the static pictures."""

import math
from itertools import pairwise

import pytest

from overlook.figures.bands import Bands, Curve, bands, domain_of
from overlook.figures.svg import (
    Scale,
    dots,
    level_lines,
    line,
    marked,
    markup,
    nice_log,
    number,
    px,
    strokes,
    thinned,
    ticks,
)


@pytest.mark.parametrize(
    ("domain", "log", "expected"),
    [
        ((0, 1), False, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ((-4, 4), False, [-4, -2, 0, 2, 4]),
        ((1, 300), True, [1, 2, 5, 10, 20, 50, 100, 200]),
        ((0.1, 20000), True, [0.1, 1, 10, 100, 1000, 10000]),
        ((0.05, 0.5), True, [0.05, 0.1, 0.2, 0.5]),
    ],
)
def test_ticks_are_round_and_inside(domain, log, expected):
    assert ticks(Scale(domain, (0, 100), log), 5) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1201.2, "1201"),
        (-25, "−25"),
        (23202.4, "23\u202f202"),
        (0.1, "0.1"),
        (0.09996, "0.1"),
        (float("inf"), "∞"),
    ],
)
def test_numbers_are_written_as_people_read_them(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.001, "0.001"),
        (0.0001, "10⁻⁴"),
        (1e-12, "10⁻¹²"),
        (10_000, "10\u202f000"),
        (1e6, "10⁶"),
        (2e5, "2·10⁵"),
    ],
)
def test_ticks_that_would_not_fit_are_powers_of_ten(value, text):
    assert marked(value) == text


def test_coordinates_are_rounded_half_up():
    assert px(0.25) == 0.5
    assert px(-0.25) == 0


def test_a_line_breaks_where_a_value_is_missing():
    assert line([(0, 1), (1, None), (2, 3), (3.5, 4)]) == "M0 1M2 3l1.5 1"


def test_a_line_is_written_as_shortly_as_it_can_be():
    assert line([(0, 0), (10, 0.5), (20, -9.5), (10, -20), (10, -30)]) == "M0 0l10 .5 10-10-10-10.5 0-10"
    assert line([(index, 0) for index in range(100)]) == "M0 0l99 0"


def test_what_a_line_leaves_out_is_at_most_three_quarters_of_a_pixel_beside_it():
    spots = [(index, round(40 * math.sin(index / 37))) for index in range(400)]
    kept = thinned(spots)
    assert len(kept) < len(spots) / 4
    for x, y in spots:
        (x0, y0), (x1, y1) = next(pair for pair in pairwise(kept) if pair[0][0] <= x <= pair[1][0])
        away = abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / math.hypot(x1 - x0, y1 - y0)
        assert away <= 1.5, "a spot is half a pixel"


def test_a_closed_loop_keeps_its_shape():
    loop = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    assert thinned(loop) == loop


def test_rings_gridlines_and_strokes_are_one_path_each():
    assert dots([(10, 10), (15, 12)], 3)[1]["d"] == (
        "M7 10a3 3 0 1 0 6 0 3 3 0 1 0 -6 0zm5 2a3 3 0 1 0 6 0 3 3 0 1 0 -6 0z"
    )
    assert level_lines(40, 100, [5, 7.5])[1]["d"] == "M40 5h60M40 7.5h60"
    assert strokes([10, 12.5], 250, 7) == "M10 250v7m2.5-7v7"


def test_a_nice_interval_holds_both_values():
    assert nice_log(0.13, 348) == (0.1, 500)
    assert nice_log(1, 10) == (1, 10)


def test_zeros_lie_on_the_floor_of_a_log_axis_and_do_not_stretch_it():
    assert domain_of([0, 0.2, 3, None], log=True) == (0.2, 5)


def test_text_is_escaped():
    assert markup([("text", {"class": 'a"b'}, "<x> & y")]) == '<text class="a&quot;b">&lt;x&gt; &amp; y</text>'


def box(curves):
    return Bands("b", 50, 30, 500, 200, [1, 2, 3, 4], False, "x", False, "y", (0, 1), curves)


def test_labels_lie_at_their_lines_and_do_not_meet():
    curves = [Curve("high", "s1", [0.9] * 4), Curve("low", "s2", [0.1] * 4), Curve("", "s3", [0.5] * 4)]
    texts = [shape for shape in bands(box(curves)) if shape[0] == "text" and "over" in str(shape[1]["class"])]
    assert [shape[2] for shape in texts] == ["high", "low"]
    high, low = (float(shape[1]["y"]) for shape in texts)
    assert high < low


def test_a_curve_without_any_value_is_drawn_without_a_label():
    texts = [shape[2] for shape in bands(box([Curve("nothing", "s1", [None] * 4)])) if shape[0] == "text"]
    assert "nothing" not in texts

"""The goal language in Python; `goals.test.mjs` reads the same cases."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlook.figures.goals import known_names, names_of, parse
from overlook.kit.errors import Invalid
from overlook.kit.registry import discover
from tests.figures.node import ROOT

CASES = json.loads((ROOT / "platform/overlook/kit/frontend/goals.cases.json").read_text())


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: case["goal"])
def test_a_goal_is_reached_exactly_where_it_says(case):
    assert parse(case["goal"]).reached(case["names"]) is case["reached"]


@pytest.mark.parametrize("text", CASES["bad"])
def test_what_is_not_a_goal_is_refused(text):
    with pytest.raises(Invalid):
        parse(text)


@given(st.text(alphabet="abk 0123456789.<>=!+-*/(),−×÷≤≥ andminmax", max_size=40))
def test_no_text_breaks_the_parser(text):
    try:
        goal = parse(text)
    except Invalid:
        return
    assert goal.reached(dict.fromkeys(goal.names, 1.0)) in (True, False)


def test_a_choice_is_named_by_its_slug():
    kind = discover("overlook.figures", "KIND")["knot-fit"]
    goal = parse("design == iid and dataset != parabola")
    assert goal.names <= known_names(kind, None)
    assert goal.reached(names_of(kind, kind.state(None, {"design": "iid"}), None))
    assert not goal.reached(names_of(kind, kind.state(None), None))

"""Each task of the essay "Double descent" can be done, with the controls that its figure gives, and is not done yet."""

from typing import Any

import pytest

from essays.build import examine
from essays.lint.context import Context, data_of
from essays.markup.nodes import Directive
from essays.registry import essay_folders, house
from overlook.figures import goals
from overlook.figures.contract import Kind

SOLUTIONS: dict[str, dict[str, Any]] = {
    "fig-truth": {"x": 39},
    "fig-chain": {"k": 39},
    "fig-draws": {"seed": 19},
    "fig-average": {"group": "iid", "x": 73},
    "fig-six": {"show": "mean"},
    "fig-gauss": {"x": 100, "ridge": 100},
    "fig-pinch": {"ridge": -2},
    "fig-samples": {"x": 95},
    "fig-fourier": {"x": 300, "ridge": 0.01},
    "fig-digits": {"x": 4000},
}


@pytest.fixture(scope="module")
def essay() -> Context:
    folder = next(path for path in essay_folders() if path.name == "double-descent")
    context, problems = examine(folder, house())
    assert not problems
    return context


def _reached(essay: Context, figure: Directive, kind: Kind, change: dict[str, Any]) -> bool:
    data = data_of(figure, essay.folder) if kind.columns else None
    state = kind.state(data, {**figure.get("params", {}), **change})
    return goals.parse(str(figure.get("goal"))).reached(goals.names_of(kind, state, data))


def test_every_figure_of_the_essay_has_a_solution_here(essay):
    assert set(essay.figures) == set(SOLUTIONS)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_task_is_open_at_first_and_can_be_solved_with_the_controls_at_hand(essay, name):
    figure = essay.figures[name]
    kind = essay.kind_of(figure)
    assert kind is not None
    assert set(SOLUTIONS[name]) <= set(figure.get("controls"))
    assert not _reached(essay, figure, kind, {})
    assert _reached(essay, figure, kind, SOLUTIONS[name])


def test_every_figure_that_refutes_an_answer_stands_in_a_state_that_it_has(essay):
    links = [link for item in essay.folder.items for link in _links(item.raw)]
    assert len(links) >= 20
    for link in links:
        figure = essay.figures[link["id"]]
        kind = essay.kind_of(figure)
        assert kind is not None
        data = data_of(figure, essay.folder) if kind.columns else None
        state = kind.state(data, {**figure.get("params", {}), **link["state"]})
        assert all(state[key] == value for key, value in link["state"].items())
        assert kind.describe(state, data)


def _links(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value["figure"]] if isinstance(value.get("figure"), dict) else []
        return own + [link for inner in value.values() for link in _links(inner)]
    return [link for inner in value for link in _links(inner)] if isinstance(value, list) else []

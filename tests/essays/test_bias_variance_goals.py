"""Each task of the essay "Bias and variance" can be done with the controls of its figure, and is not done yet."""

from typing import Any

import pytest

from essays.build import examine
from essays.lint.context import Context, data_of
from essays.markup.nodes import Directive
from essays.registry import essay_folders, house
from overlook.figures import goals

SOLUTIONS: dict[str, dict[str, Any]] = {
    "fig-answer": {"x": 3},
    "fig-path": {"worlds": 100, "x0": 0},
    "fig-valley": {"group": "n60", "x": 10},
    "fig-neighbours": {"k": 6},
    "fig-trees": {"group": "parts", "x": 3},
    "fig-average": {"team": 16, "degree": 3},
    "fig-votes": {"group": "wrong", "x": 101},
}
#: What comes near, and should not do.
NOT_YET: dict[str, dict[str, Any]] = {
    "fig-path": {"worlds": 100, "x0": 0.5},
    "fig-valley": {"group": "n60", "x": 7},
    "fig-neighbours": {"k": 15},
    "fig-trees": {"x": 3},
    "fig-average": {"team": 16},
    "fig-votes": {"x": 101},
}


@pytest.fixture(scope="module")
def essay() -> Context:
    folder = next(path for path in essay_folders() if path.name == "bias-variance")
    context, problems = examine(folder, house())
    assert not problems
    return context


def _state(essay: Context, figure: Directive, change: dict[str, Any]) -> tuple[Any, dict[str, Any], Any]:
    kind = essay.kind_of(figure)
    assert kind is not None
    data = data_of(figure, essay.folder) if kind.columns else None
    return kind, kind.state(data, {**figure.get("params", {}), **change}), data


def _reached(essay: Context, name: str, change: dict[str, Any]) -> bool:
    figure = essay.figures[name]
    kind, state, data = _state(essay, figure, change)
    return goals.parse(str(figure.get("goal"))).reached(goals.names_of(kind, state, data))


def test_every_figure_of_the_essay_has_a_solution_here(essay):
    assert set(essay.figures) == set(SOLUTIONS)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_task_is_open_at_first_and_can_be_solved_with_the_controls_at_hand(essay, name):
    assert set(SOLUTIONS[name]) <= set(essay.figures[name].get("controls"))
    assert not _reached(essay, name, {})
    assert not _reached(essay, name, NOT_YET.get(name, {}))
    assert _reached(essay, name, SOLUTIONS[name])


def test_averaging_is_needed_for_the_figure_on_averages(essay):
    assert not any(_reached(essay, "fig-average", {"degree": degree}) for degree in range(13))


def test_every_figure_that_refutes_an_answer_stands_in_a_state_that_it_has(essay):
    links = [link for item in essay.folder.items for link in _links(item.raw)]
    assert len(links) >= 30
    for link in links:
        kind, state, data = _state(essay, essay.figures[link["id"]], link["state"])
        assert all(state[key] == value for key, value in link["state"].items())
        assert kind.describe(state, data)


def _links(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value["figure"]] if isinstance(value.get("figure"), dict) else []
        return own + [link for inner in value.values() for link in _links(inner)]
    return [link for inner in value for link in _links(inner)] if isinstance(value, list) else []

"""What the lint does not try of tasks and refuting figures, over every essay: it proves that each task can be done."""

from typing import Any

import pytest

from essays.build import examine
from essays.lint.context import Context, data_of
from essays.markup.nodes import Directive
from essays.registry import essay_folders, house
from overlook.figures import goals
from overlook.figures.contract import Kind, State

pytestmark = pytest.mark.pure

FOLDERS = {path.name: path for path in essay_folders()}
#: What comes near, and should not do.
NOT_YET: list[tuple[str, str, dict[str, Any]]] = [
    ("bias-variance", "fig-path", {"worlds": 100, "x0": 0.5}),
    ("bias-variance", "fig-valley", {"group": "n60", "x": 7}),
    ("bias-variance", "fig-neighbours", {"k": 15}),
    ("bias-variance", "fig-trees", {"x": 3}),
    ("bias-variance", "fig-average", {"team": 16}),
    ("bias-variance", "fig-votes", {"x": 101}),
]


@pytest.fixture(scope="module")
def essays() -> dict[str, Context]:
    return {name: examine(folder, house())[0] for name, folder in FOLDERS.items()}


def _drawn(essay: Context, figure: Directive, change: dict[str, Any]) -> tuple[Kind, State, Any]:
    kind = essay.kind_of(figure)
    assert kind is not None
    data = data_of(figure, essay.folder) if kind.columns else None
    return kind, kind.state(data, {**figure.get("params", {}), **change}), data


def _reached(essay: Context, name: str, change: dict[str, Any]) -> bool:
    figure = essay.figures[name]
    kind, state, data = _drawn(essay, figure, change)
    return goals.parse(str(figure.get("goal"))).reached(goals.names_of(kind, state, data))


@pytest.mark.parametrize(("slug", "figure", "change"), NOT_YET)
def test_what_comes_near_a_goal_does_not_reach_it(essays, slug, figure, change):
    assert not _reached(essays[slug], figure, change)


def test_averaging_is_needed_for_the_figure_on_averages(essays):
    essay = essays["bias-variance"]
    assert not any(_reached(essay, "fig-average", {"degree": degree}) for degree in range(13))


@pytest.mark.parametrize("slug", FOLDERS)
def test_every_figure_that_refutes_an_answer_stands_in_a_state_that_it_has(essays, slug):
    essay = essays[slug]
    links = [link for item in essay.folder.items for link in _links(item.raw)]
    assert len(links) >= 20
    for link in links:
        kind, state, data = _drawn(essay, essay.figures[link["id"]], link["state"])
        assert all(state[key] == value for key, value in link["state"].items()), link
        assert kind.describe(state, data)


def _links(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value["figure"]] if isinstance(value.get("figure"), dict) else []
        return own + [link for inner in value.values() for link in _links(inner)]
    return [link for inner in value for link in _links(inner)] if isinstance(value, list) else []

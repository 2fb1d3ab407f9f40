"""Rules about figures: a known kind, its parameters, and a goal that does not hold at the start and can be reached."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from essays.contract import Problem
from essays.lint.context import Context, data_file, data_name, data_of
from essays.markup.nodes import Directive
from overlook.figures import goals
from overlook.figures.contract import Kind, Param
from overlook.kit.errors import Invalid


def check(context: Context) -> Iterator[Problem]:
    for node in context.document.directives("figure", "sweep"):
        yield from _figure(node, context)
    for scrolly in context.document.directives("scrolly"):
        for figure in scrolly.children("figure"):
            params = context.params_of(figure)
            for step in scrolly.children("step"):
                yield from _state(step, "set", params)
                yield from _panel(step, params)
    for around in context.document.directives("scrolly", "reveal"):
        for figure in around.children("figure"):
            if figure.get("own", False):
                mend = "Give it to a figure by itself: what is pinned or revealed has no room for a table."
                yield figure.at("own").problem("own", f"A figure in a {around.name} cannot take own data.", mend)


def _figure(node: Directive, context: Context) -> Iterator[Problem]:
    name = str(node.get("id"))
    if name and not name.startswith("fig-"):
        yield node.at("id").problem("option", f"The figure's id {name!r} does not begin with fig-.")
    kind = context.kind_of(node)
    if kind is None:
        wanted = node.get("figure") if node.name == "sweep" else node.argument
        known = ", ".join(sorted(context.house.kinds))
        yield node.place.problem("figure", f"There is no figure kind {wanted!r}.", f"Known: {known}.")
        return
    problems = list(_data(node, kind, context))
    yield from problems
    if problems:
        return
    params = context.params_of(node)
    if params is None:
        yield node.place.problem("figure", f"The kind {kind.slug!r} cannot read these data.")
        return
    for option in ("params", "print", "solution"):
        yield from _state(node, option, params)
    for control in node.get("controls", []) or []:
        if control not in params:
            yield node.at("controls").problem("parameter", f"{kind.slug!r} has no parameter {control!r} to control.")
    own = node.get("own", False)
    if own not in (True, False):
        yield node.at("own").problem("own", "Whether the reader may bring data is true or false.")
    elif own and kind.own is None:
        yield node.at("own").problem("own", f"A {kind.slug!r} figure takes no data of the reader's.")
    yield from _goal(node, kind, context)


def _data(node: Directive, kind: Kind, context: Context) -> Iterator[Problem]:
    wanted = data_name(node)
    if wanted and not data_file(wanted, context.folder):
        mend = "Name sweep:<name> of sweeps.yaml, or data/<file>."
        yield node.at("data").problem("data", f"The data {wanted!r} are not there.", mend)
    elif not wanted and kind.columns:
        yield node.place.problem("data", f"A {kind.slug!r} figure needs data.", "Add  :data: sweep:<name>")
    elif wanted:
        try:
            found = kind.check_data(data_of(node, context.folder))
        except json.JSONDecodeError as error:
            found = [f"The file is not JSON: {error}."]
        for sentence in found:
            yield node.at("data").problem("data", sentence)


def _state(node: Directive, option: str, params: Mapping[str, Param] | None) -> Iterator[Problem]:
    state = node.get(option, {}) or {}
    if not isinstance(state, Mapping) or params is None:
        return
    for name, value in state.items():
        if name not in params:
            known = ", ".join(params)
            yield node.at(option).problem("parameter", f"There is no parameter {name!r}.", f"Known: {known}.")
        elif not _fits(params[name], value):
            yield node.at(option).problem("parameter", f"{value!r} is out of the range of {name!r}.")


def _panel(step: Directive, params: Mapping[str, Param] | None) -> Iterator[Problem]:
    wanted = step.get("panel")
    if not wanted or params is None:
        return
    known = [choice.slug for choice in params["panel"].choices] if "panel" in params else []
    if wanted not in known:
        mend = f"Known: {', '.join(known) or 'none'}."
        yield step.at("panel").problem("parameter", f"The figure has no panel {wanted!r}.", mend)


def _fits(param: Param, value: Any) -> bool:
    try:
        return param.coerce(value) == (value if param.choices else float(value))
    except (Invalid, ValueError, TypeError):
        return False


def _goal(node: Directive, kind: Kind, context: Context) -> Iterator[Problem]:
    source = str(node.get("goal"))
    if not source:
        return
    data = data_of(node, context.folder)
    try:
        goal = goals.parse(source)
        state = kind.state(data, node.get("params", {}) or {})
    except Invalid as error:
        yield node.at("goal").problem("goal", f"The goal does not parse: {error.message}")
        return
    known = goals.known_names(kind, data)
    for name in sorted(goal.names - known):
        message = f"The goal speaks of {name!r}, which the figure does not know."
        yield node.at("goal").problem("goal", message, f"Known: {', '.join(sorted(known))}.")
    if goal.names - known:
        return
    if goal.reached(goals.names_of(kind, state, data)):
        yield node.at("goal").problem("goal", "The goal holds at the start.", "Begin elsewhere, or ask for more.")
    elif node.get("solution") not in (None, ""):
        yield from _solution(node, kind, context, goal)


def _solution(node: Directive, kind: Kind, context: Context, goal: goals.Goal) -> Iterator[Problem]:
    """A state that solves the task, with the controls that the reader has: proof that it can be done."""
    solution = node.get("solution")
    if not isinstance(solution, Mapping):
        yield node.at("solution").problem("solution", "The solution is not a state.", "Write it as {k: 39}.")
        return
    for name in sorted(set(solution) - set(node.get("controls", []) or [])):
        yield node.at("solution").problem("solution", f"The solution sets {name!r}, which is not among the controls.")
    data = data_of(node, context.folder)
    try:
        state = kind.state(data, {**(node.get("params", {}) or {}), **solution})
    except Invalid:
        return
    if not goal.reached(goals.names_of(kind, state, data)):
        yield node.at("solution").problem("solution", "The solution does not reach the goal.", "Try it in the figure.")

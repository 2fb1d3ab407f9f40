"""The markup of a figure: complete without JavaScript, and what the host in the browser takes hold of.

The form sends its state as a query (``?fig=<id>&k-at=12#<id>``), so that a reader without JavaScript moves the figure
by a page round trip, and every state of a figure has an address.
"""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

from overlook.figures.contract import NARROW, Data, Kind, Param, State, Value
from overlook.figures.goals import names_of, parse
from overlook.figures.presets import FREE, Preset, preset_from_query
from overlook.figures.svg import show
from overlook.kit.assets import asset_path
from overlook.kit.errors import Invalid

#: Width of the server's picture: the stage of a full-width figure on a wide screen.
WIDTH = 658


def state_from_query(kind: Kind, data: Data, authored: State, query: Mapping[str, str]) -> dict[str, Value]:
    """The authored state with a link's or the form's values over it.

    A link may be older than the figure: names and values that mean nothing now are passed over, never an error. What a
    link holds (`presets`) has the link's value: where a form moved it to does not count.
    """
    state = dict(authored)
    params = kind.params(data)
    held = preset_from_query(params, query).held
    for param in params:
        at = query.get(f"{param.name}-at", "")
        if at.isascii() and at.isdigit() and param.ladder and param.name not in held:
            state[param.name] = param.coerce(param.ladder[min(int(at), len(param.ladder) - 1)])
        if param.name in query:
            try:
                state[param.name] = param.coerce(query[param.name])
            except Invalid:
                continue
    return state


def render_figure(
    *,
    kind: Kind,
    figure_id: str,
    state: State,
    data: Data = None,
    data_url: str = "",
    authored: State | None = None,
    print_state: State | None = None,
    controls: Sequence[str] | None = None,
    title: str = "",
    number: int | None = None,
    caption: str = "",
    describe: str = "",
    task: str = "",
    goal: str = "",
    module_url: str = "",
    numbers_url: str = "",
    algorithm_url: str = "",
    own_url: str = "",
    preset: Preset = FREE,
    preset_url: str = "",
    carried: Mapping[str, str] | None = None,
    copies: bool = True,
) -> str:
    """The whole figure.

    Parameters
    ----------
    kind, state, data
        What is drawn. ``authored`` is the state before a link changed it (default: ``state``).
    figure_id
        Unique on the page; the anchor of links to it.
    data_url
        Where the browser fetches the data; empty for a kind without.
    module_url
        The built module of the kind; default: the one in the build's manifest.
    numbers_url
        Where the table of the present state is fetched from while it is open, and the long description when it is first
        opened; empty: both stand in the page.
    algorithm_url
        Where it is said how the kind is computed; empty: no link leads there.
    own_url
        Where the reader brings data of their own; empty: no link leads there.
    print_state
        The state that is printed; default: the authored one.
    controls
        Names of the parameters that the reader may change, in order; default: all.
    preset, preset_url
        What is hidden or held here, and the page where that is chosen; empty: no link leads there.
    carried
        What else of the address the form takes along.
    copies
        Whether the reader can copy a link to the view; not where the page is inside of another one.
    title, number, caption, describe, task
        ``caption`` and ``task`` are HTML that is already safe (rendered by the essay); the others are text.
    goal
        Expression of `goals`; the browser says when it is reached.
    """
    by_name = {param.name: param for param in kind.params(data)}
    wanted = controls if controls is not None else by_name
    shown = [by_name[name] for name in wanted if name not in preset.hide]
    base = dict(authored if authored is not None else state)
    config = {
        "module": module_url or static(asset_path(settings.BUILD_DIR, f"figures/{kind.slug}.js")),
        "data": data_url,
        "state": dict(state),
        "base": _changed(base, state),
        "print": _changed({**base, **(print_state or {})}, base),
        "params": [declared(param, preset) for param in by_name.values()],
        "goal": goal,
    }
    reached = bool(goal) and state != base and parse(goal).reached(names_of(kind, state, data))
    label = title or kind.title
    numbers = _numbers_at(numbers_url, figure_id, state, base) if numbers_url else _numbers(kind, state, data, label)
    foot = _algorithm(algorithm_url) + _own(own_url) + _preset_link(preset_url, state, base)
    foot += _copy() if copies else ""
    parts = [
        f"<x-figure id=\"{figure_id}\" data-config='{_json({name: one for name, one in config.items() if one})}'>",
        f'<figure class="figure" aria-label="{escape(label)}">',
        f'<div class="stage"{_places(kind, state)} tabindex="0" role="group" aria-label="{escape(_("Picture"))}">',
        f"{_settled(kind.static(state, data, WIDTH, figure_id, label), preset)}</div>",
        _controls(shown, state, base, figure_id, preset, carried or {}),
        f'<p class="say">{escape(kind.describe(state, data))}</p>',
        '<p class="visually-hidden" role="status" data-live></p>',
        f'<p class="task"><strong>{escape(_("Task"))}.</strong> {task}</p>' if task else "",
        _goal(reached) if goal else "",
        f'<figcaption class="caption"><p>{_heading(title, number)}{caption}</p></figcaption>',
        f'<div class="figure-foot">{numbers}{_described(describe, numbers_url)}{foot}</div>',
        "</figure></x-figure>",
    ]
    return "".join(parts)


def _json(value: Any) -> str:
    """JSON for an attribute in single quotes: a page has one for each figure, and would have ``&quot;`` all over."""
    return escape(json.dumps(value, ensure_ascii=False, separators=(",", ":")), quote=False).replace("'", "&#39;")


def _changed(state: State, base: State) -> dict[str, Value]:
    """What of ``state`` differs from ``base``."""
    return {name: value for name, value in state.items() if value != base[name]}


def _places(kind: Kind, state: State) -> str:
    """How tall the live picture will be where it is narrow, by itself and pinned: the stylesheet keeps that place."""
    pinned = {**state, "panel": "curve"} if "panel" in state else state
    heights = {"narrow": kind.height(state, NARROW - 1), "pinned": kind.height(pinned, NARROW - 1)}
    return "".join(f' data-{name}="{show(height)}"' for name, height in heights.items())


def _heading(title: str, number: int | None) -> str:
    numbered = f"{_('Figure')} {number}. " if number is not None else ""
    return f"<strong>{escape(numbered)}{escape(title)}.</strong> " if title else ""


def _described(describe: str, url: str) -> str:
    """The long description: a page has one for each figure, and few are opened."""
    if not describe:
        return ""
    if url:
        return _part(url, "p", _("What the figure shows"))
    return f"<details><summary>{escape(_('What the figure shows'))}</summary><p>{escape(describe)}</p></details>"


def _algorithm(url: str) -> str:
    return _part(url, "div", _("Show the algorithm")) if url else ""


def _own(url: str) -> str:
    return _part(url, "own-data", _("Use your own data")) if url else ""


def _part(url: str, element: str, name: str) -> str:
    """A link to a page of which the host opens one element in place; without a script it is a link."""
    return f'<a href="{escape(url)}" data-part="{element}">{escape(name)}</a>'


def _copy() -> str:
    return (
        f'<button type="button" class="button-text needs-script" data-copy>{escape(_("Copy a link to this view"))}'
        f'</button><span class="status" role="status" data-copied="{escape(_("The link is copied."))}"></span>'
    )


def _goal(reached: bool) -> str:
    """Where the browser says, with the words of the attribute, that the goal is reached."""
    words = escape(_("Done: you have reached the goal."))
    said = f'<span class="mark-good">{words}</span>' if reached else ""
    return f'<p class="status" role="status" data-goal="{words}">{said}</p>'


def _preset_link(url: str, state: State, base: State) -> str:
    """To the page that makes addresses and frames of this view; the host keeps the state in it."""
    if not url:
        return ""
    moved = urlencode(_changed(state, base))
    return f'<a href="{escape(f"{url}?{moved}" if moved else url)}">{escape(_("Embed"))}</a>'


def _settled(picture: str, preset: Preset) -> str:
    """The picture without handles on what cannot be moved: a mark stands in their place, as the host draws it."""
    for name in preset.held:
        picture = picture.replace(f'class="handle" data-handle="{name}"', 'class="fixed"')
    return picture


def declared(param: Param, preset: Preset = FREE) -> dict[str, Any]:
    """A parameter as the browser is told of it."""
    found: dict[str, Any] = {"name": param.name, "label": param.label}
    if param.name in preset.held:
        found["fixed"] = True
    if param.choices:
        found["choices"] = [choice.slug for choice in param.choices]
    elif param.values_at:
        found["at"] = param.values_at
    elif param.values:
        found["ladder"] = param.values
    elif param.button:
        found["bounds"] = [param.minimum, param.maximum]
    else:
        found |= {"from": param.minimum, "to": param.maximum}
        found |= {"step": param.step} if param.step != 1 else {}
    return found | {name: getattr(param, name) for name in ("log", "integer", "unit", "off") if getattr(param, name)}


def _controls(
    shown: Sequence[Param], state: State, base: State, figure_id: str, preset: Preset, carried: Mapping[str, str]
) -> str:
    if not shown:
        return ""
    moving = {param.name for param in shown if param.button or param.name not in preset.held}
    standing = {name: value for name, value in _changed(state, base).items() if name not in moving}
    kept = {"fig": figure_id, **standing, **preset.query, **carried}
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(str(kept[name]))}">' for name in kept)
    free = any(param.name not in preset.held for param in shown)
    note = f'<p class="hint">{escape(_("What is grey is fixed here."))}</p>' if preset.fix else ""
    return (
        f'<form class="controls" method="get" action="#{figure_id}" autocomplete="off">{hidden}'
        f"{control_rows(shown, state, figure_id, preset, update=free)}{note}</form>"
    )


def control_rows(
    shown: Sequence[Param], state: State, figure_id: str, preset: Preset = FREE, *, update: bool = True
) -> str:
    """What a form moves a figure with: ranges and switches, buttons that count, and one that sends."""
    rows = [_row(param, state, figure_id, _off(param, preset)) for param in shown if not param.button]
    buttons = [
        f'<input type="hidden" name="{param.name}" value="{state[param.name]}">'
        f'<button class="button-quiet" name="{param.name}" value="{_next(param, state)}"{_off(param, preset)}>'
        f"{escape(param.button)}</button>"
        for param in shown
        if param.button
    ]
    if update:
        buttons.append(f'<button class="button-quiet needs-no-script">{escape(_("Update"))}</button>')
    return f'{"".join(rows)}<div class="control-buttons">{"".join(buttons)}</div>'


def _off(param: Param, preset: Preset) -> str:
    return " disabled" if param.name in preset.held else ""


def _next(param: Param, state: State) -> int:
    value = int(state[param.name]) + 1
    return value if value <= param.maximum else int(param.minimum)


def _row(param: Param, state: State, figure_id: str, off: str) -> str:
    value = state[param.name]
    label = escape(param.label)
    if param.choices:
        options = "".join(
            f'<label><input type="radio" name="{param.name}" value="{choice.slug}"'
            f"{' checked' if choice.slug == value else ''}> {escape(choice.label)}</label>"
            for choice in param.choices
        )
        return (
            f'<fieldset class="control control-choice"{off}><legend>{label}</legend>'
            f'<div class="segments">{options}</div></fieldset>'
        )
    at = min(range(len(param.ladder)), key=lambda index: abs(param.ladder[index] - float(value)))
    name = f"{figure_id}-{param.name}"
    shown = escape(param.show(value))
    return (
        f'<div class="control"><label for="{name}">{label}</label>'
        f'<input type="range" id="{name}" name="{param.name}-at" min="0" max="{len(param.ladder) - 1}"'
        f' value="{at}" aria-valuetext="{shown}"{off}><output for="{name}">{shown}</output></div>'
    )


def _numbers(kind: Kind, state: State, data: Data, label: str) -> str:
    name = escape(_("Show the numbers"))
    return f'<details class="numbers"><summary>{name}</summary>{numbers_table(kind, state, data, label)}</details>'


def _numbers_at(url: str, figure_id: str, state: State, base: State) -> str:
    """The same, fetched by the host when it is opened and when the state changes; without a script it is a link."""
    moved = _changed(state, base)
    address = escape(f"{url}?{urlencode({'fig': figure_id, **moved})}" if moved else url)
    return (
        f'<details class="numbers" data-numbers="{escape(url)}"><summary>{escape(_("Show the numbers"))}</summary>'
        f'<div><a href="{address}">{escape(_("The numbers of this figure"))}</a></div></details>'
    )


def numbers_table(kind: Kind, state: State, data: Data, label: str) -> str:
    """The numbers behind the picture, as a table that a keyboard can scroll; ``label`` tells it from other tables."""
    headers, rows = kind.table(state, data)
    head = "".join(f'<th scope="col" class="num">{escape(header)}</th>' for header in headers)
    body = "".join("<tr>" + "".join(f'<td class="num">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows)
    name = escape(_("Numbers: %(figure)s") % {"figure": label})
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{name}">'
        f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )

"""A figure's present state as an author needs it: a step, a solution, an address, and claims for what it says.

The spoken sentence comes with its numbers bound, since an unbound one cannot be published: a value that the step sets
becomes a ``{ctl}``, a value that the figure measures becomes a ``{val}`` with its claim; a sentence with any other
number is left out.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import yaml

from essays import pages
from essays.contract import Claim, Place
from essays.lint import words
from essays.lint.context import Context
from essays.markup.parser import inline
from essays.markup.texts import Run
from essays.selectors import Edition
from overlook.figures.contract import Kind, Param, State
from overlook.figures.host import state_from_query
from overlook.figures.svg import number

# A number by itself: no part of a name or of a longer number, and no percentage, whose value is another.
_NUMBER = re.compile(r"(?<![\w.\u202f])[-−]?\d+(?:\.\d+)?(?![\w\u202f]| ?%|\.\d)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")


@dataclass(frozen=True)
class Copied:
    """What may be copied of a figure in a state. ``left`` names controls that were moved and no other step sets."""

    figure: str
    title: str
    line: int
    state: dict[str, Any]
    step: str
    solution: str
    address: str
    claims: str
    left: tuple[str, ...]
    silent: bool

    @property
    def json(self) -> str:
        """The state as the page and its links know it."""
        return json.dumps(self.state, ensure_ascii=False)


@dataclass
class _Said:
    """The sentence on its way: what was bound so far."""

    context: Context
    figure: str
    kind: Kind
    state: dict[str, Any]
    measured: Mapping[str, float]
    shown: tuple[str, ...]
    params: Mapping[str, Param]
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)


def copied(edition: Edition, context: Context, name: str, asked: Mapping[str, str]) -> Copied:
    """What may be copied of the figure ``name`` in the state that is asked for."""
    figure, kind, data, authored = pages.drawn(edition, name)
    state = {key: _plain(value) for key, value in state_from_query(kind, data, authored, asked).items()}
    controls = list(figure["controls"]) or list(state)
    others = _keys(context, name)
    keys = [*others] or [*controls]
    moved = [key for key in controls if state[key] != _plain(authored[key])]
    keys += [key for key in moved if key not in keys]
    measured = kind.measure(state, data) if not kind.columns else {}
    params = {param.name: param for param in kind.params(data)}
    said = _Said(context, name, kind, state, measured, tuple(keys), params)
    say, silent = _say(said, kind.describe(state, data), figure["title"] or str(kind.title))
    step = f":::{{step}}\n:set: {flow({key: state[key] for key in keys})}\n:say: {say}\n"
    changed = {key: value for key, value in state.items() if value != _plain(authored[key])}
    place = context.figures[name].place if name in context.figures else Place("essay.md", 1)
    return Copied(
        figure=name,
        title=figure["title"] or str(kind.title),
        line=place.line,
        state=state,
        step=f"{step}### A heading\nSay here what is to be seen.\n:::\n",
        solution=f":solution: {flow({key: state[key] for key in moved or controls})}\n",
        address=f"/e/{edition.slug}?{urlencode({'fig': name, **changed})}#{name}",
        claims="".join(_entry(claim) for claim in said.claims.values()),
        left=tuple(key for key in moved if others and key not in others),
        silent=silent,
    )


def flow(state: Mapping[str, Any]) -> str:
    """A state in one line of YAML that reads back as itself."""
    return yaml.safe_dump(dict(state), default_flow_style=True, sort_keys=False, width=10_000).strip()


def _plain(value: Any) -> Any:
    """A value without the noise of floating point: 39 for 39.0, 0.3 for 0.30000000000000004."""
    if isinstance(value, str):
        return value
    short = float(f"{value:.12g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def _keys(context: Context, name: str) -> list[str]:
    """What the steps of this figure's scrolly set already; every step names the same."""
    for scrolly in context.document.directives("scrolly"):
        if any(figure.get("id") == name for figure in scrolly.children("figure")):
            sets = [step.get("set", {}) for step in scrolly.children("step")]
            return list(dict.fromkeys(key for one in sets if isinstance(one, Mapping) for key in one))
    return []


def _say(said: _Said, sentence: str, title: str) -> tuple[str, bool]:
    """The sentence with its numbers bound, and whether something of it had to be left out."""
    parts = _SENTENCE.split(sentence.strip())
    bound = []
    for part in parts:
        before = dict(said.claims)
        text = _NUMBER.sub(lambda match: _bound(match[0], said), part)
        if _is_bound(text, said):
            bound.append(text)
        else:
            said.claims = before
    if bound:
        return " ".join(bound), len(bound) < len(parts)
    values = [
        f"{param.label.lower()} {param.show(said.state[key]) if param.choices else _control(key, said)}"
        for key, param in said.params.items()
        if key in said.shown
    ]
    told = f"{title}: {', '.join(values)}."
    return (told if values and _is_bound(told, said) else f"{title}."), True


def _bound(token: str, said: _Said) -> str:
    """The role that prints this number; the number itself when it is not clear what it is."""
    set_here = [key for key, value in said.state.items() if not isinstance(value, str) and number(value) == token]
    if set_here:
        return _control(next((key for key in set_here if key in said.shown), set_here[0]), said)
    measured = [key for key, value in said.measured.items() if number(value) == token]
    return f"{{val}}`{_claimed(measured[0], token, said)}`" if len(measured) == 1 else token


def _control(key: str, said: _Said) -> str:
    value = said.state[key]
    return f"{{ctl}}`{number(float(value))} <{said.figure}?{urlencode({key: value})}>`"


def _claimed(key: str, token: str, said: _Said) -> str:
    """The name of a claim that states this number: one that is there, or one to be added."""
    decimals = len(token.partition(".")[2])
    kernel = f"{said.kind.slug}.measure"
    for claim in said.context.folder.claims.values():
        if _same(claim, kernel, key, token, said.state):
            return claim.id
    base = f"{said.figure.removeprefix('fig-')}-{key.replace('_', '-')}"
    taken = {*said.context.folder.claims, *(one["id"] for one in said.claims.values())}
    if key not in said.claims:
        names = [base, *(f"{base}-{index}" for index in range(2, len(taken) + 3))]
        said.claims[key] = {
            "id": next(name for name in names if name not in taken),
            "kind": "computed",
            "kernel": kernel,
            "args": said.state,
            "path": key,
            "expected": _plain(float(token.replace("−", "-"))),
            "tolerance": _plain(0.5 * 10**-decimals),
            "format": f"{{:.{decimals}f}}",
        }
    return str(said.claims[key]["id"])


def _same(claim: Claim, kernel: str, path: str, token: str, state: State) -> bool:
    return (claim.kernel, claim.path, claim.printed()) == (kernel, path, token) and dict(claim.args) == dict(state)


def _is_bound(text: str, said: _Said) -> bool:
    run = Run(tuple(inline(text)), Place("essay.md", 1), "say")
    return not list(words.numbers(run, said.context))


def _entry(claim: Mapping[str, Any]) -> str:
    """A claim as it stands in claims.yaml."""
    lines = [f"{key}: {flow(value) if isinstance(value, dict) else _scalar(value)}" for key, value in claim.items()]
    return "- " + "\n  ".join(lines) + "\n"


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"' if "{" in value else value
    return yaml.safe_dump(value).partition("\n")[0]

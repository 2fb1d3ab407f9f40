"""Equations: LaTeX to MathML, once, at publish time, in one Node process for the whole batch.

Temml writes inline styles, which our policy forbids. Each declaration becomes a class; only those in `_ALLOWED` pass,
and an unknown one fails the publish, so that a new version of Temml cannot change the look in silence.
"""

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from essays.contract import Place, Problem
from essays.markup.texts import Equation
from essays.render.widths import width_in_em

_ALLOWED: Mapping[str, re.Pattern[str]] = {
    "padding-left": re.compile(r"\d*\.?\d+(?:em|pt)"),
    "padding-right": re.compile(r"\d*\.?\d+(?:em|pt)"),
    "padding": re.compile(r"\d*\.?\d+(?:em|pt|ex)?"),
    "width": re.compile(r"\d*\.?\d+(?:%|em)"),
    "math-depth": re.compile(r"\d"),
    "border": re.compile(r"1px solid"),
    "border-bottom": re.compile(r"0?\.\d+em solid"),
    "border-top": re.compile(r"0?\.\d+em solid"),
    "text-align": re.compile(r"left|right|center"),
    "display": re.compile(r"block math"),
}
# What Temml's own classes need; the typeface and `display` are the house's.
_BASE = """\
.tml-right{text-align:right;text-align:-webkit-right}
.tml-left{text-align:left;text-align:-webkit-left}
.tml-overline{padding:.1em 0 0 0;border-top:.065em solid}
.tml-underline{padding:0 0 .1em 0;border-bottom:.065em solid}
mtable.tml-jot>mtr>mtd{padding-top:.7ex;padding-bottom:.7ex}
mtable.tml-small mtd{padding-top:.35ex;padding-bottom:.35ex}
.tml-sml-pad{padding-left:.05em}.tml-med-pad{padding-left:.1em}.tml-lrg-pad{padding-left:.15em}
.equation{display:flex;align-items:center;gap:1rem}.equation>math{flex:1}.equation>.equation-number{font-variant-numeric:tabular-nums}
"""
_PLAIN = re.compile(r"[A-Za-z0-9 .,()+=<>-]+")
_STYLE = re.compile(r' style="([^"]*)"')
_CLASS = re.compile(r' class="([^"]*)"')
_TAG = re.compile(r"<[a-z][^>]*>")
# A phone of 320 px leaves 288 px beside the margins, and its text is 17 px.
_PX = 17
WIDEST_EM = 288 / _PX
# Inside a box (a depth) with its number beside it, some 190 px are left.
_BOXED_EM = 190 / _PX
# In a line, where readers may set letters and words farther apart, by a fifth or so.
_WIDEST_INLINE_EM = 235 / _PX


class EquationsUnavailable(RuntimeError):
    """Node is not there."""


@dataclass(frozen=True)
class Sheet:
    """Equations set: MathML by LaTeX and mode, and the stylesheet that they need (empty without equations).

    ``wide`` are displayed ones that fit a phone but may not fit a box on it: they scroll, and a keyboard must reach
    them.
    """

    maths: Mapping[tuple[str, bool], str]
    css: str
    wide: frozenset[str] = frozenset()


def set_all(equations: Sequence[Equation], bound: Sequence[str]) -> tuple[Sheet, list[Problem]]:
    """Set every equation.

    Parameters
    ----------
    equations
        As written; their places are where problems are reported.
    bound
        The LaTeX of each with its bound numbers put in, in the same order.
    """
    if not equations:
        return Sheet({}, ""), []
    results = _node([{"latex": latex, "display": one.display} for one, latex in zip(equations, bound, strict=True)])
    maths: dict[tuple[str, bool], str] = {}
    declarations: dict[str, str] = {}
    problems: list[Problem] = []
    wide: set[str] = set()
    for one, latex, result in zip(equations, bound, results, strict=True):
        if "error" in result:
            problems.append(_refused(one.place, result))
            continue
        found, unknown = _without_styles(result["html"], declarations)
        for style in unknown:
            message = f"The equation needs the style {style!r}, which is not allowed."
            problems.append(one.place.problem("equation", message, "Write it without."))
        maths[one.latex, one.display] = found if _PLAIN.fullmatch(latex) else _spoken(found, latex)
        width = width_in_em(ET.fromstring(_as_xml(result["html"])))  # noqa: S314 - our own
        if one.display and width > _BOXED_EM:
            wide.add(one.latex)
        if width > (WIDEST_EM if one.display else _WIDEST_INLINE_EM):
            problems.append(_too_wide(one, width))
    rules = "".join(f".{name}{{{declaration}}}\n" for name, declaration in sorted(declarations.items()))
    return Sheet(maths, _BASE + rules, frozenset(wide)), problems


def _spoken(found: str, latex: str) -> str:
    """With its LaTeX, for copying and for screen readers that prefer it; plain letters and digits say as much."""
    return found.replace("<math", f'<math alttext="{escape(latex)}"', 1)


def _refused(place: Place, result: Mapping[str, Any]) -> Problem:
    sentence = str(result["error"]).split("\n")[0].rstrip(": ")
    position = result.get("position")
    where = f" (character {position} of the equation)" if isinstance(position, int) else ""
    return place.problem("equation", f"The equation cannot be set: {sentence}{where}.", "Mend the macro.")


def _too_wide(one: Equation, width: float) -> Problem:
    most = WIDEST_EM if one.display else _WIDEST_INLINE_EM
    message = f"The equation is about {width * _PX:.0f} px wide, and a phone has {most * _PX:.0f}."
    mend = r"\begin{aligned} … \\ … \end{aligned}" if one.display else "$a$ $= b$, which may begin a new line"
    return one.place.problem("wide", message, f"Break it: {mend}.")


def _as_xml(html: str) -> str:
    return re.sub(r"&(?!lt;|gt;|amp;|quot;|#)(\w+;)", lambda match: unescape(match[0]), html)


def _without_styles(html: str, declarations: dict[str, str]) -> tuple[str, list[str]]:
    """The markup with each inline declaration turned into a class, and the declarations that are not allowed."""
    unknown: list[str] = []

    def in_tag(match: re.Match[str]) -> str:
        tag = match[0]
        style = _STYLE.search(tag)
        if style is None:
            return tag
        names = []
        for declaration in filter(None, style[1].split(";")):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            if name not in _ALLOWED or not _ALLOWED[name].fullmatch(value):
                unknown.append(f"{name}: {value}")
                continue
            class_name = "m-" + re.sub(r"[^a-z0-9]+", "-", f"{name}-{value}").strip("-")
            declarations[class_name] = f"{name}:{value}"
            names.append(class_name)
        tag = _STYLE.sub("", tag)
        own = _CLASS.search(tag)
        if own:
            return tag.replace(own[0], f' class="{" ".join([own[1], *names])}"')
        return re.sub(r"^<([a-z]+)", rf'<\1 class="{" ".join(names)}"', tag) if names else tag

    return _TAG.sub(in_tag, html), unknown


def _node(batch: list[dict[str, object]]) -> list[dict[str, Any]]:
    beside = Path(sys.prefix) / "bin" / "node"
    node = str(beside) if beside.exists() else shutil.which("node")
    if node is None:
        raise EquationsUnavailable("Equations need Node at publish time. Run: make environment")
    script = Path(__file__).with_name("temml.mjs")
    done = subprocess.run(  # noqa: S603 - our own script
        [node, str(script)], input=json.dumps(batch), capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        raise EquationsUnavailable(f"Node could not set the equations: {done.stderr.strip()[-400:]}")
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results

"""The tree to segments: pieces of HTML, and the places where the view puts figures, items, predictions and cards."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from essays.contract import Folder
from essays.markup.nodes import Directive, Node, Prose
from essays.render import prose
from essays.render.context import Desk
from essays.render.slugs import slugify

Segment = dict[str, str]

_SECTION = re.compile(r'<h2 id="([^"]*)">')

_DEPTHS = {
    "intro": gettext_lazy("In words"),
    "standard": gettext_lazy("With symbols"),
    "derivation": gettext_lazy("Derivation"),
}


@dataclass
class Page:
    """Collects segments; neighbouring pieces of HTML are one segment."""

    folder: Folder
    desk: Desk
    segments: list[Segment] = field(default_factory=list)
    reveals: dict[str, list[Segment]] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    marking: bool = True

    def html(self, text: str) -> None:
        if self.segments and "html" in self.segments[-1]:
            self.segments[-1]["html"] += text
        else:
            self.segments.append({"html": text})

    def put(self, kind: str, name: str) -> None:
        self.segments.append({kind: name})

    def mark(self, anchor: str) -> str:
        """The attribute that lets the page tell how far a reader came; ``anchor`` is the id of the same element."""
        if not self.marking:
            return ""
        self.marks.append(anchor)
        return f' data-mark="{len(self.marks)}"'


def render_all(page: Page, nodes: Sequence[Node]) -> None:
    """Each node in turn; neighbouring depths are one group."""
    for index, node in enumerate(nodes):
        if isinstance(node, Prose):
            page.html(_marked(prose.render(node, page.desk), page))
        elif node.name == "depth":
            before, after = nodes[index - 1] if index else None, nodes[index + 1] if index + 1 < len(nodes) else None
            _depth(page, node, first=not _is_depth(before), last=not _is_depth(after))
        else:
            _RENDERERS[node.name](page, node)


def _is_depth(node: Node | None) -> bool:
    return isinstance(node, Directive) and node.name == "depth"


def _marked(html: str, page: Page) -> str:
    """Second-level headings mark how far a reader came."""
    return _SECTION.sub(lambda match: f'<h2 id="{match[1]}"{page.mark(match[1])}>', html)


def _scrolly(page: Page, node: Directive) -> None:
    figure = node.children("figure")[0]
    page.html(f'<div class="scrolly" id="{node.argument}"><div class="pinned">')
    _figure(page, figure)
    page.html('</div><div class="steps">')
    for index, step in enumerate(node.children("step"), start=1):
        state = escape(json.dumps(step.get("set"), sort_keys=True))
        say = escape(prose.plain(step.get("say"), page.desk))
        panel = f' data-panel="{escape(str(step.get("panel")))}"' if step.get("panel") else ""
        name = escape(str(figure.get("id")))
        anchor = f"{node.argument}-{index}"
        attributes = f' data-figure="{name}" data-set="{state}" data-say="{say}"{panel}{page.mark(anchor)}'
        page.html(f'<section class="step" id="{anchor}"{attributes}>')
        render_all(page, step.body)
        page.html("</section>")
    page.html("</div></div>")


def _figure(page: Page, node: Directive, *, kind: str = "", data: str = "") -> None:
    name, desk = str(node.get("id")), page.desk
    page.figures[name] = {
        "kind": kind or node.argument,
        "number": len(page.figures) + 1,
        "data": data or str(node.get("data")),
        "params": node.get("params", {}) or {},
        "controls": list(node.get("controls", []) or []),
        "title": prose.plain(node.get("title"), desk),
        "caption": prose.render_inline(node.get("caption"), desk),
        "describe": prose.plain(node.get("describe"), desk),
        "task": prose.render_inline(node.get("task"), desk),
        "goal": node.get("goal"),
        "print": node.get("print", {}) or {},
        "seed": node.get("seed", None),
        "own": node.get("own", False) is True,
    }
    page.put("figure", name)


def _sweep(page: Page, node: Directive) -> None:
    _figure(page, node, kind=node.get("figure"), data=f"sweep:{node.argument}")
    page.put("sweep", node.argument)


def _predict(page: Page, node: Directive) -> None:
    page.html(f'<section class="predict" id="{node.argument}"{page.mark(node.argument)}>')
    render_all(page, [child for child in node.body if not (isinstance(child, Directive) and child.name == "reveal")])
    page.put("predict", node.argument)
    page.html("</section>")
    inner = Page(page.folder, page.desk, figures=page.figures, marking=False)
    for reveal in node.children("reveal"):
        render_all(inner, reveal.body)
    page.reveals[node.argument] = inner.segments


def _check(page: Page, node: Directive) -> None:
    page.put("item", node.argument)


def _game(page: Page, node: Directive) -> None:
    page.html(f'<section class="card card-next" id="challenge-{node.argument}">')
    page.html(f'<p class="kicker">{escape(_("Challenge"))}</p>')
    render_all(page, node.body)
    page.put("game", node.argument)
    page.html("</section>")


def _explain(page: Page, node: Directive) -> None:
    name = node.argument
    page.html(f'<section class="item explain" id="{name}">')
    render_all(page, node.body)
    label, note = escape(_("In your own words")), escape(_("What you write stays in this browser."))
    page.html(
        f'<div class="field"><label for="{name}-text">{label}</label><span class="hint" id="{name}-note">{note}</span>'
        f'<textarea id="{name}-text" rows="3" data-keep="{name}" aria-describedby="{name}-note"></textarea></div>'
        "</section>"
    )


def _depth(page: Page, node: Directive, *, first: bool, last: bool) -> None:
    if first:
        page.html('<div class="depths">')
    opened = " open" if node.argument == "intro" else ""
    title = escape(str(_DEPTHS[node.argument]))
    page.html(f'<details class="depth" data-depth="{node.argument}"{opened}><summary>{title}</summary>')
    render_all(page, node.body)
    page.html("</details>")
    if last:
        page.html("</div>")


def _overlooked(page: Page, node: Directive) -> None:
    title = prose.render_inline(node.argument, page.desk)
    anchor = slugify(node.argument)
    page.html(f'<section class="overlooked"><p class="kicker">{escape(_("Often overlooked"))}</p>')
    page.html(f'<h2 id="{anchor}"{page.mark(anchor)}>{title}</h2>')
    render_all(page, node.body)
    page.html("</section>")


def _boxed(page: Page, node: Directive) -> None:
    tag = "aside" if node.name == "aside" else "section"
    page.html(f'<{tag} class="{node.name}">')
    if node.argument:
        page.html(f"<p><strong>{prose.render_inline(node.argument, page.desk)}</strong></p>")
    render_all(page, node.body)
    page.html(f"</{tag}>")


def _table(page: Page, node: Directive) -> None:
    caption = f"{escape(page.desk.targets[node.argument])}. {prose.render_inline(node.get('caption'), page.desk)}"
    for child in node.body:
        if isinstance(child, Prose):
            page.html(prose.render_table(child, page.desk, name=node.argument, caption=caption))


def _code(page: Page, node: Directive) -> None:
    name = escape(str(node.get("id")))
    caption = prose.render_inline(node.get("caption"), page.desk)
    label = escape(prose.plain(node.get("caption"), page.desk))
    page.html(f'<figure class="code" id="{name}"><figcaption>{caption}</figcaption>')
    page.html(f'<pre tabindex="0" role="region" aria-label="{label}"><code>{escape(node.raw.strip())}</code></pre>')
    if node.get("output"):
        said, printed = escape(_("It prints:")), escape(node.get("output"))
        scrolls = f'tabindex="0" role="group" aria-label="{said} {label}"'
        page.html(f'<p class="meta">{said}</p><pre {scrolls}><samp>{printed}</samp></pre>')
    page.html("</figure>")


_RENDERERS = {
    "scrolly": _scrolly,
    "figure": _figure,
    "sweep": _sweep,
    "predict": _predict,
    "check": _check,
    "game": _game,
    "explain": _explain,
    "overlooked": _overlooked,
    "aside": _boxed,
    "warning": _boxed,
    "table": _table,
    "code": _code,
}


def targets_of(nodes: Sequence[Node]) -> dict[str, str]:
    """How references to figures, tables, code, equations and sections read, by name."""
    found: dict[str, str] = {}
    counts = {"figure": 0, "table": 0, "equation": 0, "code": 0}

    def numbered(what: str, label: str, name: str) -> None:
        counts[what] += 1
        found[name] = f"{label} {counts[what]}"

    def visit(nodes: Sequence[Node]) -> None:
        for node in nodes:
            if isinstance(node, Prose):
                for index, token in enumerate(node.tokens):
                    if token.type == "heading_open":
                        found[slugify(node.tokens[index + 1].content)] = node.tokens[index + 1].content
                    elif token.type == "math_block_label":
                        numbered("equation", _("Equation"), token.info)
            else:
                if node.name in ("figure", "sweep"):
                    numbered("figure", _("Figure"), str(node.get("id")))
                elif node.name == "table":
                    numbered("table", _("Table"), node.argument)
                elif node.name == "code":
                    numbered("code", _("Code"), str(node.get("id")))
                elif node.name == "overlooked":
                    found[slugify(node.argument)] = node.argument
                visit(node.body)

    visit(nodes)
    return found

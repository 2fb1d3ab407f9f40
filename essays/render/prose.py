"""Runs of Markdown to HTML: roles, equations, headings with names, tables that a keyboard can scroll."""

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from essays.markup import roles
from essays.markup.nodes import Prose
from essays.markup.parser import inline, markdown
from essays.render.clean import clean
from essays.render.context import Desk
from essays.render.slugs import slugify


def render(prose: Prose, desk: Desk) -> str:
    """A run of Markdown."""
    return clean(_renderer().render(list(prose.tokens), markdown().options, {"desk": desk}))


def render_inline(source: str, desk: Desk) -> str:
    """A one-paragraph text, without the paragraph."""
    return render_tokens(inline(source), desk)


def render_tokens(tokens: Sequence[Token], desk: Desk) -> str:
    return clean(_renderer().renderInline(list(tokens), markdown().options, {"desk": desk}))


def plain(source: str, desk: Desk) -> str:
    """A one-paragraph text as plain text: for attributes and for what is spoken."""
    words = []
    for token in inline(source):
        if token.type in ("text", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type.startswith("math"):
            words.append(_spoken_maths(token.content, desk))
        elif token.type == "myst_role":
            words.append(_role_text(token.meta["name"], token.content, desk))
    return "".join(words)


def _spoken_maths(latex: str, desk: Desk) -> str:
    return roles.bind_maths(latex, dict(desk.printed)).replace("\\", " ").replace("{", "").replace("}", "").strip()


class _Renderer(RendererHTML):
    """markdown-it's renderer with our rules: a method is called for each token of its name."""

    def myst_role(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        desk: Desk = env["desk"]
        name, content = tokens[index].meta["name"], tokens[index].content
        text = escape(_role_text(name, content, desk))
        match name:
            case "cite":
                links = [
                    f'<a class="cite" href="#ref-{escape(one.key)}">{escape(_cited(one, desk))}</a>'
                    for one in roles.citations(content)
                ]
                return f"({'; '.join(links)})"
            case "term":
                return f'<a class="term" href="#term-{escape(roles.target(content).name)}">{text}</a>'
            case "ref":
                aim = roles.target(content).name
                href = f"/e{aim}" if aim.startswith("/") else f"#{aim}"
                return f'<a href="{escape(href)}">{text}</a>'
            case "ctl":
                control = roles.control(content)
                query = urlencode({"fig": control.figure, **control.values})
                state = urlencode(control.values)
                return (
                    f'<a class="ctl" href="?{escape(query)}#{escape(control.figure)}"'
                    f' data-figure="{escape(control.figure)}" data-set="{escape(state)}">{text}</a>'
                )
        return text

    def math_inline(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        desk: Desk = env["desk"]
        latex = tokens[index].content.strip()
        return desk.sheet.maths.get((latex, False), f"<code>{escape(latex)}</code>")

    def math_block(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        token, desk = tokens[index], env["desk"]
        latex = token.content.strip()
        maths = desk.sheet.maths.get((latex, True), f"<code>{escape(latex)}</code>")
        label = desk.targets.get(token.info, _("Equation"))
        focusable = f' tabindex="0" role="group" aria-label="{escape(label)}"' if latex in desk.sheet.wide else ""
        if token.type != "math_block_label":
            return f'<div class="equation"{focusable}>{maths}</div>\n'
        number = label.rsplit(" ", 1)[-1]
        return (
            f'<div class="equation" id="{escape(token.info)}"{focusable}>{maths}'
            f'<span class="equation-number">({escape(number)})</span></div>\n'
        )

    def heading_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        return f'<{tokens[index].tag} id="{slugify(tokens[index + 1].content)}">'

    def image(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        token, desk = tokens[index], env["desk"]
        name = str(token.attrs.get("src", "")).removeprefix("data/")
        address = f"/e/{desk.slug}/data/{desk.data.get(name, name)}"
        return f'<img src="{escape(address)}" alt="{escape(token.content)}" loading="lazy">'

    def table_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        caption = env["desk"].targets.get(env.get("table", ""), _("Table"))
        label = f' role="region" aria-label="{escape(caption)}"'
        head = f"<caption>{env['caption']}</caption>" if env.get("caption") else ""
        return f'<div class="table-scroll" tabindex="0"{label}><table class="table">{head}\n'

    def table_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        return "</table></div>\n"

    def td_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        token = tokens[index]
        scope = ' scope="col"' if token.tag == "th" else ""
        number = ' class="num"' if "right" in str(token.attrs.get("style", "")) else ""
        return f"<{token.tag}{scope}{number}>"

    math_inline_double = math_inline
    math_block_label = math_block
    th_open = td_open


@cache
def _renderer() -> _Renderer:
    return _Renderer()


def _role_text(name: str, content: str, desk: Desk) -> str:
    match name:
        case "val" | "const":
            return desk.printed.get(content.strip(), "?")
        case "cite":
            return f"({'; '.join(_cited(one, desk) for one in roles.citations(content))})"
        case "term":
            aim = roles.target(content)
            return aim.text or desk.terms.get(aim.name, aim.name)
        case "ref":
            aim = roles.target(content)
            known = desk.essays.get(aim.name.strip("/")) if aim.name.startswith("/") else desk.targets.get(aim.name)
            return aim.text or known or aim.name
        case "ctl":
            return roles.control(content).text
    return content


def _cited(citation: roles.Citation, desk: Desk) -> str:
    reference = desk.references.get(citation.key)
    short = reference.short if reference else citation.key
    return f"{short}, {citation.detail}" if citation.detail else short


def render_table(prose: Prose, desk: Desk, *, name: str, caption: str) -> str:
    """A table with its caption, named so that references reach it."""
    env = {"desk": desk, "table": name, "caption": caption}
    html = _renderer().render(list(prose.tokens), markdown().options, env)
    return clean(f'<div id="{escape(name)}">{html}</div>')

"""Markdown with directives, into a tree. Raw HTML is off; what is not in the closed set is a problem."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from essays.contract import Place, Problem
from essays.markup.directives import DIRECTIVES, Spec
from essays.markup.nodes import Directive, Document, Node, Option, Prose
from essays.markup.options import take_options

_INFO = re.compile(r"\{([a-z]+)\}\s*(.*)\Z")
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")


@cache
def markdown() -> MarkdownIt:
    """The Markdown of format 1."""
    return (
        MarkdownIt("commonmark", {"html": False, "typographer": True})
        .enable(["table", "replacements", "smartquotes"])
        .disable(["html_block", "html_inline", "code", "fence", "lheading", "autolink"])
        .use(colon_fence_plugin)
        .use(myst_role_plugin)
        .use(dollarmath_plugin, allow_labels=True, allow_space=False, allow_digits=False)
    )


def parse(text: str, file: str = "essay.md", first_line: int = 1) -> tuple[Document, list[Problem]]:
    """The tree of ``text``, whose first line is line ``first_line`` of ``file``."""
    problems: list[Problem] = []
    nodes = _parse(text, file, first_line, "", problems)
    return Document(nodes, file), problems


def inline(source: str) -> list[Token]:
    """The inline tokens of a one-paragraph text (a caption, a stem)."""
    tokens = markdown().parseInline(" ".join(source.split("\n")).strip())
    return list(tokens[0].children or [])


def _parse(text: str, file: str, first_line: int, inside: str, problems: list[Problem]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    run: list[Token] = []
    lines = text.split("\n")

    def close_run() -> None:
        if run:
            nodes.append(Prose(tuple(run), file, first_line))
            run.clear()

    for token in markdown().parse(text):
        if token.type != "colon_fence":
            run.append(token)
            continue
        place = Place(file, first_line + (token.map or [0])[0])
        if token.level:
            problems.append(place.problem("directive", "A directive may not stand in a list or quotation."))
            continue
        close_run()
        end = (token.map or [0, 0])[1]
        if not lines[min(end, len(lines)) - 1].strip().startswith(":::") or end - place.line + first_line < 2:
            mend = "Close it with as many colons as it was opened with, and give the outer one more than the inner."
            problems.append(place.problem("directive", "This directive is never closed.", mend))
        node = _directive(token, place, inside, problems)
        if node:
            nodes.append(node)
    close_run()
    return tuple(nodes)


def _directive(token: Token, place: Place, inside: str, problems: list[Problem]) -> Directive | None:
    match = _INFO.match(token.info.strip())
    name = match[1] if match else token.info.strip()
    spec = DIRECTIVES.get(name)
    if match is None or spec is None:
        known = ", ".join(DIRECTIVES)
        problems.append(place.problem("directive", f"The directive {name!r} is not known.", f"Known: {known}."))
        return None
    argument = match[2].strip()
    problems += _placement(name, argument, spec, inside, place)
    options, skipped, more = take_options(token.content, Place(place.file, place.line + 1))
    problems += more
    problems += _known_options(name, spec, options, place)
    rest = "\n".join(token.content.split("\n")[skipped:])
    body_line = place.line + 1 + skipped
    body: tuple[Node, ...] = ()
    if spec.body == "blocks":
        body = _parse(rest, place.file, body_line, name, problems)
    elif spec.body == "empty" and rest.strip():
        problems.append(Place(place.file, body_line).problem("directive", f"{name!r} has no body.", "Use its options."))
    return Directive(name, argument, options, body, rest, place, body_line, inside)


def _placement(name: str, argument: str, spec: Spec, inside: str, place: Place) -> list[Problem]:
    problems = []
    if inside not in spec.inside:
        where = f"inside {inside!r}" if inside else "at the top level"
        allowed = " or ".join(f"inside {one!r}" if one else "at the top level" for one in spec.inside)
        problems.append(place.problem("directive", f"{name!r} may not stand {where}.", f"It stands {allowed}."))
    if spec.argument == "none" and argument:
        problems.append(place.problem("directive", f"{name!r} takes no argument."))
    if spec.argument in ("name", "text") and not argument:
        problems.append(place.problem("directive", f"{name!r} needs an argument.", f"Write: :::{{{name}}} …"))
    if spec.argument == "name" and argument and not _NAME.match(argument):
        message = f"{argument!r} is not a name: small letters, digits and hyphens."
        problems.append(place.problem("directive", message))
    return problems


def _known_options(name: str, spec: Spec, options: dict[str, Option], place: Place) -> list[Problem]:
    problems = []
    for key, option in options.items():
        if key not in spec.options:
            known = f"Known: {', '.join(sorted(spec.options))}." if spec.options else "It takes none."
            at = Place(place.file, option.line)
            problems.append(at.problem("option", f"{name!r} has no option {key!r}.", known))
    for key in spec.needs:
        if key not in options or options[key].value in ("", None):
            rule = key if key in ("caption", "describe", "task", "goal", "solution", "say") else "option"
            problems.append(place.problem(rule, f"{name!r} lacks {key!r}.", f"Add a line  :{key}: …"))
    return problems

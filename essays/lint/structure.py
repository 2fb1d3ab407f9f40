"""Rules about the shape of an essay: headings, predictions, steps, the one overlooked thing, pictures and data."""

import gzip
from collections.abc import Iterator

from essays.contract import LEVELS_OF_DEPTH, Place, Problem
from essays.lint.context import Context
from essays.markup.nodes import Directive, Prose

_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_DATA_LIMIT = 20 * 1024


def check(context: Context) -> Iterator[Problem]:
    yield from _headings(context)
    yield from _overlooked(context)
    yield from _predictions(context)
    for node in context.document.walk():
        if isinstance(node, Directive):
            yield from _directive(node)
        else:
            yield from _pictures(node, context)
    yield from _data(context)


def _headings(context: Context) -> Iterator[Problem]:
    before = 1
    for level, place in _levels(context):
        if level == 1:
            yield place.problem("heading", "The title is the only first-level heading.", "Begin at ##.")
        elif level > before + 1:
            message = f"A heading of level {level} follows one of level {before}."
            yield place.problem("heading", message, "Skip no level.")
        before = max(level, 1)


def _levels(context: Context) -> Iterator[tuple[int, Place]]:
    for node in context.document.walk():
        if isinstance(node, Prose):
            for token in node.tokens:
                if token.type == "heading_open":
                    yield int(token.tag[1]), node.place(token)
        elif node.name == "overlooked":
            yield 2, node.place


def _overlooked(context: Context) -> Iterator[Problem]:
    found = context.document.directives("overlooked")
    if not found:
        message = "The essay has no overlooked section."
        yield Place("essay.md", 1).problem("overlooked", message, "Add one :::{overlooked} Title.")
    for node in found[1:]:
        yield node.place.problem("overlooked", "An essay has exactly one overlooked section.", "Keep the first.")


def _predictions(context: Context) -> Iterator[Problem]:
    order = context.document.directives("predict", "check", "overlooked")
    if not order or order[0].name != "predict":
        place = order[0].place if order else Place("essay.md", 1)
        message = "No prediction comes before the first reveal, check or overlooked section."
        yield place.problem("prediction", message, "Ask before telling: put a {predict} first.")
    roles = {item.id: item.roles for item in context.folder.items}
    for node in context.document.directives("predict"):
        if len(node.children("reveal")) != 1:
            message = "A prediction has exactly one :::{reveal} inside."
            yield node.place.problem("prediction", message, "Say there what really happens.")
        if node.argument in roles and "predict" not in roles[node.argument]:
            mend = "Give it roles: [predict]"
            yield node.place.problem("prediction", f"The item {node.argument!r} is not a prediction.", mend)


def _directive(node: Directive) -> Iterator[Problem]:
    if node.name == "scrolly":
        yield from _scrolly(node)
    elif node.name == "depth" and node.argument not in LEVELS_OF_DEPTH:
        known = ", ".join(LEVELS_OF_DEPTH)
        yield node.place.problem("depth", f"The depth {node.argument!r} is not known.", f"One of: {known}.")
    elif node.name == "explain" and node.get("audience", "nobody") != "nobody":
        message = "Format 1 shares explanations with nobody."
        yield node.at("audience").problem("explain", message, "Write: :audience: nobody")


def _scrolly(node: Directive) -> Iterator[Problem]:
    figures, steps = node.children("figure"), node.children("step")
    first = next((child for child in node.body if isinstance(child, Directive)), None)
    if len(figures) != 1 or first is not figures[0]:
        message = "A scrolly begins with exactly one figure."
        yield node.place.problem("scrolly", message, "Put one :::{figure} first.")
    if len(steps) < 2:
        yield node.place.problem("scrolly", "A scrolly has two steps or more.", "Use a plain figure instead.")
    for child in node.body:
        if isinstance(child, Prose):
            place = child.place(child.tokens[0])
            yield place.problem("scrolly", "Text in a scrolly belongs to a step.", "Put it into a :::{step}.")
    yield from _absolute(steps)


def _absolute(steps: list[Directive]) -> Iterator[Problem]:
    states = [(step, step.get("set", {})) for step in steps]
    names = sorted({name for _, state in states if isinstance(state, dict) for name in state})
    for step, state in states:
        if not isinstance(state, dict):
            yield step.at("set").problem("step", "The state of a step is a mapping.", "Write: :set: {knots: 5}")
            continue
        missing = [name for name in names if name not in state]
        if missing:
            message = f"This step's state is relative: it leaves {', '.join(missing)} as the step before left it."
            yield step.at("set").problem("step", message, "Name every parameter that any step sets.")
        for name, value in state.items():
            if isinstance(value, str) and value[:1] in "+-*/" and value[1:2].isdigit():
                message = f"{name}: {value!r} is relative to the step before."
                yield step.at("set").problem("step", message, "Give the value itself.")


def _pictures(prose: Prose, context: Context) -> Iterator[Problem]:
    for token in prose.tokens:
        for child in token.children or ():
            if child.type != "image":
                continue
            place, source = prose.place(token), str(child.attrs.get("src", ""))
            if not child.content.strip():
                yield place.problem("picture", f"The picture {source!r} has no alternative text.", "Say what it shows.")
            if source.removeprefix("data/") not in context.folder.data or not source.endswith(_PICTURES):
                mend = f"Put it into data/ as {', '.join(_PICTURES)}."
                yield place.problem("picture", f"The picture {source!r} is not there.", mend)


def _data(context: Context) -> Iterator[Problem]:
    for name in context.folder.data:
        if name not in context.folder.licensed:
            mend = f"Add a section “## {name}” with lines Licence: and Source: to data/README.md."
            yield Place(f"data/{name}", 1).problem("licence", "This file has no licence and source.", mend)
        size = len(gzip.compress((context.folder.path / "data" / name).read_bytes()))
        if size > _DATA_LIMIT:
            message = f"This file has {size / 1024:.0f} KB gzipped; the limit is {_DATA_LIMIT // 1024}."
            yield Place(f"data/{name}", 1).problem("data", message, "Round its numbers, or thin its points.")

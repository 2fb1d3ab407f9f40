"""Rules about items: each has an objective, each wrong answer one declared tag, each objective enough items."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from assessments.banks import BankError, parse_bank
from essays.contract import Item, Place, Problem
from essays.items import objectives_of, place_of, resolved
from essays.lint.context import Context
from essays.source.tables import plain
from overlook.progress.posterior import ENOUGH


def check(context: Context) -> Iterator[Problem]:
    folder = context.folder
    if folder.items:
        try:
            parse_bank(resolved(folder))
        except BankError as error:
            for path, sentence in error.problems:
                yield place_of(path, folder).problem("item", f"{path} {sentence}")
    for item in folder.items:
        yield from _objective(item, context)
        yield from _tags(item, context)
        yield from _figures(item, context)
    yield from _enough(context)


def _objective(item: Item, context: Context) -> Iterator[Problem]:
    known = {objective.id for objective in context.folder.front.objectives}
    named = objectives_of(item)
    place = Place("items.yaml", item.lines.get("objective", item.line))
    if not named and item.roles != ("predict",):
        yield place.problem("item", f"The item {item.id!r} has no objective.", "Write: objective: …")
    for name in named:
        if name not in known:
            message = f"The objective {name!r} of {item.id!r} is not in the front matter."
            yield place.problem("item", message, f"Known: {', '.join(sorted(known))}.")


def _tags(item: Item, context: Context) -> Iterator[Problem]:
    for tag in set(_values(plain(item.raw), "misconception")):
        if tag not in context.folder.front.misconceptions:
            message = f"The misconception {tag!r} of {item.id!r} is not declared in the front matter."
            yield Place("items.yaml", item.line).problem("item", message, "Add it there with one sentence.")


def _figures(item: Item, context: Context) -> Iterator[Problem]:
    place = Place("items.yaml", item.line)
    for link in _values(plain(item.raw), "figure"):
        if not isinstance(link, dict):
            continue
        figure = context.figures.get(str(link.get("id")))
        if figure is None:
            yield place.problem("item", f"{item.id!r} opens the figure {link.get('id')!r}, which is not there.")
            continue
        state = link.get("state") or {}
        params = context.params_of(figure)
        for name in sorted(set(state) - set(params if params is not None else state)):
            message = f"{item.id!r} sets {name!r}, which the figure {link['id']!r} does not have."
            yield place.problem("parameter", message)


def _enough(context: Context) -> Iterator[Problem]:
    counts = Counter(
        name for item in context.folder.items if item.roles != ("predict",) for name in objectives_of(item)
    )
    for objective in context.folder.front.objectives:
        if counts[objective.id] < ENOUGH:
            message = f"The objective {objective.id!r} has {counts[objective.id]} of at least {ENOUGH} items."
            mend = "Write another item for it; with roles: [review] it is asked in its check only."
            yield Place("essay.md", objective.line).problem("objective", message, mend)


def _values(value: Any, key: str) -> Iterator[Any]:
    if isinstance(value, dict):
        if value.get(key):
            yield value[key]
        for inner in value.values():
            yield from _values(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, key)

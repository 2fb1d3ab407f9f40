"""`docs/side-by-side.md` counts our essays: what it says of ours is what they hold."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings

from essays.markup.nodes import Directive, Node
from essays.markup.parser import parse
from essays.registry import essay_folders
from essays.source import folder as folders

TEXT = (Path(settings.BASE_DIR) / "docs/side-by-side.md").read_text(encoding="utf-8")
SECTIONS = {title.strip(): body for title, body in re.findall(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S)}
COUNTED = ("figures", "steps in the scrolly", "questions, prediction not counted", "numbers bound", "sources")


def directives(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Directive):
            yield node.name
            yield from directives(node.body)


@pytest.mark.parametrize("path", essay_folders(), ids=lambda path: path.name)
def test_the_table_counts_what_the_essay_holds(path):
    essay = folders.read(path)
    document, _ = parse(essay.body, "essay.md", essay.body_line)
    names = list(directives(document.nodes))
    asked = [item for item in essay.items if set(item.roles) != {"predict"}]
    counts = (
        names.count("figure") + names.count("sweep"),
        names.count("step"),
        len(asked),
        len(essay.claims),
        len(essay.references),
    )
    section = SECTIONS[essay.front.title]
    said = {row: int(number) for row, number in re.findall(r"^\| ([^|]*?) \| (\d+) \|", section, re.M)}
    assert said == dict(zip(COUNTED, counts, strict=True))


def test_every_table_says_what_ours_lacks():
    for title, body in SECTIONS.items():
        assert re.search(r"^\| \*\*ours lacks\*\* \| \S", body, re.M), title

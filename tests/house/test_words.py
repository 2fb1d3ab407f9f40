"""Words: none misspelt or said twice in a row, and British spelling in what people read."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.sources import ROOT, read, sources
from tests.house.test_documents import documents

_CODE = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|https?://\S+", re.DOTALL)
_DIRECTIVE = re.compile(r"^:(?!say|caption|describe|task|title)[a-z-]+:.*$|^:{3,}.*$|\{[a-z]+\}", re.MULTILINE)
_TWICE = re.compile(r"\b([a-z]+)(?:[ \t]+|[ \t]*\n[ \t]*)\1\b", re.IGNORECASE)
# A source keeps the spelling of its title.
_SOURCE = re.compile(r"^- .*\(\d{4}\).*$", re.MULTILINE)
# That which is fine twice.
_TWICE_ALLOWED = {"that", "had"}
_AMERICAN = re.compile(
    r"\b(color(?:s|ed|ing)?|behaviors?|centers?|centered|neighbors?|neighboring|favor(?:s|ite|able)?"
    r"|gray|label(?:ed|ing)|model(?:ed|ing)|travel(?:ed|ing)|cancel(?:ed|ing)|analyz(?:e|es|ed|ing)|meters?"
    r"|(?:optim|general|regular|standard|minim|maxim|normal|random|recogn|initial|summar|organ|visual|real)iz(?:e|es|ed|ing|ation))\b",
    re.IGNORECASE,
)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _prose() -> dict[str, str]:
    """What people read, without code, markup and addresses, by file."""
    found: dict[Path, str] = {path.relative_to(ROOT): path.read_text() for path in documents()}
    for path in sources(".md", ".html"):
        found[path] = read(path)
    for path in sources(".yaml"):
        if path.name == "items.yaml":
            found[path] = "\n\n".join(_strings(yaml.safe_load(read(path))))
    for skipped in (_SOURCE, _DIRECTIVE, _CODE):
        found = {path: skipped.sub(" | ", text) for path, text in found.items()}
    return {str(path): text for path, text in found.items()}


PROSE = _prose()


def test_nothing_is_misspelt():
    """Whatever codespell knows as a slip. Which words are ours says ``pyproject.toml``; tests misspell on purpose."""
    kept = sources(".py", ".ts", ".mjs", ".css", ".html", ".md", ".yaml")
    ours = [path for path in kept if path.parts[0] != "tests" and not path.name.startswith("test_")]
    files = [*ours, *(document.relative_to(ROOT) for document in documents())]
    command = [sys.executable, "-m", "codespell_lib", *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_word_is_said_twice_in_a_row():
    twice = [
        f"{file}: {found[0]}"
        for file, text in PROSE.items()
        for found in _TWICE.finditer(text)
        if found[1].lower() not in _TWICE_ALLOWED
    ]
    assert twice == []


def test_prose_is_spelt_the_british_way():
    assert [f"{file}: {found[0]}" for file, text in PROSE.items() for found in _AMERICAN.finditer(text)] == []


@pytest.mark.parametrize("slip", ["the the", "Over\nover", "a neighbor", "optimization", "gray"])
def test_such_a_slip_would_be_seen(slip):
    assert _TWICE.search(slip) or _AMERICAN.search(slip)

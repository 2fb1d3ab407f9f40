"""Code that an essay shows prints what the essay says that it prints."""

import subprocess
import sys
from collections.abc import Iterator

from essays.markup.parser import parse
from essays.registry import essay_folders
from essays.source import folder as folders

SECONDS = 5


def blocks() -> Iterator[tuple[str, str, str]]:
    """Name, code and stated output of every tested block of every essay."""
    for path in essay_folders():
        folder = folders.read(path)
        document, _ = parse(folder.body, "essay.md", folder.body_line)
        for node in document.directives("code"):
            if node.get("output"):
                yield f"{path.name}/{node.get('id')}", node.raw, node.get("output").strip()


def printed(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=SECONDS, check=True
    )
    return done.stdout.strip()


def test_every_code_block_prints_what_its_essay_says():
    wrong = {name: said for name, code, output in blocks() if (said := printed(code)) != output}
    assert wrong == {}


def test_a_code_block_that_prints_something_else_would_be_noticed():
    (node,) = parse(":::{code} python\n:id: code-a\n:caption: A sum.\n:output: 4\n\nprint(1 + 2)\n:::\n")[0].directives(
        "code"
    )
    assert printed(node.raw) == "3" != node.get("output")

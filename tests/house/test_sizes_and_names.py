"""The median never gets ugly, the tail does: so the tail is what is measured."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import read, sources

FILE_LINES, FUNCTION_LINES, VIEW_LINES = 400, 60, 25
_OURS = ("overlook", "essays", "assessments", "simulations", "benchmarks", "tests")
_NAMELESS = {"utils", "util", "helpers", "helper", "misc", "common", "stuff"}
# Put together from halves, so that this line is not itself a finding.
_UNFINISHED = re.compile(r"(?:#|//|/\*|<!--).*\b(?:" + "TO" + "DO|FIX" + r"ME)\b")


def test_no_file_is_longer_than_400_lines():
    long = {
        str(path): count
        for path in sources(".py", ".ts", ".mjs", ".css", ".html")
        if (count := _lines(path)) > FILE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_60_lines():
    long = {f"{path}:{node.lineno} {node.name}": size for path, node, size in _functions() if size > FUNCTION_LINES}
    assert long == {}


def test_no_view_is_longer_than_25_lines():
    views = ((path, node, size) for path, node, size in _functions() if _holds_views(path))
    long = {f"{path}:{node.lineno} {node.name}": size for path, node, size in views if size > VIEW_LINES}
    assert long == {}


def test_no_function_hides_an_import_of_ours():
    hidden = [
        f"{path}:{inner.lineno}"
        for path, node, _ in _functions()
        if str(path) != "manage.py"
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom) and _first_party(inner)
    ]
    assert hidden == []


def test_no_name_says_nothing():
    nameless = [str(p) for p in sources(".py", ".ts", ".html", ".css") if _NAMELESS & {*p.parent.parts, p.stem}]
    assert nameless == []


def test_nothing_is_left_for_later():
    later = [str(path) for path in sources(".py", ".ts", ".mjs", ".css", ".html") if _UNFINISHED.search(read(path))]
    assert later == []


def test_platform_is_a_source_root_and_never_a_package():
    assert Path("platform/__init__.py") not in sources(".py")


def _lines(path: Path) -> int:
    return len(read(path).splitlines())


def _functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for path in sources(".py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield path, node, node.end_lineno - node.lineno + 1 - _docstring_lines(node)


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if ast.get_docstring(node) is None:
        return 0
    assert first.end_lineno is not None
    return first.end_lineno - first.lineno + 1


def _holds_views(path: Path) -> bool:
    return path.stem in ("views", "api") or "views" in path.parts or "api" in path.parts


def _first_party(node: ast.Import | ast.ImportFrom) -> bool:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return any(name.split(".")[0] in _OURS for name in names)

"""The algorithm beside every figure kind: it runs by itself, and finds what the figure says; altered, it would not.

`overlook.figures.algorithms` says what the files are; a kind's ``golden.py`` says in ``algorithm(state)`` what the
function is given for a state and what it must find.
"""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from types import CodeType
from typing import Any

import numpy as np
import pytest

from overlook.figures.algorithms import algorithm_of
from overlook.figures.contract import Kind
from overlook.kit.errors import NotFound
from tests.contracts.test_figures import KINDS, every_kind, folder, states
from tests.figures.gallery import specimen

MAY_IMPORT = {"numpy", "math", "itertools", "statistics", "random"}
MOST_LINES, LONGEST_LINE, MOST_STEPS = 45, 88, 15
#: A kind whose problem magnifies rounding says so in its golden.py, with the reason beside it.
TOLERANCE = 1e-9
#: In so many states at least each number is compared.
FEWEST = 3
_SECONDS = 2
_LIMITED = """import resource, runpy
resource.setrlimit(resource.RLIMIT_CPU, ({0}, {0}))
runpy.run_path({1!r}, run_name='__main__')"""
_SWAPPED: dict[type, ast.AST] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.Div(),
    ast.Div: ast.Mult(),
    ast.Pow: ast.Mult(),
    ast.MatMult: ast.Add(),
    ast.USub: ast.UAdd(),
    ast.Lt: ast.Gt(),
    ast.Gt: ast.Lt(),
    ast.LtE: ast.GtE(),
    ast.GtE: ast.LtE(),
    ast.Eq: ast.NotEq(),
}


def source(kind: Kind) -> str:
    return (folder(kind) / "algorithm.py").read_text()


def tree(kind: Kind) -> ast.Module:
    return ast.parse(source(kind))


def main_of(module: ast.Module) -> ast.FunctionDef:
    """The last function is the algorithm; those before it help."""
    return [node for node in module.body if isinstance(node, ast.FunctionDef)][-1]


@cache
def cases(slug: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What the algorithm is given in each golden state, and what it must find."""
    return [specimen(slug).algorithm(state) for state in states(KINDS[slug])]


def found(code: CodeType, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """What the function finds, alone in an empty room."""
    room: dict[str, Any] = {"__name__": "algorithm"}
    exec(code, room)
    answer: dict[str, Any] = room[name](**given)
    return answer


def differing(answer: dict[str, Any], expected: dict[str, Any], tolerance: float) -> list[str]:
    """Names that both know and on whose value they do not agree."""
    return [
        name
        for name in answer.keys() & expected.keys()
        if np.shape(answer[name]) != np.shape(expected[name])
        or not np.allclose(answer[name], expected[name], rtol=tolerance, atol=tolerance)
    ]


def tolerance_of(kind: Kind) -> float:
    return float(getattr(specimen(kind.slug), "ALGORITHM_TOLERANCE", TOLERANCE))


@every_kind
def test_a_kind_has_its_algorithm(kind):
    """In words (algorithm.txt), in Python (algorithm.py), and how to ask it (golden.py)."""
    missing = [name for name in ("algorithm.txt", "algorithm.py") if not (folder(kind) / name).exists()]
    missing += [] if hasattr(specimen(kind.slug), "algorithm") else ["algorithm(state) in golden.py"]
    assert missing == [], f"{folder(kind).name}/ lacks {', '.join(missing)}; see docs/how-to/write-a-figure.md"


@every_kind
def test_it_runs_by_itself_and_prints_what_is_kept(kind, tmp_path):
    """``python -m overlook.figures.golden`` keeps it anew."""
    script = _LIMITED.format(_SECONDS, str(folder(kind) / "algorithm.py"))
    run = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr or f"more than {_SECONDS} seconds of processor time"
    assert run.stdout.strip()
    assert run.stdout == (folder(kind) / "algorithm.out").read_text()
    assert max(map(len, run.stdout.splitlines())) <= LONGEST_LINE


@every_kind
def test_it_needs_nothing_but_numpy_and_the_standard_library(kind):
    names = set()
    for node in ast.walk(tree(kind)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    assert names <= MAY_IMPORT


@every_kind
def test_it_is_short_enough_to_be_read(kind):
    lines = source(kind).splitlines()
    assert 10 <= len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= LONGEST_LINE
    functions = [node for node in ast.walk(tree(kind)) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if ast.get_docstring(node)] == [main_of(tree(kind)).name]
    assert algorithm_of(kind.slug).source


@every_kind
def test_the_words_say_what_goes_in_what_comes_out_and_what_it_costs(kind):
    lines = (folder(kind) / "algorithm.txt").read_text().splitlines()
    assert 5 <= len(lines) <= MOST_STEPS
    assert max(map(len, lines)) <= LONGEST_LINE
    assert [lines[0].split(":")[0], lines[1].split(":")[0], lines[-1].split(":")[0]] == ["Input", "Output", "Cost"]
    numbered = [line.split(".")[0] for line in lines[2:-1] if line[:1].isdigit()]
    assert numbered == [str(at) for at in range(1, len(numbered) + 1)]
    assert "\\" not in "".join(lines), "Symbols, no LaTeX"


@every_kind
def test_it_finds_what_the_figure_says(kind):
    code, name = compile(tree(kind), "algorithm.py", "exec"), main_of(tree(kind)).name
    compared: Counter[str] = Counter()
    answers = [(found(code, name, given), expected) for given, expected in cases(kind.slug)]
    for answer, expected in answers:
        assert differing(answer, expected, tolerance_of(kind)) == []
        compared.update(answer.keys() & expected.keys())
    assert {key for answer, _ in answers for key in answer if compared[key] < FEWEST} == set()


class _Altered(ast.NodeTransformer):
    """Alters one place: swaps its operator, or takes another number; ``places`` counts those that could be."""

    def __init__(self, at: int) -> None:
        self.at, self.places, self.what = at, 0, ""

    def visit(self, node: Any) -> Any:
        if isinstance(node, ast.If) and "__main__" in ast.dump(node.test):
            # The example is no part of the algorithm.
            return node
        self.generic_visit(node)
        if isinstance(node, ast.BinOp | ast.AugAssign | ast.UnaryOp):
            node.op = self._turned(node, node.op, _SWAPPED.get(type(node.op)))
        elif isinstance(node, ast.Compare):
            node.ops[0] = self._turned(node, node.ops[0], _SWAPPED.get(type(node.ops[0])))
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return self._turned(node, node, ast.Constant(2 * node.value + 1))
        return node

    def _turned(self, node: Any, old: ast.AST, new: ast.AST | None) -> Any:
        self.places += new is not None
        if new is None or self.places - 1 != self.at:
            return old
        old_said, new_said = (getattr(one, "value", type(one).__name__) for one in (old, new))
        self.what = f"line {node.lineno}: {old_said} became {new_said}"
        return new


def alterations(kind: Kind) -> Iterator[tuple[str, CodeType]]:
    """The algorithm with a plus for a minus, a less for a more, another number: one at a time."""
    at = 0
    while True:
        altered = _Altered(at)
        module = ast.fix_missing_locations(altered.visit(tree(kind)))
        if not altered.what:
            return
        yield altered.what, compile(module, "algorithm.py", "exec")
        at += 1


@every_kind
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_operator_and_no_number_can_be_altered_without_being_noticed(kind):
    name, tolerance = main_of(tree(kind)).name, tolerance_of(kind)

    def noticed(code: CodeType) -> bool:
        for given, expected in cases(kind.slug):
            try:
                answer = found(code, name, given)
            except Exception:
                return True
            if differing(answer, expected, tolerance):
                return True
        return False

    assert [what for what, code in alterations(kind) if not noticed(code)] == []


@pytest.mark.parametrize("slug", ["no-such-kind", "template"])
def test_what_is_no_kind_has_none(slug):
    with pytest.raises(NotFound):
        algorithm_of(slug)

"""What a kind computes, for learners to read and to copy: the pseudocode and the Python that lie beside it.

A kind's ``algorithm.py`` stands by itself: NumPy or the standard library, nothing of ours. Its last function is the
algorithm, its docstring names the source, and the ``__main__`` block is an example; ``algorithm.out`` keeps what that
prints. ``algorithm.txt`` is the same in words. In the kind's ``golden.py``, ``algorithm(state)`` says what the function
is given for a state of the figure and what it must find; ``tests/contracts/test_algorithms.py`` compares the two.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from overlook.kit.errors import NotFound

_HERE = Path(__file__).parent
_SOURCE = re.compile(r"^ +Source: (.*?)\n +\"\"\"", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Algorithm:
    """The texts as they lie in the kind's folder; ``source`` is the line of the docstring that names it."""

    pseudocode: str
    python: str
    output: str
    source: str


@cache
def algorithm_of(slug: str) -> Algorithm:
    """The algorithm of a kind.

    Raises
    ------
    NotFound
        There is no such kind, or its algorithm is not written yet.
    """
    folder = _HERE / slug.replace("-", "_")
    try:
        pseudocode, python, output = ((folder / f"algorithm.{end}").read_text() for end in ("txt", "py", "out"))
    except FileNotFoundError as missing:
        raise NotFound("There is no such algorithm.") from missing
    source = _SOURCE.search(python)
    return Algorithm(pseudocode, python, output, " ".join(source[1].split()) if source else "")

"""What the pages of a cohort cost as its log grows: 200 learners, 30 objectives, and 10 k, 100 k or 1 M responses.

Three SQLite files of the same cohort, each behind a process of the platform, are looked at in turns, so that a busy
machine slows all three alike; a look is the whole request in Django, from middleware to rendered page.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.registry import Result, bench
from tests.worker_stack import ROOT, Stack

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
ROUNDS = 7


@bench("dashboard/10k")
def ten_thousand() -> Result:
    """The dashboard at 10 k responses: the base of the other two."""
    return _line("dashboard", "10k")


@bench("dashboard/100k")
def hundred_thousand() -> Result:
    """The dashboard at 100 k responses."""
    return _line("dashboard", "100k")


@bench("dashboard/1m")
def million() -> Result:
    """The dashboard at 1 M responses."""
    return _line("dashboard", "1m")


@bench("dashboard/items-1m")
def items_at_a_million() -> Result:
    """The item analysis of the cohort's essay at 1 M responses, against that at 10 k."""
    return _line("items", "1m")


def _line(page: str, size: str) -> Result:
    looks = measured(tuple(SIZES.items()), ROUNDS)
    here, base = looks[size][page], looks["10k"][page]
    queries = " / ".join(str(look[page]["queries"]) for look in looks.values())
    note = (
        f"{'the dashboard' if page == 'dashboard' else 'item analysis'} of 200 learners, 30 objectives and "
        f"{here['responses']:,} responses, a request in Django on SQLite, {here['cpu'] * 1000:.0f} ms of CPU; "
        f"queries at 10 k / 100 k / 1 M: {queries}. Baseline: the page at 10 k, in turns, {base['wall'] * 1000:.0f} ms"
    )
    return Result(here["wall"] * 1000, "ms a page", ROUNDS, base["wall"] / here["wall"], note=note)


@cache
def measured(sizes: tuple[tuple[str, int], ...], rounds: int) -> dict[str, dict[str, dict[str, Any]]]:
    """By size and page: median wall and CPU seconds of a request, its queries, and the responses there are."""
    with _stack() as stack:
        database = stack.var / "overlook.sqlite3"
        for name, _count in sizes:
            shutil.copy(database, stack.var / f"{name}.sqlite3")
        cohorts = {name: _Cohort(stack, name, count) for name, count in sizes}
        responses = {name: cohort.read()["responses"] for name, cohort in cohorts.items()}
        looks = [{name: cohort.look() for name, cohort in cohorts.items()} for _ in range(rounds)]
        for cohort in cohorts.values():
            cohort.close()
    return {
        name: {
            page: {
                "wall": median(look[name][page]["wall"] for look in looks),
                "cpu": median(look[name][page]["cpu"] for look in looks),
                "queries": looks[-1][name][page]["queries"],
                "responses": responses[name],
            }
            for page in ("dashboard", "items")
        }
        for name, _count in sizes
    }


class _Cohort:
    """A process that holds one cohort in a file of its own, and looks at its pages when asked."""

    def __init__(self, stack: Stack, name: str, responses: int) -> None:
        code = f"from benchmarks.making import serve_cohort; serve_cohort({responses})"
        self._log = (stack.var / f"{name}.log").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code],
            cwd=ROOT,
            env={**stack.environment, "DATABASE_URL": f"sqlite:///{stack.var / name}.sqlite3"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
        self._log.seek(0)
        raise AssertionError(self._log.read()[-2000:])

    def look(self) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self.read()

    def close(self) -> None:
        self._process.communicate(timeout=20)
        self._log.close()


@contextmanager
def _stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="overlook-bench-", ignore_cleanup_errors=True) as folder:
        stack = Stack(Path(folder))
        try:
            stack.prepare()
            yield stack
        finally:
            stack.close()

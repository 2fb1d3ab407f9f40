"""``python -m benchmarks [ONLY]``: run, print a table, write ``var/bench.json``; ``--markdown`` and ``--write``."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.registry import HERE, Result, benches

COLUMNS = ("name", "ratio", "limit", "value", "unit", "runs")


def main() -> int:
    """Exit status: 0, or 2 when nothing is called so or nothing was measured."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("only", nargs="?", default="", help="a room, or room/name")
    parser.add_argument("--only", dest="option", default="", help="the same, as an option")
    parser.add_argument("--markdown", action="store_true", help="run nothing; print what was measured as Markdown")
    parser.add_argument("--write", action="store_true", help=f"put that into docs/{report.DOCUMENT.name} afterwards")
    arguments = parser.parse_args()
    target = Path(os.environ.get("OVERLOOK_VAR", HERE.parent / "var")) / "bench.json"
    if arguments.markdown:
        return _markdown(target)
    only = arguments.option or arguments.only
    earlier = _measured(target) if only else []
    rows: list[dict[str, Any]] = []
    for results in _run(only):
        # Line by line: what was measured stays, whatever happens to the next.
        rows = _rows(results, earlier)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(rows, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    if not rows:
        print(f"There is no benchmark called {only!r}.", file=sys.stderr)
        return 2
    print(f"Written to {target}.")
    if arguments.write:
        text = report.DOCUMENT.read_text(encoding="utf-8")
        try:
            table = report.markdown(rows, report.standing(text) if only else "")
        except ValueError as error:
            print(f"{report.DOCUMENT.name} stays as it is. {error}", file=sys.stderr)
            return 2
        report.DOCUMENT.write_text(report.written(text, table), encoding="utf-8")
        print(f"Written to {report.DOCUMENT}.")
    return 0


def _run(only: str) -> Iterator[list[tuple[str, Result]]]:
    """All that was measured so far, after each benchmark."""
    results: list[tuple[str, Result]] = []
    for name, run in benches(only):
        if not results:
            print(_row(COLUMNS))
        result = run()
        results.append((name, result))
        print(_row(_cells(name, result)))
        print(f"  {result.note}", flush=True)
        yield results


def _markdown(target: Path) -> int:
    rows = _measured(target)
    if not rows:
        print(f"Nothing has been measured yet: {target} is empty. Run `make bench` first.", file=sys.stderr)
        return 2
    print(report.markdown(rows), end="")
    return 0


def _measured(target: Path) -> list[dict[str, Any]]:
    """What an earlier run has written."""
    return json.loads(target.read_text(encoding="utf-8")) if target.exists() else []


def _rows(results: Sequence[tuple[str, Result]], earlier: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The new lines, after those of earlier runs that are not among them."""
    new = [{"name": name} | asdict(result) for name, result in results]
    names = {row["name"] for row in new}
    return [*(row for row in earlier if row["name"] not in names), *new]


def _cells(name: str, result: Result) -> tuple[str, ...]:
    ratios = (f"{value:.3g}×" if value is not None else "–" for value in (result.ratio, result.limit_ratio))
    return (name, *ratios, f"{result.value:.4g}", result.unit, str(result.runs))


def _row(cells: tuple[str, ...]) -> str:
    name, ratio, limit, value, unit, runs = cells
    return f"{name:<36}{ratio:>9}{limit:>9}{value:>11}  {unit:<22}{runs:>5}"


if __name__ == "__main__":
    sys.exit(main())

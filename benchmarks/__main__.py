"""``python -m benchmarks [ONLY]``: run, print a table, write ``var/bench.json``."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.registry import HERE, Result, benches

COLUMNS = ("name", "ratio", "limit", "value", "unit", "runs")


def main() -> int:
    """Exit status: 0, or 2 when nothing is called so."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("only", nargs="?", default="", help="a room, or room/name")
    parser.add_argument("--only", dest="option", default="", help="the same, as an option")
    arguments = parser.parse_args()
    results: list[tuple[str, Result]] = []
    for name, run in benches(arguments.option or arguments.only):
        if not results:
            print(_row(COLUMNS))
        result = run()
        results.append((name, result))
        print(_row(_cells(name, result)))
        print(f"  {result.note}", flush=True)
    if not results:
        print(f"There is no benchmark called {arguments.option or arguments.only!r}.", file=sys.stderr)
        return 2
    target = Path(os.environ.get("OVERLOOK_VAR", HERE.parent / "var")) / "bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"name": name} | asdict(result) for name, result in results]
    target.write_text(json.dumps(rows, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    print(f"Written to {target}.")
    return 0


def _cells(name: str, result: Result) -> tuple[str, ...]:
    ratios = (f"{value:.3g}×" if value is not None else "–" for value in (result.ratio, result.limit_ratio))
    return (name, *ratios, f"{result.value:.4g}", result.unit, str(result.runs))


def _row(cells: tuple[str, ...]) -> str:
    name, ratio, limit, value, unit, runs = cells
    return f"{name:<36}{ratio:>9}{limit:>9}{value:>11}  {unit:<22}{runs:>5}"


if __name__ == "__main__":
    sys.exit(main())

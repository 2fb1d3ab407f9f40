"""The measured lines as a Markdown table, with the machine and the versions, and its place in the documentation."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_info

Row = Mapping[str, Any]

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: written by `make bench WRITE=1` -->", "<!-- /measured -->"
_HEADS = ("bench", "measured", "times the baseline", "times the limit", "what, and against what")
_LIBRARIES = ("numpy", "scipy", "scikit-learn")
_LINE = re.compile(r"^\| `([^`]+)` \|.*$", re.MULTILINE)
_TABLE = re.compile(r"^`([^`]+)`, line by line:\n\n(?:\|.*\n)+", re.MULTILINE)


def markdown(rows: Sequence[Row], before: str = "") -> str:
    """One line of text about the machine, and the table, by name; after it the tables of single lines.

    Parameters
    ----------
    rows
        As in ``var/bench.json``: name, value, unit, ratio, limit_ratio, runs, note, table.
    before
        What stood there: lines of it that were not measured now are kept.

    Raises
    ------
    ValueError
        What would be kept was measured on another machine, or with other versions.
    """
    here = f"{machine()}."
    lines = {match[1]: match[0] for match in _LINE.finditer(before)}
    tables = {match[1]: match[0].strip() for match in _TABLE.finditer(before)}
    for row in rows:
        name = str(row["name"])
        lines[name] = _line(_cells(row))
        tables.pop(name, None)
        # Lines of earlier releases have none.
        if heads_and_cells := row.get("table"):
            heads, *cells = heads_and_cells
            drawn = [_line(heads), _line(["---"] * len(heads)), *(_line(line) for line in cells)]
            tables[name] = "\n".join([f"`{name}`, line by line:", "", *drawn])
    if len(lines) > len(rows) and not before.startswith(here):
        raise ValueError("The other lines are of another machine or of other versions: measure all of them.")
    head = [here, "", _line(_HEADS), _line(["---"] * len(_HEADS))]
    return (
        "\n".join([*head, *(lines[name] for name in sorted(lines))])
        + "".join(f"\n\n{tables[name]}" for name in sorted(tables))
        + "\n"
    )


def machine() -> str:
    """Processor, cores, system, versions, and what BLAS was told, in one line."""
    # What is not loaded is not known.
    for library in ("numpy", "scipy.linalg"):
        import_module(library)
    blas = sorted(
        {
            f"{pool['internal_api']} {pool['version']} ({pool.get('architecture', '?')} kernels, "
            f"{pool['num_threads']} {'thread' if pool['num_threads'] == 1 else 'threads'})"
            for pool in threadpool_info()
            if pool["user_api"] == "blas"
        }
    )
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    cores = os.cpu_count() or 1
    return ", ".join(
        [
            _processor(),
            f"{cores} {'core' if cores == 1 else 'cores'}",
            f"{platform.system()} {platform.machine()}",
            python,
            *libraries,
            *blas,
        ]
    )


def standing(text: str) -> str:
    """What stands between the document's marks."""
    return text.partition(f"{BEGIN}\n")[2].partition(END)[0]


def written(text: str, table: str) -> str:
    """The document with ``table`` between its marks.

    Raises
    ------
    ValueError
        The marks are not there, once each and in this order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in before + after:
        raise ValueError(f"The document needs one line {BEGIN!r} and, below it, one line {END!r}.")
    return f"{before}{BEGIN}\n{table}{END}{after}"


def _processor() -> str:
    """As the kernel calls it, else what Python knows."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        named = re.search(r"^model name\s*:\s*(.+)$", information.read_text(encoding="utf-8"), re.MULTILINE)
        if named:
            return named[1]
    return platform.processor() or "unknown processor"


def _cells(row: Row) -> list[str]:
    ratios = [f"{_digits(row[name])}×" if row[name] is not None else "–" for name in ("ratio", "limit_ratio")]
    note = str(row["note"]) or "–"
    return [f"`{row['name']}`", f"{_digits(row['value'])} {row['unit']}", *ratios, f"{note}; median of {row['runs']}"]


def _digits(value: float) -> str:
    """Three digits, and never an exponent."""
    return f"{float(f'{value:.3g}'):,.12g}"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

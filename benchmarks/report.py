"""The measured lines as a Markdown table, with the machine and the versions, and its place in the documentation."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_info

Row = Mapping[str, Any]

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: written by `make bench WRITE=1` -->", "<!-- /measured -->"
_HEADS = ("bench", "measured", "times the baseline", "times the limit", "what, and against what")
_LIBRARIES = ("numpy", "scipy", "scikit-learn")


def markdown(rows: Sequence[Row]) -> str:
    """One line of text about the machine, and the table, by name; after it the tables of single lines.

    Parameters
    ----------
    rows
        As in ``var/bench.json``: name, value, unit, ratio, limit_ratio, runs, note, table.
    """
    lines = [f"{machine()}.", "", _line(_HEADS), _line(["---"] * len(_HEADS))]
    ordered = sorted(rows, key=lambda row: str(row["name"]))
    lines += [_line(_cells(row)) for row in ordered]
    for row in ordered:
        # Lines of earlier releases have none.
        if heads_and_cells := row.get("table"):
            heads, *cells = heads_and_cells
            lines += ["", f"`{row['name']}`, line by line:", "", _line(heads), _line(["---"] * len(heads))]
            lines += [_line(line) for line in cells]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Processor, cores, system, versions, and what BLAS was told, in one line."""
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

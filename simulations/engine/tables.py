"""Reading a table of numbers that somebody pasted or uploaded, with refusals that name row and column.

Rows are counted as a spreadsheet counts them: from 1, the header and empty lines among them.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overlook.kit.errors import Invalid

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 2000, 50, 64 * 1024
LARGEST = 1e12
_TOLD = 5
_NAME = 60
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|#?n/?a!?|null|none)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """Names of the columns, and the numbers, shape (rows, columns)."""

    names: tuple[str, ...]
    values: NDArray[np.float64]


def read(content: bytes | str, *, field: str = "csv") -> Table:
    """The table in a CSV: comma, semicolon or tab between the values, decimal comma where it is not the separator.

    Parameters
    ----------
    content
        At most 64 KB; bytes as UTF-8 or UTF-16 with or without a mark, else as Windows-1252.
    field
        What the refusals are about.

    Raises
    ------
    Invalid
        With a sentence for each of the first five things that are wrong.
    """
    text = decoded(content, field=field)
    rows = _rows(text, field)
    if not rows:
        raise _refused(field, ["There are no rows: paste the numbers, one row a line."])
    header, body = _split(rows)
    width = len((header or body[0])[1])
    problems = [*_shape(header, body, width), *_cells(body, width, with_header=header is not None, names=header)]
    if problems:
        raise _refused(field, problems)
    names = tuple(header[1]) if header else tuple(f"column {place + 1}" for place in range(width))
    values = np.array([[_number(cell) for cell in cells] for _, cells in body], dtype=np.float64)
    return Table(tuple(name or f"column {place + 1}" for place, name in enumerate(names)), values + 0.0)


def decoded(content: bytes | str, *, field: str = "csv") -> str:
    """The text of a file.

    Raises
    ------
    Invalid
        It is too long, or no text.
    """
    size = len(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise _refused(field, [f"The data are longer than {MOST_BYTES // 1024} KB. Leave out rows or columns."])
    text = content if isinstance(content, str) else _text(content)
    found = _CONTROLS.search(text)
    if found:
        row = text.count("\n", 0, found.start()) + 1
        raise _refused(field, [f"Row {row} holds a character that is no text. Save the table as CSV (UTF-8) first."])
    return text.removeprefix("\ufeff")


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str, field: str) -> list[Row]:
    """Rows with their numbers, without the empty ones; one column that is empty throughout at the end is dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text)
    reader = csv.reader(text.split("\n"), delimiter=separator, strict=True, skipinitialspace=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, [_cell(cell, separator) for cell in cells]))  # noqa: PERF401  line_num moves
    except csv.Error:
        raise _refused(field, [f"Row {reader.line_num}: a quotation mark is not closed."]) from None
    rows = [row for row in rows if any(row[1])]
    if rows and all(len(cells) > 1 and not cells[-1] for _, cells in rows):
        rows = [(number, cells[:-1]) for number, cells in rows]
    return rows


def _separator(text: str) -> str:
    """What stands between values in the first line that holds any: a semicolon or a tab goes before a comma."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return next((mark for mark in (";", "\t") if mark in bare), ",")


def _cell(text: str, separator: str) -> str:
    cell = text.strip().replace("\u2212", "-").replace("\u00a0", "")
    if separator != "," and _NUMBER.fullmatch(cell.replace(",", ".", 1)):
        return cell.replace(",", ".", 1)
    return cell


def _split(rows: Sequence[Row]) -> tuple[Row | None, Sequence[Row]]:
    """The header, when nothing in the first row is a number, and the rest."""
    first = rows[0][1]
    if any(_NUMBER.fullmatch(cell) or _NOT_FINITE.fullmatch(cell) for cell in first):
        return None, rows
    return (rows[0][0], [cell[:_NAME] for cell in first]), rows[1:]


def _shape(header: Row | None, body: Sequence[Row], width: int) -> Iterator[str]:
    if not body:
        yield "There is a header and nothing below it: paste the numbers too."
    if len(body) > MOST_ROWS:
        last = body[MOST_ROWS - 1][0]
        yield f"There are {len(body)} rows, and the limit is {MOST_ROWS}. Leave out those after row {last}."
    if width > MOST_COLUMNS:
        yield f"There are {width} columns, and the limit is {MOST_COLUMNS}. Leave out those after the {MOST_COLUMNS}th."
    names = header[1] if header else []
    for place, name in enumerate(names):
        if name and name in names[:place]:
            yield f"Row {header[0] if header else 1}, column {place + 1}: there is another column called “{name}”."


def _cells(body: Sequence[Row], width: int, *, with_header: bool, names: Row | None) -> Iterator[str]:
    first = "the header" if with_header else f"row {body[0][0]}" if body else ""
    for number, cells in body:
        if len(cells) != width:
            place = min(len(cells), width) + 1
            here = "1 value" if len(cells) == 1 else f"{len(cells)} values"
            yield f"Row {number}, column {place}: the row has {here}, and {first} has {width}."
            continue
        for place, cell in enumerate(cells):
            wrong = _wrong(cell, first=number == body[0][0] and not with_header)
            if wrong:
                name = names[1][place] if names else ""
                yield f"Row {number}, column {place + 1}{f' ({name})' if name else ''}: {wrong}"


def _wrong(cell: str, *, first: bool) -> str:
    """What is wrong with a cell, or nothing."""
    shown = cell if len(cell) <= 30 else cell[:29] + "…"
    if not cell:
        return "the value is missing. Fill it in, or leave the row out."
    if _NOT_FINITE.fullmatch(cell):
        return f"“{shown}” is no finite number. Fill the value in, or leave the row out."
    if not _NUMBER.fullmatch(cell):
        return f"“{shown}” is not a number." + (" A header must hold no number at all." if first else "")
    if abs(float(cell)) > LARGEST:
        return f"“{shown}” is too large: values go up to {LARGEST:g}."
    return ""


def _number(cell: str) -> float:
    return float(cell)


def _refused(field: str, problems: Sequence[str]) -> Invalid:
    told = list(problems[:_TOLD])
    if len(problems) > _TOLD:
        more = len(problems) - _TOLD
        told.append(f"And {more} more of the kind." if more > 1 else "And one more.")
    return Invalid(told[0], fields={field: told}, code="bad-data")

"""Reading a table that somebody pasted or uploaded, with refusals that name row and column.

Rows are counted as a spreadsheet counts them: from 1, the header and empty lines among them. `frontend/tables.ts` is
the same in TypeScript: a table that stays in the browser is refused for the same faults in the same words.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from overlook.kit.errors import Invalid

MOST_BYTES = 64 * 1024
LARGEST = 1e12
_TOLD = 5
_NAME = 60
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|#?n/?a!?|null|none)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Grid:
    """The rows of a table with their numbers, without the empty ones; ``header`` is None where there is none."""

    header: Row | None
    body: Sequence[Row]

    @property
    def width(self) -> int:
        return len((self.header or self.body[0])[1])

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns; one without a name is called by its place."""
        given = self.header[1] if self.header else [""] * self.width
        return tuple(name or f"column {place + 1}" for place, name in enumerate(given))


def grid(content: bytes | str, *, field: str = "csv") -> Grid:
    """The cells of a CSV: comma, semicolon or tab between the values, decimal comma where it is not the separator.

    Parameters
    ----------
    content
        At most 64 KB; bytes as UTF-8 or UTF-16 with or without a mark, else as Windows-1252.
    field
        What the refusals are about.

    Raises
    ------
    Invalid
        It is too long, no text, or holds no rows.
    """
    rows = _rows(decoded(content, field=field), field)
    if not rows:
        raise refused(field, ["There are no rows: paste the numbers, one row a line."])
    return Grid(*_split(rows))


def decoded(content: bytes | str, *, field: str = "csv") -> str:
    """The text of a file.

    Raises
    ------
    Invalid
        It is too long, or no text.
    """
    size = len(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise too_long(field)
    text = content if isinstance(content, str) else _text(content)
    found = _CONTROLS.search(text)
    if found:
        row = text.count("\n", 0, found.start()) + 1
        raise refused(field, [f"Row {row} holds a character that is no text. Save the table as CSV (UTF-8) first."])
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
        raise refused(field, [f"Row {reader.line_num}: a quotation mark is not closed."]) from None
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


def shape_faults(grid: Grid, *, most_rows: int, most_columns: int) -> Iterator[str]:
    """What is wrong with a table as a whole: nothing in it, too much of it, or two columns of one name."""
    body, names = grid.body, grid.header[1] if grid.header else []
    if not body:
        yield "There is a header and nothing below it: paste the numbers too."
    if len(body) > most_rows:
        last = body[most_rows - 1][0]
        yield f"There are {len(body)} rows, and the limit is {most_rows}. Leave out those after row {last}."
    if grid.width > most_columns:
        yield (
            f"There are {grid.width} columns, and the limit is {most_columns}."
            f" Leave out those after the {most_columns}th."
        )
    for place, name in enumerate(names):
        if name and name in names[:place]:
            yield (
                f"Row {grid.header[0] if grid.header else 1}, column {place + 1}:"
                f" there is another column called “{name}”."
            )


def cell_faults(grid: Grid, places: Sequence[int]) -> Iterator[str]:
    """Rows that are too long or too short, and cells of the columns at ``places`` that hold no number."""
    body, width = grid.body, grid.width
    first = "the header" if grid.header else f"row {body[0][0]}" if body else ""
    for number, cells in body:
        if len(cells) != width:
            place = min(len(cells), width) + 1
            here = "1 value" if len(cells) == 1 else f"{len(cells)} values"
            yield f"Row {number}, column {place}: the row has {here}, and {first} has {width}."
            continue
        for place in places:
            wrong = _wrong(cells[place], first=number == body[0][0] and not grid.header)
            if wrong:
                yield f"Row {number}, {column_name(grid, place)}: {wrong}"


def column_name(grid: Grid, place: int) -> str:
    """As in ``column 2 (score)``."""
    name = grid.header[1][place] if grid.header else ""
    return f"column {place + 1}{f' ({name})' if name else ''}"


def shown(cell: str) -> str:
    """A cell as a refusal quotes it."""
    return f"“{cell if len(cell) <= 30 else cell[:29] + '…'}”"


def _wrong(cell: str, *, first: bool) -> str:
    """What is wrong with a cell, or nothing."""
    if not cell:
        return "the value is missing. Fill it in, or leave the row out."
    if _NOT_FINITE.fullmatch(cell):
        return f"{shown(cell)} is no finite number. Fill the value in, or leave the row out."
    if not _NUMBER.fullmatch(cell):
        return f"{shown(cell)} is not a number." + (" A header must hold no number at all." if first else "")
    if abs(float(cell)) > LARGEST:
        return f"{shown(cell)} is too large: values go up to {LARGEST:g}."
    return ""


def too_long(field: str) -> Invalid:
    """Said before anything is read."""
    return refused(field, [f"The data are longer than {MOST_BYTES // 1024} KB. Leave out rows or columns."])


def refused(field: str, problems: Sequence[str]) -> Invalid:
    """The first five faults, and how many more there are."""
    told = list(problems[:_TOLD])
    if len(problems) > _TOLD:
        more = len(problems) - _TOLD
        told.append(f"And {more} more of the kind." if more > 1 else "And one more.")
    return Invalid(told[0], fields={field: told}, code="bad-data")

"""The grade table of a cohort, as frozen values that the page, the CSV and the API all render. Pure."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from overlook.cohorts.exports import Value, safe

PAGE = 50
NAME = "name"


@dataclass(frozen=True)
class Column:
    """An assignment. ``pool`` is the context of the attempts that count for it; ``assessment`` 0 where nobody tried."""

    ref: str
    title: str
    is_paper: bool
    due_at: datetime
    assessment: int
    context: str
    pool: str


@dataclass(frozen=True)
class Cell:
    """One learner's grade for one assignment. ``revision`` is 0 where nothing was kept under it yet."""

    computed: Decimal | None = None
    override: Decimal | None = None
    revision: int = 0

    @property
    def effective(self) -> Decimal | None:
        return self.computed if self.override is None else self.override


@dataclass(frozen=True)
class Row:
    """One learner as the viewer may see them."""

    ref: str
    label: str
    email: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Gradebook:
    """One page of the table. ``sort`` is `NAME` or an assignment's reference: lowest grade first, none before all."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sort: str
    page: int
    pages: int
    matching: int


def arranged(columns: Iterable[Column], rows: Iterable[Row], *, sort: str, page: str, whole: bool = False) -> Gradebook:
    """Sort and cut. Whatever an address asks for that does not exist falls back to the default."""
    columns, rows = tuple(columns), sorted(rows, key=lambda row: (row.label.lower(), row.ref))
    place = next((number for number, column in enumerate(columns) if column.ref == sort), None)
    if place is not None:
        rows.sort(key=lambda row: _rank(row.cells[place].effective))
    pages = 1 if whole else max(1, -(-len(rows) // PAGE))
    number = min(int(page), pages) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1
    shown = rows if whole else rows[(number - 1) * PAGE : number * PAGE]
    return Gradebook(columns, tuple(shown), sort if place is not None else NAME, number, pages, len(rows))


def written(book: Gradebook) -> str:
    """The table as CSV: for each assignment what counts, what the answers give, and what was set by hand; 0 to 1."""
    file = io.StringIO()
    writer = csv.writer(file)
    headers = ["learner", "email"]
    for column in book.columns:
        name = f"{column.title} (paper)" if column.is_paper else column.title
        headers += [f"{name}: grade", f"{name}: computed", f"{name}: set by hand"]
    writer.writerow([safe(header) for header in headers])
    for row in book.rows:
        values: list[Value] = [row.label, row.email]
        for cell in row.cells:
            values += [_number(cell.effective), _number(cell.computed), _number(cell.override)]
        writer.writerow([safe(value) for value in values])
    return file.getvalue()


def _rank(grade: Decimal | None) -> Decimal:
    return Decimal(-1) if grade is None else grade


def _number(grade: Decimal | None) -> float | None:
    return None if grade is None else float(grade)

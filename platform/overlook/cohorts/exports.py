"""The dashboard's panels as CSV: the same values as on the page, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from overlook.cohorts.dashboard import Dashboard

Value = str | int | float | None
Table = tuple[Sequence[str], Iterable[Sequence[Value]]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: Value) -> str:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}"
    text = str(value)
    if isinstance(value, str) and text.lstrip(" ").startswith(_FORMULA):
        return f"'{text}"
    return text


def write(board: Dashboard, panel: str) -> str:
    """The CSV text of one panel of `PANELS`."""
    headers, rows = PANELS[panel](board)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(headers)
    writer.writerows([safe(value) for value in row] for row in rows)
    return file.getvalue()


def _needs(board: Dashboard) -> Table:
    rows = (
        (person.label, _local(person.last_seen, board), flag.title, flag.sentence)
        for person in board.needing
        for flag in person.flags
    )
    return ("learner", "last seen", "reason", "evidence"), rows


def _learners(board: Dashboard) -> Table:
    headers = ["learner", "email", "last seen", "assignments finished"]
    for row in board.objectives:
        headers += [f"{row.slug}: estimate", f"{row.slug}: first tries", f"{row.slug}: state"]
    rows = []
    for person in board.people:
        values: list[Value] = [person.label, person.email, _local(person.last_seen, board), person.completed]
        for row in board.objectives:
            cell = person.cells.get(row.slug)
            known = cell.estimate if cell and cell.known else None
            values += [known, cell.evidence if cell else 0, cell.state if cell else "nothing-yet"]
        rows.append(values)
    return headers, rows


def _objectives(board: Dashboard) -> Table:
    headers = ("objective", "text", "essay", "learners", "first tries", "share right", "low 95%", "high 95%")
    rows = (
        (row.slug, row.text, row.essay, row.learners, row.tries, row.share, row.low, row.high)
        if not row.suppressed
        else (row.slug, row.text, row.essay, "fewer than five learners", None, None, None, None)
        for row in board.objectives
    )
    return headers, rows


def _misconceptions(board: Dashboard) -> Table:
    headers = ("misconception", "text", "learners", "first tries", "share", "later tries", "share later")
    rows = (
        (row.slug, row.text, row.learners, row.first, row.first_share, row.later, row.later_share)
        if not row.suppressed
        else (row.slug, row.text, "fewer than five learners", None, None, None, None)
        for row in board.misconceptions
    )
    return headers, rows


def _assignments(board: Dashboard) -> Table:
    headers = ("essay", "title", "opens", "due", "state", "finished in time", "finished late", "started", "not started")
    rows = (
        (
            row.essay,
            row.title,
            _local(row.opens_at, board),
            _local(row.due_at, board),
            row.state,
            *((None,) * 4 if row.suppressed else (row.done, row.late, row.started, row.untouched)),
        )
        for row in board.assignments
    )
    return headers, rows


def _local(moment: datetime | None, board: Dashboard) -> str:
    return f"{moment.astimezone(ZoneInfo(board.time_zone)):%Y-%m-%d %H:%M}" if moment else ""


PANELS: dict[str, Callable[[Dashboard], Table]] = {
    "needs": _needs,
    "learners": _learners,
    "objectives": _objectives,
    "misconceptions": _misconceptions,
    "assignments": _assignments,
}
# These name single learners, so an observer has no such file.
ABOUT_PEOPLE = frozenset({"needs", "learners"})

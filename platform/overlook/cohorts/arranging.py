"""The order and the choice of learners in the heat map, as the page's address says it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from overlook.cohorts.dashboard import Dashboard, ObjectiveRow, Person

PAGE = 50
NEEDS, NAME, SEEN, EVIDENCE = "needs", "name", "seen", "evidence"
SORTS = (NEEDS, NAME, SEEN, EVIDENCE)
ALL, FLAGGED, WEAK, SILENT = "all", "flagged", "weak", "silent"
SHOWS = (ALL, FLAGGED, WEAK, SILENT)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class HeatMap:
    """One page of the heat map. ``sort`` is one of `SORTS` or an objective's slug: lowest estimate first."""

    sort: str
    show: str
    essay: str
    page: int
    pages: int
    matching: int
    objectives: tuple[ObjectiveRow, ...]
    people: tuple[Person, ...]


def heat_map(board: Dashboard, wanted: Mapping[str, str]) -> HeatMap:
    """Choose, sort and cut. Whatever an address asks for that does not exist falls back to the default."""
    slugs = {row.slug for row in board.objectives}
    essays = {row.essay for row in board.objectives}
    show = wanted.get("show", ALL) if wanted.get("show") in SHOWS else ALL
    sort = wanted.get("sort", NEEDS) if wanted.get("sort") in slugs | set(SORTS) else NEEDS
    essay = wanted.get("essay", "") if wanted.get("essay") in essays else ""
    objectives = tuple(row for row in board.objectives if essay in ("", row.essay))
    people = sorted((person for person in board.people if _shown(person, show)), key=_key(sort))
    pages = max(1, -(-len(people) // PAGE))
    page = min(max(1, _number(wanted.get("page", ""))), pages)
    return HeatMap(
        sort=sort,
        show=show,
        essay=essay,
        page=page,
        pages=pages,
        matching=len(people),
        objectives=objectives,
        people=tuple(people[(page - 1) * PAGE : page * PAGE]),
    )


def _shown(person: Person, show: str) -> bool:
    if show == FLAGGED:
        return bool(person.flags)
    if show == WEAK:
        return any(cell.state == "needs-work" for cell in person.cells.values())
    return person.evidence == 0 if show == SILENT else True


def _key(sort: str) -> Callable[[Person], tuple[Any, ...]]:
    def by(person: Person) -> tuple[Any, ...]:
        name = person.label.lower()
        if sort == NAME:
            return (name, person.ref)
        if sort == SEEN:
            return (person.last_seen or _LONG_AGO, name)
        if sort == EVIDENCE:
            return (person.evidence, name)
        if sort == NEEDS:
            return (-len(person.flags), name)
        cell = person.cells.get(sort)
        return (cell is None or not cell.known, cell.estimate if cell else 1.0, name)

    return by


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1

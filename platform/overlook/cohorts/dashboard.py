"""What a cohort's dashboard says, as frozen values that the page, the CSV and the API all render. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from overlook.cohorts.flags import Flag
from overlook.kit.intervals import wilson
from overlook.progress.posterior import NOT_ENOUGH

# Fewer learners than this, and an aggregate would say something about a person.
SUPPRESS_UNDER = 5


@dataclass(frozen=True)
class Cell:
    """One learner's standing on one objective."""

    evidence: int
    answers: int
    estimate: float
    low: float
    high: float
    state: str
    last: str

    @property
    def known(self) -> bool:
        """Whether there is enough evidence to say a number."""
        return self.state != NOT_ENOUGH


@dataclass(frozen=True)
class Person:
    """One learner as the viewer may see them: by name, or by pseudonym."""

    ref: str
    label: str
    email: str
    joined_at: datetime
    last_seen: datetime | None
    completed: int
    flags: tuple[Flag, ...]
    cells: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def evidence(self) -> int:
        return sum(cell.evidence for cell in self.cells.values())


@dataclass(frozen=True)
class ObjectiveRow:
    """First tries of the whole cohort on one objective. ``share`` is None where nothing was tried or it is hidden."""

    number: int
    slug: str
    text: str
    essay: str
    learners: int
    tries: int
    share: float | None
    low: float | None
    high: float | None
    suppressed: bool
    lowest: bool = False


@dataclass(frozen=True)
class MisconceptionRow:
    """One nameable wrong idea: its share among wrong answers that show one, on first tries and later."""

    slug: str
    text: str
    learners: int
    first: int
    later: int
    first_share: float | None
    later_share: float | None
    suppressed: bool


@dataclass(frozen=True)
class AssignmentRow:
    """How far the cohort is with one assignment."""

    ref: str
    title: str
    essay: str
    opens_at: datetime
    due_at: datetime
    closes_at: datetime | None
    state: str
    done: int
    late: int
    started: int
    untouched: int
    suppressed: bool
    is_paper: bool

    @property
    def total(self) -> int:
        return self.done + self.late + self.started + self.untouched


@dataclass(frozen=True)
class Dashboard:
    """Everything on the page. ``people`` is empty for an observer; aggregates are complete for those who teach."""

    ref: str
    name: str
    time_zone: str
    role: str
    at: datetime
    learners: int
    active_this_week: int | None
    median_completion: float | None
    people: tuple[Person, ...]
    objectives: tuple[ObjectiveRow, ...]
    misconceptions: tuple[MisconceptionRow, ...]
    assignments: tuple[AssignmentRow, ...]

    @property
    def needing(self) -> tuple[Person, ...]:
        """Who needs me today: most flags first."""
        flagged = [person for person in self.people if person.flags]
        return tuple(sorted(flagged, key=lambda person: (-len(person.flags), person.label.lower())))

    @property
    def lowest(self) -> ObjectiveRow | None:
        return next((row for row in self.objectives if row.lowest), None)


@dataclass(frozen=True)
class Tally:
    """First tries on one objective, added up over learners."""

    slug: str
    text: str
    essay: str
    learners: int
    tries: int
    right: float


def objective_rows(tallies: Iterable[Tally], *, hide_few: bool) -> tuple[ObjectiveRow, ...]:
    """Number the objectives, give each its Wilson interval, and mark the lowest that may be seen."""
    rows: list[ObjectiveRow] = []
    for number, tally in enumerate(tallies, 1):
        hidden = hide_few and 0 < tally.learners < SUPPRESS_UNDER
        known = tally.tries > 0 and not hidden
        low, high = wilson(tally.right, tally.tries) if known else (None, None)
        rows.append(
            ObjectiveRow(
                number=number,
                slug=tally.slug,
                text=tally.text,
                essay=tally.essay,
                learners=0 if hidden else tally.learners,
                tries=0 if hidden else tally.tries,
                share=tally.right / tally.tries if known else None,
                low=low,
                high=high,
                suppressed=hidden,
            )
        )
    shares = [row.share for row in rows if row.share is not None]
    if not shares:
        return tuple(rows)
    worst = next(index for index, row in enumerate(rows) if row.share == min(shares))
    rows[worst] = ObjectiveRow(**{**rows[worst].__dict__, "lowest": True})
    return tuple(rows)


def misconception_rows(
    tallies: Iterable[tuple[str, str, int, int, int]], *, hide_few: bool
) -> tuple[MisconceptionRow, ...]:
    """Rows from (slug, text, learners, first tries, later tries), most frequent first."""
    tallies = list(tallies)
    first_total = sum(first for _slug, _text, _learners, first, _later in tallies)
    later_total = sum(later for _slug, _text, _learners, _first, later in tallies)
    rows = []
    for slug, text, learners, first, later in tallies:
        hidden = hide_few and learners < SUPPRESS_UNDER
        rows.append(
            MisconceptionRow(
                slug=slug,
                text=text or slug,
                learners=0 if hidden else learners,
                first=0 if hidden else first,
                later=0 if hidden else later,
                first_share=first / first_total if first_total and not hidden else None,
                later_share=later / later_total if later_total and not hidden else None,
                suppressed=hidden,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.first, -row.later, row.slug)))


def middle(values: Iterable[float]) -> float | None:
    """The median, or None of nothing."""
    numbers = list(values)
    return median(numbers) if numbers else None

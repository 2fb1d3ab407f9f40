"""Page-sized reads of a paper, for those who teach."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessments.engine.papers import Policy
from assessments.models import Grade
from assessments.sittings import Sitting, sittings_in
from overlook.cohorts.deadlines import Dates, dates_of
from overlook.cohorts.models import Assignment, Enrolment, Extension


@dataclass(frozen=True)
class PaperRow:
    """One learner at one paper; ``label`` is a name or a pseudonym, as the reader may see it."""

    ref: str
    label: str
    dates: Dates
    multiplier: Decimal
    sittings: list[Sitting]
    grade: Decimal | None

    @property
    def last(self) -> Sitting | None:
        return self.sittings[-1] if self.sittings else None


@dataclass(frozen=True)
class PaperBoard:
    """A paper as those who teach see it; ``people`` is empty for who may see no single learner."""

    assignment: Assignment
    rules: Policy
    dates: Dates
    state: str
    people: list[PaperRow]


def paper_board(seat: Enrolment, assignment: Assignment, *, at: datetime) -> PaperBoard:
    """Everything that the page of a paper shows to whoever holds ``seat``."""
    dates = dates_of(assignment)
    return PaperBoard(
        assignment=assignment,
        rules=Policy.read(assignment.policy),
        dates=dates,
        state=dates.state(at),
        people=_people(seat, assignment, at) if seat.tutors else [],
    )


def _people(seat: Enrolment, assignment: Assignment, at: datetime) -> list[PaperRow]:
    seats = Enrolment.objects.filter(cohort=seat.cohort_id).learning().select_related("user__learner")
    days = dict(Extension.objects.filter(assignment=assignment).values_list("enrolment", "days"))
    lines = sittings_in([assignment.context], at=at, told=True)
    grades = {grade.learner_id: grade.effective for grade in Grade.objects.filter(context=assignment.context)}
    rows = []
    for own in seats:
        learner = own.user.learner.pk if hasattr(own.user, "learner") else 0
        rows.append(
            PaperRow(
                ref=own.ref,
                label=str(own.user) if seat.teaches else own.pseudonym,
                dates=dates_of(assignment, days.get(own.pk, 0)),
                multiplier=own.time_multiplier,
                sittings=lines.get((learner, assignment.context), []),
                grade=grades.get(learner),
            )
        )
    return sorted(rows, key=lambda row: row.label.lower())

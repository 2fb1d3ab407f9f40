"""Reading and setting the grades of a cohort."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.grades import override_grade
from assessments.models import PERSONAL, Assessment, Grade, GradeRevision
from overlook.accounts.models import Learner
from overlook.accounts.services import learner_for
from overlook.cohorts.gradebook import Cell, Column, Gradebook, Row, arranged
from overlook.cohorts.models import Assignment, Cohort, Enrolment, Role
from overlook.cohorts.selectors import enrolment_of
from overlook.kit.errors import NotFound


@dataclass(frozen=True)
class History:
    """One change of a grade: when, what it became, why, and who did it (empty where nobody did)."""

    at: datetime
    revision: int
    effective: Decimal | None
    computed: Decimal | None
    override: Decimal | None
    cause: str
    word: str
    note: str
    who: str
    regrade: str


@dataclass(frozen=True)
class OneGrade:
    """One learner's grade for one assignment, with everything that ever happened to it, newest first."""

    column: Column
    seat: Enrolment
    label: str
    cell: Cell
    changed_at: datetime | None
    history: tuple[History, ...]


def gradebook(seat: Enrolment, *, sort: str = "", page: str = "", whole: bool = False) -> Gradebook:
    """The grade table as the holder of ``seat`` may see it. Four queries."""
    columns = columns_of(seat.cohort)
    learners = Enrolment.objects.filter(cohort=seat.cohort_id).learning()
    people = list(learners.values_list("ref", "pseudonym", "user__name", "user__email", "user__learner"))
    grades = _cells(columns, [row[4] for row in people if row[4]])
    rows = (
        Row(
            ref=ref,
            label=(name or email) if seat.teaches else pseudonym,
            email=email if seat.teaches else "",
            cells=tuple(_cell(grades, learner or 0, column) for column in columns),
        )
        for ref, pseudonym, name, email, learner in people
    )
    return arranged(columns, rows, sort=sort, page=page, whole=whole)


def columns_of(cohort: Cohort) -> list[Column]:
    """The cohort's assignments in the order in which they fall due. Two queries."""
    assignments = list(Assignment.objects.filter(cohort=cohort))
    slugs = {_slug(assignment) for assignment in assignments}
    known = dict(Assessment.objects.filter(bank__organisation=None, slug__in=slugs).values_list("slug", "pk"))
    return [
        Column(
            ref=assignment.ref,
            title=assignment.title,
            is_paper=assignment.is_paper,
            due_at=assignment.due_at,
            assessment=known.get(_slug(assignment), 0),
            context=assignment.context,
            pool=assignment.context if assignment.is_paper else PERSONAL,
        )
        for assignment in assignments
    ]


def one_grade(seat: Enrolment, assignment: str, member: str) -> OneGrade:
    """One cell of the table with its history."""
    column = column_of(seat.cohort, assignment)
    enrolment = _learner_seat(seat.cohort, member)
    learner = Learner.objects.filter(user=enrolment.user_id).first()
    own = Grade.objects.filter(learner=learner, assessment=column.assessment, context__in=[column.context, column.pool])
    rows = {row.context: row for row in own} if learner else {}
    shown = rows.get(column.context) or rows.get(column.pool)
    return OneGrade(
        column=column,
        seat=enrolment,
        label=str(enrolment.user) if seat.teaches else enrolment.pseudonym,
        cell=cell_of(shown, column) if shown else Cell(),
        changed_at=shown.changed_at if shown else None,
        history=_history(rows.get(column.context), rows.get(column.pool), seat),
    )


def set_grade(
    seat: Enrolment, *, assignment: str, member: str, value: Decimal | None, note: str, seen: int, at: datetime
) -> Grade:
    """Set a learner's grade by hand, or lift what was set. ``seen`` is the revision that the setter looked at."""
    column = column_of(seat.cohort, assignment)
    enrolment = _learner_seat(seat.cohort, member)
    assessment = Assessment.objects.filter(pk=column.assessment).first()
    if assessment is None:
        raise NotFound("There is nothing to grade in this assignment.")
    return override_grade(
        learner=learner_for(enrolment.user),
        assessment=assessment,
        context=column.context,
        pool=column.pool,
        value=value,
        note=note,
        by=seat.user,
        seen=seen,
        at=at,
    )


def column_of(cohort: Cohort, assignment: str) -> Column:
    found = next((column for column in columns_of(cohort) if column.ref == assignment), None)
    if found is None:
        raise NotFound("There is no such assignment in this cohort.")
    return found


def grade_rows(seat: Enrolment, columns: Iterable[Column], *, since: datetime | None) -> QuerySet[Grade]:
    """The rows behind the table, one for each learner and assignment that has any: for a feed by ``changed_at``."""
    wanted = Q(pk=None)
    for column in columns:
        own = Q(assessment=column.assessment, context=column.context)
        if column.pool != column.context:
            apart = Grade.objects.filter(
                learner=OuterRef("learner"), assessment=column.assessment, context=column.context
            )
            own |= Q(assessment=column.assessment, context=column.pool) & ~Q(Exists(apart))
        wanted |= own
    learners = Enrolment.objects.filter(cohort=seat.cohort_id).learning().values("user__learner")
    rows = Grade.objects.filter(wanted, learner__in=learners, revision__gt=0)
    return rows.filter(changed_at__gt=since) if since else rows


def _slug(assignment: Assignment) -> str:
    return assignment.paper if assignment.is_paper else assignment.essay


def _learner_seat(cohort: Cohort, member: str) -> Enrolment:
    enrolment = enrolment_of(cohort, member)
    if enrolment.role != Role.LEARNER:
        raise NotFound("There is no learner under this address in this cohort.")
    return enrolment


def _cells(columns: Iterable[Column], learners: list[int]) -> dict[tuple[int, int, str], Grade]:
    contexts = {context for column in columns for context in (column.context, column.pool)}
    assessments = {column.assessment for column in columns}
    rows = Grade.objects.filter(learner__in=learners, assessment__in=assessments, context__in=contexts)
    fields = rows.only("learner", "assessment", "context", "computed", "override", "revision")
    return {(row.learner_id, row.assessment_id, row.context): row for row in fields}


def _cell(grades: dict[tuple[int, int, str], Grade], learner: int, column: Column) -> Cell:
    keys = ((learner, column.assessment, context) for context in (column.context, column.pool))
    row = next((grades[key] for key in keys if key in grades), None)
    return cell_of(row, column) if row else Cell()


def cell_of(row: Grade, column: Column) -> Cell:
    """A row as the cohort has it: what belongs to the learner alone has no revision here, and no override."""
    if row.context == column.context:
        return Cell(row.computed, row.override, row.revision)
    return Cell(row.computed)


def _history(own: Grade | None, pool: Grade | None, seat: Enrolment) -> tuple[History, ...]:
    """Newest first. Before a grade was kept under the assignment, its history is that of the learner's practice."""
    rows = GradeRevision.objects.filter(grade__in=[row for row in (own, pool) if row]).select_related("by", "regrade")
    revisions = sorted(rows, key=lambda row: (row.at, row.revision))
    begun = min((row.at for row in revisions if own and row.grade_id == own.pk), default=None)
    kept = [row for row in revisions if (own and row.grade_id == own.pk) or begun is None or row.at < begun]
    return tuple(_told(row, seat) for row in reversed(kept))


def _told(row: GradeRevision, seat: Enrolment) -> History:
    return History(
        at=row.at,
        revision=row.revision,
        effective=row.effective,
        computed=row.computed,
        override=row.override,
        cause=row.cause,
        word=row.get_cause_display(),
        note=row.note,
        who=str(row.by) if row.by and seat.teaches else "",
        regrade=row.regrade.ref if row.regrade else "",
    )

"""Keeping grades: each is recomputed from the log under its row's lock, and every change of it is kept as a revision.

A grade is locked after the attempt, the scores and the standings, and before the outbox; several in the order of their
learners.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.engine.grading import PLACES, grade
from assessments.gradelogs import logs_of
from assessments.models import (
    PERSONAL,
    Assessment,
    Attempt,
    Grade,
    GradeRevision,
    LineItem,
    Outbox,
    Regrade,
)
from overlook.accounts.models import Learner, User
from overlook.kit.errors import Invalid, NotAsSeen

ASSIGNED = "assignment:"
"""How the context of an assignment begins."""
Cause = GradeRevision.Cause


def is_graded(context: str) -> bool:
    """Whether there are grades in a context: one's own practice, and what a cohort assigns."""
    return context == PERSONAL or context.startswith(ASSIGNED)


def counts(attempt: Attempt) -> bool:
    """Whether an attempt is part of a grade now: practice always, a paper once it was handed in."""
    return is_graded(attempt.context) and (
        attempt.policy.get("mode") == "practice" or attempt.state == Attempt.State.SUBMITTED
    )


def keep_grade_of(attempt: Attempt, *, cause: str, at: datetime) -> None:
    """Bring up to date what an attempt counts for. The attempt is locked by the caller."""
    if counts(attempt):
        keep_grades(
            assessment=attempt.assessment_id, pool=attempt.context, learners=[attempt.learner_id], cause=cause, at=at
        )


def keep_grades(
    *,
    assessment: int,
    pool: str,
    learners: Collection[int],
    cause: str,
    at: datetime,
    regrade: Regrade | None = None,
    by: User | None = None,
    note: str = "",
) -> list[Grade]:
    """Recompute the grades that come from the attempts of ``learners`` in one context; those that changed are returned.

    Must run in a transaction. Whoever has attempts there and no grade gets one.
    """
    rows = _locked(assessment, pool, learners)
    missing = set(learners) - {row.learner_id for row in rows if row.context == pool}
    if missing:
        Grade.objects.bulk_create(
            [Grade(learner_id=pk, assessment_id=assessment, context=pool, pool=pool) for pk in sorted(missing)],
            ignore_conflicts=True,
        )
        rows = _locked(assessment, pool, learners)
    logs = logs_of(assessment, pool, learners)
    changed = []
    for row in rows:
        log, policy = logs[row.learner_id]
        due = grade(log, policy)
        if row.computed != due:
            row.computed = due
            changed.append(row)
    _revise(changed, cause=cause, at=at, regrade=regrade, by=by, note=note)
    return changed


@transaction.atomic
def override_grade(
    *,
    learner: Learner,
    assessment: Assessment,
    context: str,
    pool: str,
    value: Decimal | None,
    note: str,
    by: User,
    seen: int,
    at: datetime,
) -> Grade:
    """Set a grade by hand, or (``value`` None) let the log speak again. What it was stays in its history.

    Parameters
    ----------
    value
        0 to 1.
    note
        Why, in a sentence for whoever asks later.
    seen
        The revision that the setter has seen; 0 where there was none yet.

    Raises
    ------
    NotAsSeen
        The grade has changed since: nothing is set, so that no other setter's work is lost.
    Invalid
        The value lies outside 0 to 1, or there is no note.
    """
    fields: dict[str, list[str]] = {}
    if value is not None and not Decimal(0) <= value <= Decimal(1):
        fields["value"] = [_("Give a grade from 0 to 100 %.")]
    if not note.strip():
        fields["note"] = [_("Say why, in a sentence: it is kept with the grade.")]
    if fields:
        raise Invalid(_("The grade was not changed."), fields=fields)
    row = _own(learner, assessment, context, pool)
    if row.revision != seen:
        raise NotAsSeen(
            _("This grade has changed since you opened it. Here is what it is now; look, then set it again."),
            revision=row.revision,
        )
    row.computed = _computed(row)
    if row.override == value:
        return row
    row.override = value
    _revise([row], cause=Cause.LIFTED if value is None else Cause.OVERRIDE, at=at, by=by, note=note.strip())
    return row


@transaction.atomic
def link_line_item(*, assessment: Assessment, context: str, address: str, at: datetime) -> LineItem:
    """Another system keeps a column for this context: it is told every grade in it, beginning with the present ones."""
    found, made = LineItem.objects.get_or_create(
        assessment=assessment, context=context, address=address, defaults={"created_at": at}
    )
    if made:
        rows = Grade.objects.select_for_update().filter(assessment=assessment, context=context, revision__gt=0)
        _tell(list(rows.order_by("learner", "pk")), at)
    return found


def _locked(assessment: int, pool: str, learners: Collection[int]) -> list[Grade]:
    rows = Grade.objects.select_for_update().filter(assessment=assessment, pool=pool, learner__in=learners)
    return list(rows.order_by("learner", "pk"))


def _own(learner: Learner, assessment: Assessment, context: str, pool: str) -> Grade:
    """The grade in a context, locked; made if there is none."""
    Grade.objects.bulk_create(
        [Grade(learner=learner, assessment=assessment, context=context, pool=pool)], ignore_conflicts=True
    )
    return Grade.objects.select_for_update().get(learner=learner, assessment=assessment, context=context)


def _computed(row: Grade) -> Decimal | None:
    log, policy = logs_of(row.assessment_id, row.pool, [row.learner_id])[row.learner_id]
    return grade(log, policy)


def _revise(
    rows: Iterable[Grade],
    *,
    cause: str,
    at: datetime,
    regrade: Regrade | None = None,
    by: User | None = None,
    note: str = "",
) -> None:
    """Write changed grades, each with its next revision, and what others are to be told of them."""
    rows = list(rows)
    if not rows:
        return
    for row in rows:
        row.revision += 1
        row.changed_at = at
    Grade.objects.bulk_update(rows, ["computed", "override", "revision", "changed_at"], batch_size=500)
    GradeRevision.objects.bulk_create(
        [
            GradeRevision(
                grade=row,
                revision=row.revision,
                computed=row.computed,
                override=row.override,
                cause=cause,
                regrade=regrade,
                note=note,
                by=by,
                at=at,
            )
            for row in rows
        ],
        batch_size=500,
    )
    _tell(rows, at)


def _tell(rows: list[Grade], at: datetime) -> None:
    """Put the present revision of grades into the outbox, for every line item that is linked to their context."""
    linked = LineItem.objects.filter(
        assessment__in={row.assessment_id for row in rows}, context__in={row.context for row in rows}
    )
    told = [
        Outbox(
            dedupe=outbox_key(item, row.pk, row.revision),
            kind="grade",
            learner_id=row.learner_id,
            payload={
                "line_item": item.pk,
                "grade": row.ref,
                "revision": row.revision,
                "score": None if row.effective is None else str(row.effective.quantize(PLACES)),
            },
            at=at,
        )
        for item in linked.order_by("pk")
        for row in rows
        if (row.assessment_id, row.context) == (item.assessment_id, item.context)
    ]
    Outbox.objects.bulk_create(told, ignore_conflicts=True, batch_size=500)


def outbox_key(item: LineItem, grade: int, revision: int) -> str:
    """What makes a message one: told once, however often it is put in."""
    return f"grade:{item.pk}:{grade}:{revision}"

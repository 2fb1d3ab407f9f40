"""When an assignment opens, is due and closes, for each learner; and how a change reaches what is under way.

The order of locks: the seats, then the attempts. Whoever begins a paper locks their own seat first, so that a change of
times either sees the new attempt or is seen by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assessments.engine.papers import AFTER_CLOSE
from assessments.models import Attempt
from assessments.services import Times, retime
from overlook.accounts.models import Learner, User
from overlook.cohorts import walltime
from overlook.cohorts.models import Assignment, Cohort, Enrolment, Extension
from overlook.kit.errors import Invalid, NotFound

LONGEST_EXTENSION = 366


@dataclass(frozen=True)
class Dates:
    """An assignment's instants for one learner, with their ``extension`` in calendar days."""

    opens_at: datetime
    due_at: datetime
    closes_at: datetime | None
    extension: int

    def state(self, at: datetime) -> str:
        """``planned``, ``open``, ``past`` (due, and still taken) or ``closed``; the second named still counts."""
        if self.opens_at > at:
            return "planned"
        if self.closes_at is not None and self.closes_at < at:
            return "closed"
        return "past" if self.due_at < at else "open"


def set_walls(assignment: Assignment, *, opens: datetime, due: datetime, closes: datetime | None) -> None:
    """Set the naive wall times of an unsaved assignment, and the instants that follow in the cohort's zone."""
    if due <= opens:
        raise Invalid("Not assigned.", fields={"due": ["The due date must lie after the opening."]})
    if closes is not None and closes < due:
        raise Invalid("Not assigned.", fields={"closes": ["The closing cannot lie before the due date."]})
    assignment.opens_wall, assignment.due_wall = walltime.written(opens), walltime.written(due)
    assignment.closes_wall = walltime.written(closes) if closes else ""
    _set_instants(assignment, assignment.cohort.time_zone)
    if assignment.due_at <= assignment.opens_at:
        sentence = "On that night the clocks change, and these are the same moment. Let it open earlier."
        raise Invalid("Not assigned.", fields={"due": [sentence]})


def dates_of(assignment: Assignment, days: int = 0) -> Dates:
    """The instants for somebody with an extension of so many calendar days: the same time of day, later."""
    zone = assignment.cohort.time_zone
    closes = assignment.closes_wall
    return Dates(
        opens_at=assignment.opens_at,
        due_at=walltime.instant(walltime.later(assignment.due_wall, days), zone),
        closes_at=walltime.instant(walltime.later(closes, days), zone) if closes else None,
        extension=days,
    )


def dates_for(assignment: Assignment, enrolment: Enrolment) -> Dates:
    found = Extension.objects.filter(assignment=assignment, enrolment=enrolment).values_list("days", flat=True).first()
    return dates_of(assignment, found or 0)


def times_for(assignment: Assignment, enrolment: Enrolment) -> Times:
    """What is pushed down to the attempts of one learner."""
    days = dict(Extension.objects.filter(assignment=assignment).values_list("enrolment", "days"))
    return _times(assignment, enrolment.time_multiplier, days.get(enrolment.pk, 0), _told_at(assignment, days))


@transaction.atomic
def extend(*, assignment: Assignment, days: Mapping[str, int], by: User, at: datetime) -> int:
    """Give extensions, by the seats' references, to as many learners as you like; 0 takes one back.

    Returns
    -------
    int
        How many learners have other dates than before.
    """
    wrong = {ref: ["Choose a whole number of days from 0 to 366."] for ref in days if not 0 <= days[ref] <= 366}
    if wrong:
        raise Invalid("No extension was given.", fields=wrong)
    seats = {seat.ref: seat for seat in _locked_seats(assignment.cohort)}
    if set(days) - set(seats):
        raise NotFound("There is nobody under this address in this cohort.")
    before = dict(Extension.objects.filter(assignment=assignment).values_list("enrolment__ref", "days"))
    changed = {ref: count for ref, count in days.items() if before.get(ref, 0) != count}
    for ref, count in changed.items():
        if count == 0:
            Extension.objects.filter(assignment=assignment, enrolment=seats[ref]).delete()
            continue
        given = {"days": count, "granted_by": by, "granted_at": at}
        Extension.objects.update_or_create(assignment=assignment, enrolment=seats[ref], defaults=given)
    if changed:
        _push(assignment, list(seats.values()), at)
    return len(changed)


@transaction.atomic
def follow_zone(cohort: Cohort, *, at: datetime) -> None:
    """The wall times stay, their instants move to the cohort's zone, and so do the ends of what is under way."""
    seats = _locked_seats(cohort)
    for assignment in cohort.assignments.all():
        assignment.cohort = cohort
        _set_instants(assignment, cohort.time_zone)
        assignment.save(update_fields=["opens_at", "due_at", "closes_at"])
        _push(assignment, seats, at)


@transaction.atomic
def push_to(enrolment: Enrolment, *, at: datetime) -> None:
    """Bring what one learner has under way up to the times that they have now: a multiplier reaches it at once."""
    learner = Learner.objects.filter(user=enrolment.user_id).first()
    if learner is None:
        return
    for assignment in Assignment.objects.filter(cohort=enrolment.cohort_id, kind=Assignment.Kind.PAPER).select_related(
        "cohort"
    ):
        retime(context=assignment.context, learner=learner, times=times_for(assignment, enrolment), at=at)


def _push(assignment: Assignment, seats: list[Enrolment], at: datetime) -> None:
    if not assignment.is_paper:
        return
    days = dict(Extension.objects.filter(assignment=assignment).values_list("enrolment", "days"))
    told_at = _told_at(assignment, days)
    sitting = Attempt.objects.filter(context=assignment.context).values("learner")
    learners = {learner.user_id: learner for learner in Learner.objects.filter(pk__in=sitting)}
    for seat in seats:
        learner = learners.get(seat.user_id)
        if learner is not None:
            times = _times(assignment, seat.time_multiplier, days.get(seat.pk, 0), told_at)
            retime(context=assignment.context, learner=learner, times=times, at=at)


def _locked_seats(cohort: Cohort) -> list[Enrolment]:
    return list(Enrolment.objects.select_for_update().filter(cohort=cohort).learning().order_by("pk"))


def _times(assignment: Assignment, multiplier: Decimal, days: int, told_at: datetime | None) -> Times:
    own = dates_of(assignment, days)
    return Times(due_at=own.due_at, closes_at=own.closes_at, results_at=told_at, multiplier=multiplier)


def _told_at(assignment: Assignment, days: Mapping[int, int]) -> datetime | None:
    """When results that wait for the closing may be told: when the last learner's is past."""
    if assignment.policy.get("feedback") != AFTER_CLOSE:
        return None
    return dates_of(assignment, max(days.values(), default=0)).closes_at


def _set_instants(assignment: Assignment, zone: str) -> None:
    assignment.opens_at = walltime.instant(assignment.opens_wall, zone, generous=False)
    assignment.due_at = walltime.instant(assignment.due_wall, zone)
    assignment.closes_at = walltime.instant(assignment.closes_wall, zone) if assignment.closes_wall else None

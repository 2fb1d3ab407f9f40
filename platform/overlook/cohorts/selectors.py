"""Page-sized reads about cohorts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Count, Q

from assessments.models import Attempt
from essays.models import Essay, Reading
from overlook.accounts.models import User
from overlook.cohorts.dashboard import (
    SUPPRESS_UNDER,
    AssignmentRow,
    Cell,
    Dashboard,
    Person,
    middle,
    misconception_rows,
    objective_rows,
)
from overlook.cohorts.deadlines import dates_of
from overlook.cohorts.facts import Facts, gather
from overlook.cohorts.flags import Flag, Signals, Thresholds, flags_of, median_completed
from overlook.cohorts.models import STAFF, Assignment, Cohort, Enrolment, Extension, FlagSettled, JoinCode, Role
from overlook.kit.errors import NotFound
from overlook.progress.posterior import estimate

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class OwnWork:
    """One assignment as the learner sees it, their extension counted in. ``state`` is open, past or closed."""

    ref: str
    title: str
    essay: str
    is_paper: bool
    due_at: datetime
    extension: int
    state: str
    started: bool
    completed_at: datetime | None

    @property
    def late(self) -> bool:
        return self.completed_at is not None and self.completed_at > self.due_at


def seat_of(user: User, ref: str, roles: Iterable[Role] = STAFF) -> Enrolment:
    """The seat of ``user`` in the cohort ``ref``, with the cohort. Unknown and not theirs are both not found."""
    seat = Enrolment.objects.seats_of(user, roles).filter(cohort__ref=ref).first()
    if seat is None:
        raise NotFound("There is no such cohort, or it is not yours to see.")
    return seat


def seats_of(user: User) -> list[Enrolment]:
    """Every seat of ``user``, the cohorts they teach first, each with its number of ``learners``."""
    learners = Count("cohort__enrolments", filter=Q(cohort__enrolments__role=Role.LEARNER))
    seats = Enrolment.objects.seats_of(user, list(Role)).annotate(learners=learners)
    return sorted(seats, key=lambda seat: (seat.role not in STAFF, seat.cohort.name.lower(), seat.pk))


def live_code(cohort: Cohort, at: datetime) -> JoinCode | None:
    """The join code that lets people in at ``at``, if there is one."""
    return JoinCode.objects.filter(cohort=cohort, revoked_at=None, expires_at__gt=at).first()


def enrolment_of(cohort: Cohort, ref: str) -> Enrolment:
    """One seat of ``cohort`` by its reference."""
    found = Enrolment.objects.filter(cohort=cohort, ref=ref).select_related("user", "cohort").first()
    if found is None:
        raise NotFound("There is nobody under this address in this cohort.")
    return found


def staff_of(cohort: Cohort) -> list[Enrolment]:
    """Everybody who is not a learner there, owners first."""
    seats = Enrolment.objects.filter(cohort=cohort, role__in=STAFF).select_related("user")
    return sorted(seats, key=lambda seat: (STAFF.index(Role(seat.role)), seat.pk))


def essays_on_offer() -> list[tuple[str, str]]:
    """What can be assigned: slug and title of every published essay."""
    return list(Essay.objects.published().order_by("current__title").values_list("slug", "current__title"))


def own_work(seat: Enrolment, *, at: datetime) -> list[OwnWork]:
    """A learner's own assignments, the next due first."""
    assignments = Assignment.objects.filter(cohort=seat.cohort_id, opens_at__lte=at).select_related("cohort")
    reads = Reading.objects.filter(learner__user=seat.user_id)
    ends = dict(reads.values_list("essay__slug", "completed_at"))
    sat = Attempt.objects.filter(learner__user=seat.user_id, context__in=[one.context for one in assignments])
    ends |= dict(sat.order_by("-number").values_list("context", "closed_at"))
    days = dict(Extension.objects.filter(enrolment=seat).values_list("assignment", "days"))
    work = [_own(assignment, ends, days.get(assignment.pk, 0), at) for assignment in assignments]
    return sorted(work, key=lambda own: (own.completed_at is not None, own.due_at))


def _own(assignment: Assignment, ends: Mapping[str, datetime | None], days: int, at: datetime) -> OwnWork:
    name, dates = assignment.context if assignment.is_paper else assignment.essay, dates_of(assignment, days)
    return OwnWork(
        ref=assignment.ref,
        title=assignment.title,
        essay=assignment.essay,
        is_paper=assignment.is_paper,
        due_at=dates.due_at,
        extension=days,
        state=dates.state(at),
        started=name in ends,
        completed_at=ends.get(name),
    )


def dashboard(seat: Enrolment, *, at: datetime) -> Dashboard:
    """Everything the dashboard shows to whoever holds ``seat``, in seven queries."""
    cohort, facts = seat.cohort, gather(seat.cohort)
    signals = {seated.seat: facts.signals(seated) for seated in facts.learners}
    hide_few = not seat.teaches
    few = hide_few and len(facts.learners) < SUPPRESS_UNDER
    active = sum(bool(own.last_seen and own.last_seen >= at - WEEK) for own in signals.values())
    return Dashboard(
        ref=cohort.ref,
        name=cohort.name,
        time_zone=cohort.time_zone,
        role=seat.role,
        at=at,
        learners=len(facts.learners),
        active_this_week=None if few else active,
        median_completion=None if few else middle(_completions(signals.values(), at)),
        people=_people(facts, signals, seat, at) if seat.tutors else (),
        objectives=objective_rows(facts.tallies(), hide_few=hide_few),
        misconceptions=misconception_rows(facts.misconceptions, hide_few=hide_few),
        assignments=tuple(_assignment_row(assignment, facts, few, at) for assignment in facts.assignments),
    )


def _completions(signals: Iterable[Signals], at: datetime) -> list[float]:
    """Each learner's share of the assignments that have opened."""
    shares = []
    for own in signals:
        opened = [due for due in own.work if due.opens_at <= at]
        if opened:
            shares.append(sum(due.completed_at is not None for due in opened) / len(opened))
    return shares


def _people(facts: Facts, signals: Mapping[int, Signals], seat: Enrolment, at: datetime) -> tuple[Person, ...]:
    cohort = seat.cohort
    thresholds = Thresholds(
        cohort.inactive_days, cohort.wrong_in_a_row, cohort.confident_and_wrong, cohort.assignments_behind
    )
    middle_completed = median_completed(list(signals.values()))
    slugs = {pk: objective.slug for pk, objective in facts.objectives.items()}
    people = []
    for seated in facts.learners:
        own = signals[seated.seat]
        flags = flags_of(own, thresholds, middle_completed, at)
        cells = {
            slugs[stand.objective]: _cell(stand.alpha, stand.beta, stand.evidence, stand.answers, stand.last)
            for stand in facts.standings.get(seated.learner, [])
        }
        people.append(
            Person(
                ref=seated.ref,
                label=(seated.name or seated.email) if seat.teaches else seated.pseudonym,
                email=seated.email if seat.teaches else "",
                joined_at=seated.joined_at,
                last_seen=own.last_seen,
                completed=own.completed,
                flags=tuple(flag for flag in flags if not _is_settled(flag, facts.settled.get(seated.seat, []), at)),
                cells=cells,
            )
        )
    return tuple(people)


def _is_settled(flag: Flag, settled: Iterable[FlagSettled], at: datetime) -> bool:
    return any(
        old.reason == flag.reason and (old.until > at if old.until else old.evidence == flag.evidence[:160])
        for old in settled
    )


@lru_cache(maxsize=8192)
def _cell(alpha: float, beta: float, evidence: int, answers: int, last: str) -> Cell:
    """Many learners share the same few counts, so the quantiles and the cells are worth remembering."""
    said = estimate(alpha, beta, evidence)
    return Cell(
        evidence=evidence,
        answers=answers,
        estimate=said.mean,
        low=said.low,
        high=said.high,
        state=said.state,
        last=last,
    )


def _assignment_row(assignment: Assignment, facts: Facts, few: bool, at: datetime) -> AssignmentRow:
    done = late = started = untouched = 0
    for seated in facts.learners:
        read = facts.work_of(seated, assignment)
        if read is None:
            untouched += 1
        elif read.completed_at is None:
            started += 1
        elif read.completed_at <= facts.due_at(seated, assignment):
            done += 1
        else:
            late += 1
    counts = (0, 0, 0, 0) if few else (done, late, started, untouched)
    return AssignmentRow(
        assignment.ref,
        assignment.title,
        assignment.essay,
        assignment.opens_at,
        assignment.due_at,
        assignment.closes_at,
        _state(assignment, at),
        *counts,
        suppressed=few,
        is_paper=assignment.is_paper,
    )


def _state(assignment: Assignment, at: datetime) -> str:
    if assignment.opens_at > at:
        return "planned"
    if assignment.closes_at is not None and assignment.closes_at <= at:
        return "closed"
    return "past" if assignment.due_at <= at else "open"

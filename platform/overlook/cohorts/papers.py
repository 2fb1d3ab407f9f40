"""Formal papers of a cohort: assign one with its policy, begin a sitting, and read where a learner stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.engine.papers import (
    AFTER_CLOSE,
    AT_ONCE,
    FRESH,
    GRACE_SECONDS,
    KEPT,
    RELEASES,
    Policy,
)
from assessments.models import Attempt, Grade
from assessments.services import open_attempt, publish_paper
from assessments.sittings import Sitting, history, paper_named
from overlook.accounts.models import Learner, User
from overlook.accounts.services import learner_for
from overlook.cohorts import deadlines
from overlook.cohorts.deadlines import Dates
from overlook.cohorts.models import Assignment, Cohort, Enrolment, Role
from overlook.kit.errors import Conflict, Invalid, NotFound

LONGEST_MINUTES = 24 * 60
MOST_SITTINGS = 50
MOST_CREDITS = 10


@dataclass(frozen=True)
class OwnPaper:
    """A paper as one learner meets it, before and between sittings. ``refusal`` says why none can be begun now."""

    assignment: Assignment
    rules: Policy
    dates: Dates
    state: str
    questions: int
    multiplier: Decimal
    sittings: list[Sitting]
    running: Attempt | None
    sittings_left: int | None
    refusal: str
    grade: Decimal | None

    @property
    def minutes_given(self) -> Decimal | None:
        """The time limit with this learner's multiplier."""
        if self.rules.minutes is None:
            return None
        given = self.rules.minutes * self.multiplier
        return given.quantize(Decimal(1)) if given == given.to_integral_value() else given.normalize()


def policy_of(
    *,
    minutes: int | None = None,
    sittings: int | None = 1,
    tries: int | None = 1,
    credit: Sequence[Decimal] = (),
    shuffle: bool = True,
    feedback: str = "after-attempt",
    review: bool = True,
    fresh: bool = True,
    keep: str = "best",
) -> Policy:
    """A paper's policy from what an instructor chose; `Invalid` names each field that cannot be."""
    wrong: dict[str, list[str]] = {}
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        wrong["minutes"] = [_("Choose 1 to 1440 minutes, or leave it empty for no limit.")]
    if sittings is not None and not 1 <= sittings <= MOST_SITTINGS:
        wrong["sittings"] = [_("Choose 1 to 50, or leave it empty for no limit.")]
    if tries is not None and not 1 <= tries <= MOST_SITTINGS:
        wrong["tries"] = [_("Choose 1 to 50, or leave it empty for no limit.")]
    elif tries != 1 and feedback != AT_ONCE:
        wrong["tries"] = [_("Several tries at a question need feedback at once; otherwise leave it at 1.")]
    if feedback not in RELEASES:
        wrong["feedback"] = [_("Choose at-once, after-attempt or after-close.")]
    if keep not in ("best", "last"):
        wrong["keep"] = [_("Choose best or last.")]
    if len(credit) > MOST_CREDITS or any(not part.is_finite() or not 0 <= part <= 1 for part in credit):
        wrong["credit"] = [_("Write at most ten numbers from 0 to 1, such as: 1, 0.5")]
    if wrong:
        raise Invalid(_("Not assigned."), fields=wrong)
    return Policy(
        minutes=minutes,
        grace=GRACE_SECONDS,
        sittings=sittings,
        tries=tries,
        credit=tuple(credit),
        shuffle=shuffle,
        feedback=feedback,
        review=review,
        seeds=FRESH if fresh else KEPT,
        keep=keep,
    )


@transaction.atomic
def assign_paper(
    *,
    cohort: Cohort,
    essay: str,
    title: str,
    questions: str,
    opens: datetime,
    due: datetime,
    closes: datetime | None,
    policy: Policy,
    at: datetime,
) -> Assignment:
    """Assign the paper of an essay. ``opens``, ``due`` and ``closes`` are naive wall times in the cohort's zone."""
    if policy.feedback == AFTER_CLOSE and closes is None:
        sentence = _("Feedback after the closing needs a closing time.")
        raise Invalid(_("Not assigned."), fields={"closes": [sentence]})
    if Assignment.objects.filter(cohort=cohort, essay=essay, kind=Assignment.Kind.PAPER).exists():
        raise Conflict(_("The paper of this essay is already assigned to this cohort. Withdraw it first."))
    paper = publish_paper(slug=essay, questions=questions, at=at)
    assignment = Assignment(
        cohort=cohort,
        kind=Assignment.Kind.PAPER,
        essay=essay,
        paper=paper.slug,
        policy=policy.written(),
        title=title[:200],
        created_at=at,
    )
    deadlines.set_walls(assignment, opens=opens, due=due, closes=closes)
    assignment.save()
    return assignment


@transaction.atomic
def begin_paper(*, user: User, ref: str, at: datetime) -> Attempt:
    """Begin a sitting of an assigned paper, or go on with the one that is open.

    Raises
    ------
    NotFound
        No such paper is assigned to a cohort in which ``user`` learns.
    Conflict
        ``not-open-yet``, ``closed`` or ``no-sittings-left``.
    """
    seats = Enrolment.objects.select_for_update(of=("self",)).filter(user=user, role=Role.LEARNER)
    seat = seats.filter(cohort__assignments__ref=ref).first()
    if seat is None:
        raise NotFound(_("There is no such paper, or it is not assigned to you."))
    assignment = _paper(ref)
    learner, dates = learner_for(user), deadlines.dates_for(assignment, seat)
    running = Attempt.objects.filter(learner=learner, context=assignment.context, state=Attempt.State.OPEN)
    state = dates.state(at)
    if state in ("planned", "closed") and not running.exists():
        raise Conflict(_refusal(state, None), code="not-open-yet" if state == "planned" else "closed")
    return open_attempt(
        learner=learner,
        assessment=paper_named(assignment.paper),
        context=assignment.context,
        policy=_snapshot(assignment),
        times=deadlines.times_for(assignment, seat),
        at=at,
    )


def own_paper(seat: Enrolment, assignment: Assignment, *, at: datetime) -> OwnPaper:
    """Everything that the start page says to the learner who holds ``seat``."""
    rules, dates = Policy.read(assignment.policy), deadlines.dates_for(assignment, seat)
    learner = learner_for(seat.user)
    lines = history(learner, assignment.context, at=at)
    running = next((line.attempt for line in lines if line.attempt.is_open), None)
    done = sum(not line.attempt.is_open for line in lines)
    left = None if rules.sittings is None else max(rules.sittings - done, 0)
    state = dates.state(at)
    paper = paper_named(assignment.paper)
    return OwnPaper(
        assignment=assignment,
        rules=rules,
        dates=dates,
        state=state,
        questions=paper.current.slots.count() if paper.current else 0,
        multiplier=seat.time_multiplier,
        sittings=lines,
        running=running,
        sittings_left=left,
        refusal="" if running else _refusal(state, left),
        grade=_grade(learner, assignment) if any(line.total is not None for line in lines) else None,
    )


def paper_of(cohort: Cohort, ref: str) -> Assignment:
    """A paper that is assigned to ``cohort``."""
    found = Assignment.objects.filter(cohort=cohort, ref=ref, kind=Assignment.Kind.PAPER).first()
    if found is None:
        raise NotFound(_("There is no such paper in this cohort."))
    found.cohort = cohort
    return found


def _paper(ref: str) -> Assignment:
    found = Assignment.objects.filter(ref=ref, kind=Assignment.Kind.PAPER).select_related("cohort").first()
    if found is None:
        raise NotFound(_("There is no such paper, or it is not assigned to you."))
    return found


def _snapshot(assignment: Assignment) -> dict[str, Any]:
    """What a sitting keeps of the assignment, whatever becomes of it: its policy, and what its pages say."""
    home = reverse("cohort-assignment", args=[assignment.cohort.ref, assignment.ref])
    return {**assignment.policy, "title": assignment.title, "home": home, "zone": assignment.cohort.time_zone}


def _grade(learner: Learner, assignment: Assignment) -> Decimal | None:
    """What counts, an instructor's override included."""
    found = Grade.objects.filter(learner=learner, context=assignment.context).first()
    return found.effective if found else None


def _refusal(state: str, left: int | None) -> str:
    if state == "planned":
        return _("This paper has not opened yet.")
    if state == "closed":
        return _("This paper is closed; no sitting can be begun any more.")
    return _("You have taken this as often as it may be taken.") if left == 0 else ""

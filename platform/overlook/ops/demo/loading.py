"""Make the demo cohort: people, seats, assignments, and their history."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import transaction

from essays.asking.questions import AFTER, BEFORE
from essays.models import Essay
from overlook.accounts.models import Membership, Organisation, User
from overlook.accounts.services import learner_for
from overlook.cohorts.models import Assignment, Cohort, Role
from overlook.cohorts.papers import assign_paper, policy_of
from overlook.cohorts.services import assign_essay, create_cohort, enrol
from overlook.ops.demo.learning import Question, Span, learn, questions_of
from overlook.ops.demo.people import DOMAIN, SEED, Person, everybody
from overlook.ops.demo.practising import open_board, review, take_test

INSTRUCTOR = f"instructor@{DOMAIN}"
LEARNER = f"learner@{DOMAIN}"
AUTHOR = f"author@{DOMAIN}"
ZONE = "Europe/Berlin"
# The demo assigns the first essays of the catalogue: opening and falling due so many days from now.
PLAN = ((-21, 2), (-14, 9))


@dataclass(frozen=True)
class Loaded:
    """What the demo holds now; ``answers`` is 0 when it had been loaded before."""

    cohort: Cohort
    learners: int
    essays: int
    answers: int


def loaded() -> Cohort | None:
    """The demo cohort, if it is there."""
    return Cohort.objects.filter(enrolments__user__email=INSTRUCTOR, enrolments__role=Role.OWNER).first()


@transaction.atomic
def load(*, password: str, at: datetime, author: bool = False) -> Loaded:
    """Load the demo once; a second time changes nothing.

    ``author`` adds somebody who may open the workshop. Whoever may be shown the demo's password could then see every
    key, so it is for a machine of one's own.
    """
    present = loaded()
    if present is not None:
        learners = present.enrolments.filter(role=Role.LEARNER).count()
        return Loaded(present, learners, present.assignments.exclude(kind=Assignment.Kind.PAPER).count(), 0)
    cohort = _cohort(password, at)
    if author:
        _author(password)
    assigned = _assign(cohort, at)
    _assign_paper(cohort, assigned, at)
    people = everybody()
    random = Random(SEED)  # noqa: S311  a simulation, not a secret
    asked = {essay.slug: questions_of(essay, random) for essay, _assignment in assigned}
    answers, seats = 0, []
    for person in people:
        user = _user(person.email, person.name, password if person.email == LEARNER else None)
        seats.append(enrol(cohort=cohort, user=user, role=Role.LEARNER, at=at - timedelta(days=36)))
        answers += _history(person, user, assigned, asked, at)
    open_board(cohort, seats[::2] + [seat for seat in seats if seat.user.email == LEARNER], at)
    return Loaded(cohort, len(people), len(assigned), answers)


def _cohort(password: str, at: datetime) -> Cohort:
    begun = at - timedelta(days=40)
    instructor = _user(INSTRUCTOR, "Robin Keller", password)
    organisation = Organisation.objects.create(name="Lakeside University", created_at=begun)
    Membership.objects.create(organisation=organisation, user=instructor, role=Membership.Role.OWNER, created_at=begun)
    return create_cohort(user=instructor, name="Statistics 2, autumn", time_zone=ZONE, at=begun)


def _author(password: str) -> None:
    """Who writes essays, and is in no cohort: may open the workshop under ``/author``."""
    author = _user(AUTHOR, "Ada Quill", password)
    author.is_staff = True
    author.save(update_fields=["is_staff"])


def _user(email: str, name: str, password: str | None) -> User:
    user = User.objects.create_user(email, password, name=name, time_zone=ZONE)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def _assign(cohort: Cohort, at: datetime) -> list[tuple[Essay, Assignment]]:
    essays = list(Essay.objects.published().select_related("current").order_by("slug")[: len(PLAN)])
    today = at.astimezone(ZoneInfo(cohort.time_zone)).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    assigned = []
    for essay, (opens, due) in zip(essays, PLAN, strict=False):
        assignment = assign_essay(
            cohort=cohort,
            essay=essay.slug,
            title=essay.current.title if essay.current else essay.slug,
            opens=today + timedelta(days=opens, hours=8),
            due=today + timedelta(days=due, hours=23, minutes=59),
            closes=None,
            at=at + timedelta(days=opens - 1),
        )
        assigned.append((essay, assignment))
    return assigned


def _assign_paper(cohort: Cohort, assigned: list[tuple[Essay, Assignment]], at: datetime) -> None:
    """A paper on the first essay, for the demo's learner to take: half an hour, two sittings, results after each."""
    for essay, reading in assigned[:1]:
        today = datetime.fromisoformat(reading.due_wall).replace(hour=12, minute=0)
        assign_paper(
            cohort=cohort,
            essay=essay.slug,
            title=reading.title,
            questions="all",
            opens=datetime.fromisoformat(reading.opens_wall),
            due=today + timedelta(days=4),
            closes=today + timedelta(days=6),
            policy=policy_of(minutes=30, sittings=2, credit=(Decimal(1), Decimal("0.8"))),
            at=at,
        )


def _history(
    person: Person,
    user: User,
    assigned: list[tuple[Essay, Assignment]],
    asked: dict[str, list[Question]],
    at: datetime,
) -> int:
    """One learner's days: begun some time after the opening, ended before now."""
    random = Random(f"{SEED}:{person.email}")  # noqa: S311  a simulation, not a secret
    learner = learner_for(user)
    answers = 0
    for essay, assignment in assigned:
        begin = assignment.opens_at + timedelta(hours=random.uniform(2, 120))
        end = min(at - timedelta(days=person.quiet_days, hours=random.uniform(0.5, 20)), assignment.due_at)
        tested = person.email == LEARNER and essay == assigned[-1][0] and begin < end
        if tested:
            take_test(learner, essay, BEFORE, begin - timedelta(hours=1), random)
        answers += learn(person, learner, essay, asked[essay.slug], Span(begin, end), random)
        if tested:
            take_test(learner, essay, AFTER, end + timedelta(minutes=5), random)
    if person.email == LEARNER:
        answers += review(learner, at - timedelta(minutes=15))
    return answers

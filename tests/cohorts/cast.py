"""The cast of the cohort tests: who they are, what was published, and how they came to their record."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client

from assessments.banks import parse_bank
from assessments.models import Bank
from assessments.services import publish_bank
from essays.models import Essay, EssayVersion, Reading
from overlook.accounts.models import Learner, User
from overlook.accounts.services import learner_for
from overlook.cohorts import papers, services
from overlook.cohorts.models import Assignment, Cohort, Enrolment, Role
from overlook.kit.clock import now
from overlook.kit.refs import new_ref
from overlook.progress.services import publish_objectives, record_outcome
from tests.assessments.conftest import raw_bank

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
OBJECTIVES = {"locate-threshold": "Say where the peak is.", "read-average": "Say which average a curve draws."}
TAGS = {"GEN.more-data-fixes": "More data always helps.", "GEN.complex-bad": "Complex models are always worse."}


def publish_essay(slug: str = "double-descent", title: str = "Double descent", objectives: int = 2) -> Essay:
    essay = Essay.objects.create(slug=slug, published=True)
    manifest = {
        "slug": slug,
        "title": title,
        "summary": "",
        "level": 1,
        "minutes": 9,
        "challenge": "",
        "tile": "",
        "objectives": [],
        "prerequisites": [],
        "tags": [],
        "items": [],
        "marks": [],
        "misconceptions": TAGS,
    }
    version = EssayVersion.objects.create(essay=essay, sha256=new_ref(), title=title, manifest=manifest, secret={})
    essay.current = version
    essay.save()
    known = dict(list(OBJECTIVES.items())[:objectives])
    if slug != "double-descent":
        known = {f"{slug}-{name}": text for name, text in known.items()}
    publish_objectives(essay=slug, objectives=known, misconceptions=TAGS)
    return essay


def person(name: str, cohort: Cohort | None = None, role: Role = Role.LEARNER, at: datetime = NOON) -> User:
    user = User.objects.create_user(f"{name}@example.org", name=name.capitalize())
    if cohort is not None:
        services.enrol(cohort=cohort, user=user, role=role, at=at)
    return user


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def seat_in(cohort: Cohort, user: User) -> Enrolment:
    return Enrolment.objects.select_related("cohort").get(cohort=cohort, user=user)


def assigned(
    cohort: Cohort, essay: str = "double-descent", *, opens: int = -10, due: int = 4, at: datetime | None = None
) -> Assignment:
    """An assignment that opened and falls due so many days from ``at``."""
    wall = (at or now()).replace(tzinfo=None, second=0, microsecond=0)
    return services.assign_essay(
        cohort=cohort,
        essay=essay,
        title=essay.replace("-", " ").capitalize(),
        opens=wall + timedelta(days=opens),
        due=wall + timedelta(days=due),
        closes=None,
        at=at or now(),
    )


def publish_questions(slug: str = "double-descent", title: str = "Double descent") -> Bank:
    """A bank of every item type for an essay, its objectives known."""
    publish_objectives(
        essay=slug, objectives={**OBJECTIVES, "read-curvature": "Read a curvature."}, misconceptions=TAGS
    )
    return publish_bank(slug=slug, title=title, items=parse_bank(raw_bank()), at=NOON)


def assigned_paper(
    cohort: Cohort,
    *,
    opens: str = "2026-03-01T08:00",
    due: str = "2099-03-20T23:59",
    closes: str = "",
    at: datetime = NOON,
    **rules: Any,
) -> Assignment:
    """The paper of every question of the essay, at wall times in the cohort's zone."""
    publish_questions()
    return papers.assign_paper(
        cohort=cohort,
        essay="double-descent",
        title="Double descent",
        questions="all",
        opens=datetime.fromisoformat(opens),
        due=datetime.fromisoformat(due),
        closes=datetime.fromisoformat(closes) if closes else None,
        policy=papers.policy_of(**rules),
        at=at,
    )


def answers(
    learner: Learner,
    marks: str,
    *,
    objective: str = "locate-threshold",
    confidence: str = "",
    tag: str = "",
    at: datetime | None = None,
) -> None:
    """One outcome per mark, each a first try at an item of its own: ``1`` right, ``0`` wrong."""
    for mark in marks:
        record_outcome(
            learner=learner,
            objectives=[objective],
            source=f"response:{new_ref()}",
            item=f"item-{new_ref()}",
            first_try=True,
            fraction=Decimal(mark),
            confidence=confidence,
            misconception=tag if mark == "0" else "",
            context="personal",
            at=at or now(),
        )


def reads(user: User, essay: Essay, *, completed: datetime | None, last: datetime | None = None) -> None:
    moment = last or completed or now()
    Reading.objects.create(
        learner=learner_for(user),
        essay=essay,
        furthest=10,
        steps_total=10,
        started_at=moment,
        last_at=moment,
        completed_at=completed,
    )

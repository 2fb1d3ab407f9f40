"""The audit of reviews and rewards: silent about an honest record, and loud about each kind of tampering."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from overlook.accounts.models import Learner
from overlook.progress import services
from overlook.progress.earned_checks import EARNED
from overlook.progress.models import BadgeAward, Objective, ReviewCard, XpEntry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def learner(db) -> Learner:
    """Mastered, reviewed when due, calibrated, and with stars."""
    services.publish_objectives(essay="dd", objectives={"dd-a": "Do a."}, misconceptions={})
    learner = Learner.objects.create()
    for number in range(10):
        answer(learner, f"dd/{number}", at=AT, first_try=True)
    moment = ReviewCard.objects.get().due_at
    assert moment is not None
    answer(learner, "dd/1", at=moment, context="review")
    services.award_stars(learner=learner, challenge="golf", stars=3, at=AT)
    return learner


def answer(learner: Learner, item: str, *, at: datetime, first_try: bool = False, context: str = "personal") -> None:
    services.record_outcome(
        learner=learner,
        objectives=["dd-a"],
        source=f"{item}:{at.isoformat()}",
        item=item,
        first_try=first_try,
        fraction=Decimal(1),
        confidence="sure",
        misconception="",
        context=context,
        at=at,
    )


def findings() -> list[str]:
    return [f"{check.name}: {one.what}" for check in EARNED for one in check.find()]


def test_an_honest_record_has_no_findings(learner):
    assert set(XpEntry.objects.values_list("reason", flat=True)) == {"mastery", "review", "calibration", "stars"}
    assert findings() == []


def test_a_card_that_was_moved_is_found(learner):
    ReviewCard.objects.update(due_at=AT + timedelta(days=1))
    (found,) = findings()
    assert found.startswith("progress.review-cards: is ")
    ReviewCard.objects.all().delete()
    assert len(findings()) == 1


@pytest.mark.parametrize(
    ("reason", "source", "points", "said"),
    [
        ("mastery", "dd-b", 100, "of which nothing is known"),
        ("review", "dd-a:2026-W50", 40, "of which nothing is known"),
        ("calibration", "block:2", 30, "of which nothing is known"),
        ("stars", "golf:4", 20, "names no star"),
        ("stars", "radar:1", 2000, "has 2000 points for stars"),
    ],
)
def test_points_for_nothing_are_found(learner, reason, source, points, said):
    XpEntry.objects.create(learner=learner, reason=reason, source=source, points=points, at=AT)
    (found,) = findings()
    assert found.startswith("progress.xp-ledger")
    assert said in found


def test_a_badge_for_nothing_is_found(learner):
    other = Learner.objects.create()
    BadgeAward.objects.create(learner=other, objective=Objective.objects.get(), kind="kept", at=AT)
    assert findings() == ["progress.badges: is for dd-a, which was never mastered"]


def test_points_that_were_raised_behind_the_ledgers_back_are_found(learner):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE xp_ledger SET points = 900 WHERE reason = 'review'")
    assert findings() == ["progress.xp-ledger: has 900 points for review"]

"""Points and badges: for evidence of learning only, once each; not for a refresh, a replay or another answer."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from overlook.accounts.models import Learner, User
from overlook.accounts.services import claim_learner, learner_for
from overlook.kit.append_only import AppendOnlyError
from overlook.kit.errors import Invalid
from overlook.progress import services
from overlook.progress.models import BadgeAward, Outcome, ReviewCard, ReviewLog, WeeklyGoal, XpEntry
from overlook.progress.rewards import review_source

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def objectives(db):
    services.publish_objectives(essay="dd", objectives={"dd-a": "Do a.", "dd-b": "Do b."}, misconceptions={})


@pytest.fixture
def learner(db) -> Learner:
    return Learner.objects.create()


def answer(learner, item, fraction="1", *, at=AT, source="", **more):
    """A first try, unless it says otherwise."""
    fields: dict[str, Any] = {
        "objectives": ["dd-a"],
        "item": f"dd/{item}",
        "first_try": True,
        "confidence": "",
        "misconception": "",
        "context": "personal",
        "source": source or f"response:{learner.pk}:{item}:{at.isoformat()}",
    }
    services.record_outcome(learner=learner, fraction=Decimal(fraction), at=at, **(fields | more))


def review(learner, *, at, fraction="1", **more):
    answer(learner, "a", fraction, at=at, first_try=False, context="review", **more)


def master(learner, *, at=AT):
    for item in "abc":
        answer(learner, item, at=at)


def ledger(learner) -> list[tuple[str, str, int]]:
    return sorted(XpEntry.objects.filter(learner=learner).values_list("reason", "source", "points"))


def due(learner) -> datetime:
    moment = ReviewCard.objects.get(learner=learner, objective__slug="dd-a").due_at
    assert moment is not None
    return moment


MASTERY = ("mastery", "dd-a", 100)


def test_a_first_mastery_is_given_once_with_its_badge(learner):
    for item in "ab":
        answer(learner, item)
    assert ledger(learner) == []
    answer(learner, "c")
    assert ledger(learner) == [MASTERY]
    assert list(BadgeAward.objects.values_list("objective__slug", "kind")) == [("dd-a", "secure")]
    for item in "xyz":
        answer(learner, item, "0", at=AT + DAY)
    for item in "defghijklmnopqrstuvw":
        answer(learner, item, at=AT + 2 * DAY)
    assert [entry for entry in ledger(learner) if entry[0] == "mastery"] == [MASTERY]
    assert BadgeAward.objects.count() == 1


def test_the_same_answer_sent_again_earns_nothing(learner):
    for _ in range(5):
        master(learner)
    assert ledger(learner) == [MASTERY]
    assert (Outcome.objects.count(), ReviewLog.objects.count()) == (3, 3)


def test_answering_the_same_question_again_earns_nothing(learner):
    answer(learner, "a", "0")
    for number in range(50):
        answer(learner, "a", at=AT + timedelta(minutes=number + 1), first_try=False)
    assert ledger(learner) == []
    assert ReviewLog.objects.count() == 1
    assert not BadgeAward.objects.exists()


def test_a_right_answer_to_a_review_that_was_due_earns_points_and_one_that_was_not_earns_none(learner):
    master(learner)
    before = due(learner)
    review(learner, at=before - timedelta(seconds=1))
    assert ledger(learner) == [MASTERY]
    assert ReviewLog.objects.count() == 3
    review(learner, at=before)
    assert ledger(learner) == [MASTERY, ("review", review_source("dd-a", before), 40)]
    assert Outcome.objects.filter(delayed=True).count() == 1
    assert due(learner) > before + DAY


def test_reviewing_again_and_again_earns_no_more(learner):
    master(learner)
    moment = due(learner)
    for number in range(30):
        review(learner, at=moment + timedelta(minutes=number))
    assert [entry[0] for entry in ledger(learner)] == ["mastery", "review"]
    assert ReviewLog.objects.count() == 4


def test_failing_on_purpose_so_that_it_falls_due_sooner_earns_once_a_week_at_most(learner):
    master(learner)
    moment, weeks = due(learner), set()
    for number in range(28):
        review(learner, at=moment, fraction=str((number + 1) % 2))
        weeks.add(moment.isocalendar()[:2])
        moment = due(learner)
    reviews = [entry for entry in ledger(learner) if entry[0] == "review"]
    assert 0 < len(reviews) <= len(weeks)


def test_a_wrong_or_partly_right_review_earns_nothing(learner):
    master(learner)
    review(learner, at=due(learner), fraction="0.5")
    review(learner, at=due(learner), fraction="0")
    assert [entry[0] for entry in ledger(learner)] == ["mastery"]


def test_what_is_still_there_after_seven_days_is_kept(learner):
    master(learner)
    review(learner, at=due(learner))
    assert list(BadgeAward.objects.values_list("kind", flat=True)) == ["secure"]
    late = max(due(learner), AT + 20 * DAY)
    review(learner, at=late)
    assert set(BadgeAward.objects.values_list("kind", "at")) == {("secure", AT), ("kept", late)}


def test_a_test_before_reading_is_no_evidence_and_the_first_answer_after_it_counts_as_the_first(learner):
    for item in "abc":
        answer(learner, item, "0", context="test:pre")
    assert not ReviewLog.objects.exists()
    assert learner.standings.get().evidence == 0
    for item in "abc":
        answer(learner, item, at=AT + DAY, first_try=False)
    stand = learner.standings.get()
    assert (stand.evidence, stand.answers, stand.last) == (3, 6, "✓✓✓")


def test_a_review_that_was_due_is_evidence_and_one_that_was_not_is_none(learner):
    master(learner)
    review(learner, at=AT + timedelta(hours=1))
    assert learner.standings.get().evidence == 3
    review(learner, at=due(learner), fraction="0")
    assert (learner.standings.get().evidence, learner.standings.get().last) == (4, "✓✓✓✗")


@pytest.mark.parametrize(("right", "earned"), [(10, 1), (9, 1), (7, 0)])
def test_ten_answers_as_right_as_they_said_earn_points(learner, right, earned):
    for number in range(10):
        answer(learner, f"i{number}", str(int(number < right)), confidence="sure", objectives=["dd-b"])
    entries = [entry for entry in ledger(learner) if entry[0] == "calibration"]
    assert entries == [("calibration", "block:1", 30)] * earned


def test_confidence_at_a_second_answer_is_not_counted(learner):
    answer(learner, "a", "0", confidence="guess")
    for number in range(30):
        answer(learner, "a", at=AT + timedelta(minutes=number + 1), confidence="sure", first_try=False)
    assert ledger(learner) == []


def test_each_star_of_a_challenge_is_given_once_whatever_is_played_again(learner):
    assert services.award_stars(learner=learner, challenge="danger-zone", stars=1, at=AT) == 1
    assert services.award_stars(learner=learner, challenge="danger-zone", stars=1, at=AT + DAY) == 0
    assert services.award_stars(learner=learner, challenge="danger-zone", stars=3, at=AT + DAY) == 2
    assert services.award_stars(learner=learner, challenge="danger-zone", stars=0, at=AT + DAY) == 0
    assert services.award_stars(learner=learner, challenge="golf", stars=2, at=AT) == 2
    assert sum(points for _reason, _source, points in ledger(learner)) == 100
    with pytest.raises(ValueError, match="0 to 3 stars"):
        services.award_stars(learner=learner, challenge="golf", stars=4, at=AT)


def test_the_ledger_is_unique_in_the_database_and_never_changes(learner):
    assert services.award(learner=learner, reason="stars", source="x:1", at=AT)
    assert not services.award(learner=learner, reason="stars", source="x:1", at=AT + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        XpEntry.objects.create(learner=learner, reason="stars", source="x:1", points=20, at=AT)
    with pytest.raises(AppendOnlyError):
        XpEntry.objects.update(points=1000)
    with pytest.raises(AppendOnlyError):
        XpEntry.objects.all().delete()
    with pytest.raises(ValueError, match="no points"):
        services.award(learner=learner, reason="clicking", source="x", at=AT)


def test_a_regrade_moves_the_card_and_takes_nothing_back(learner):
    master(learner)
    moment = due(learner)
    review(learner, at=moment, source="late")
    held, before = ledger(learner), due(learner)
    services.record_outcome(
        learner=learner,
        objectives=["dd-a"],
        source="late",
        revision=1,
        item="dd/a",
        first_try=False,
        fraction=Decimal(0),
        confidence="",
        misconception="",
        context="review",
        at=moment,
    )
    assert ledger(learner) == held
    assert due(learner) < before
    assert Outcome.objects.filter(source="late", delayed=True).count() == 2
    assert learner.standings.get().last == "✓✓✓✗"


def test_cards_are_rebuilt_from_the_log_as_they_were(learner):
    master(learner)
    for _ in range(4):
        review(learner, at=due(learner))
    before = ReviewCard.objects.values().get()
    services.rebuild(learner=learner)
    after = ReviewCard.objects.values().get()
    assert {**after, "id": 0} == {**before, "id": 0}


def test_a_claim_merges_ledger_cards_badges_and_goals(learner):
    user = User.objects.create_user("ada@example.org")
    own = learner_for(user)
    master(learner)
    review(learner, at=due(learner))
    services.award_stars(learner=learner, challenge="golf", stars=2, at=AT)
    services.award_stars(learner=own, challenge="golf", stars=1, at=AT + DAY)
    services.set_weekly_goal(learner=learner, days=5, today=AT.date())
    held = ledger(learner)
    claim_learner(anonymous=learner, user=user, at=AT + 9 * DAY)
    assert ledger(own) == held
    assert XpEntry.objects.get(learner=own, reason="mastery").at == AT
    assert ReviewCard.objects.get().learner == own
    assert ReviewCard.objects.get().reviews == 4
    assert set(BadgeAward.objects.values_list("learner", "kind", "at")) == {(own.pk, "secure", AT)}
    assert (WeeklyGoal.objects.get().learner, WeeklyGoal.objects.get().days) == (own, 5)


def test_answering_everything_again_without_signing_in_and_claiming_it_earns_nothing(learner):
    user = User.objects.create_user("ada@example.org")
    own = learner_for(user)
    for number, item in enumerate("abcdefghij"):
        answer(own, item, str(number % 2), confidence="sure")
    assert ledger(own) == []
    # In another browser, now that the answers are known.
    for item in "abcdefghij":
        answer(learner, item, confidence="sure", at=AT + DAY)
    assert [entry[0] for entry in ledger(learner)] == ["calibration", "mastery"]
    claim_learner(anonymous=learner, user=user, at=AT + 2 * DAY)
    assert ledger(own) == []
    assert not BadgeAward.objects.exists()


def test_a_weekly_goal_holds_from_the_next_monday_and_may_be_changed_until_then(learner):
    services.set_weekly_goal(learner=learner, days=5, today=AT.date())
    services.set_weekly_goal(learner=learner, days=2, today=AT.date() + 6 * DAY)
    goal = WeeklyGoal.objects.get()
    assert (goal.monday.isoformat(), goal.days) == ("2026-03-09", 2)
    for days in (0, 8):
        with pytest.raises(Invalid):
            services.set_weekly_goal(learner=learner, days=days, today=AT.date())

"""Deadlines to the second: change nights in Berlin and New York, extensions across them, a multiplier on the way."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assessments import services as answers
from assessments.models import Attempt, Response
from assessments.variants import type_of, variant_of
from overlook.accounts.models import User
from overlook.cohorts import deadlines, papers, services
from overlook.cohorts.deadlines import dates_of
from overlook.cohorts.models import Assignment, Cohort, Extension, Role
from overlook.cohorts.walltime import later
from overlook.kit.errors import Conflict, Invalid, NotFound
from tests.assessments.conftest import as_form
from tests.cohorts.cast import NOON, assigned_paper, person, seat_in

pytestmark = pytest.mark.django_db

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
SECOND = timedelta(seconds=1)
GRACE = timedelta(seconds=15)
EARLY = "2026-01-01T08:00"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.fixture
def learner(cohort: Cohort) -> User:
    return person("anna", cohort)


def paper(cohort: Cohort, zone: str, **options: Any) -> Assignment:
    services.change_cohort(cohort=cohort, name="S", time_zone=zone, thresholds={}, at=NOON)
    cohort.refresh_from_db()
    return assigned_paper(cohort, **{"opens": EARLY, **options})


def verdict(attempt: Attempt, at: datetime) -> str:
    """What becomes of an answer that arrives at ``at``."""
    answered = set(Response.objects.filter(attempt=attempt).values_list("slot", flat=True))
    rows = attempt.slots.select_related("item_version__item__bank", "item_version__key").exclude(pk__in=answered)
    slot = rows.order_by("position")[0]
    fields = as_form(type_of(slot.item_version).reference(variant_of(slot.item_version, slot.seed)))
    item = slot.item_version.item.slug
    try:
        told = answers.respond(attempt=attempt, item_id=item, payload=fields, idempotency_key=f"{at}", at=at)
    except Conflict as refusal:
        return refusal.error_code
    return "late" if told.late else "in time"


@pytest.mark.parametrize(
    ("zone", "due", "due_utc", "closes", "closes_utc"),
    [
        # The hour from two to three is skipped; a due time in it is moved on by that hour.
        (BERLIN, "2026-03-29T02:30", "2026-03-29T01:30:00", "2026-03-29T04:00", "2026-03-29T02:00:00"),
        (NEW_YORK, "2026-03-08T02:30", "2026-03-08T07:30:00", "2026-03-08T04:00", "2026-03-08T08:00:00"),
        # It comes twice; a due time in it is its second pass.
        (BERLIN, "2026-10-25T02:30", "2026-10-25T01:30:00", "2026-10-25T03:00", "2026-10-25T02:00:00"),
        (NEW_YORK, "2026-11-01T01:30", "2026-11-01T06:30:00", "2026-11-01T02:00", "2026-11-01T07:00:00"),
        # The last minute of a day with 23 hours, and of one with 25.
        (BERLIN, "2026-03-29T23:59", "2026-03-29T21:59:00", "2026-03-30T00:30", "2026-03-29T22:30:00"),
        (NEW_YORK, "2026-11-01T23:59", "2026-11-02T04:59:00", "2026-11-02T00:30", "2026-11-02T05:30:00"),
    ],
)
def test_a_change_night_decides_to_the_second(cohort, learner, zone, due, due_utc, closes, closes_utc):
    found = paper(cohort, zone, due=due, closes=closes)
    due_at, closes_at = utc(due_utc), utc(closes_utc)
    assert (found.due_at, found.closes_at) == (due_at, closes_at)
    attempt = papers.begin_paper(user=learner, ref=found.ref, at=due_at - timedelta(hours=3))
    assert [
        verdict(attempt, at)
        for at in (due_at, due_at + SECOND, closes_at, closes_at + GRACE, closes_at + GRACE + SECOND)
    ] == ["in time", "late", "late", "late", "attempt-late"]


@pytest.mark.parametrize(
    ("zone", "wall", "days", "moved", "hours"),
    [
        (BERLIN, "2026-03-28T02:30", 1, "2026-03-29T01:30:00", 24),
        (BERLIN, "2026-03-28T02:30", 2, "2026-03-30T00:30:00", 47),
        (BERLIN, "2026-10-24T02:30", 1, "2026-10-25T01:30:00", 25),
        (BERLIN, "2026-10-24T23:59", 1, "2026-10-25T22:59:00", 25),
        (NEW_YORK, "2026-03-07T23:59", 1, "2026-03-09T03:59:00", 23),
        (NEW_YORK, "2026-10-31T23:59", 1, "2026-11-02T04:59:00", 25),
        (NEW_YORK, "2026-10-31T01:30", 1, "2026-11-01T06:30:00", 25),
        (NEW_YORK, "2026-02-27T23:59", 366, "2027-03-01T04:59:00", 366 * 24),
    ],
)
def test_an_extension_is_calendar_days_whatever_the_clocks_do(cohort, learner, owner, zone, wall, days, moved, hours):
    found = paper(cohort, zone, due=wall, closes=wall)
    seat = seat_in(cohort, learner)
    deadlines.extend(assignment=found, days={seat.ref: days}, by=owner, at=NOON)
    own = deadlines.dates_for(found, seat)
    assert own.due_at == own.closes_at == utc(moved)
    assert own.due_at - found.due_at == timedelta(hours=hours)
    attempt = papers.begin_paper(user=learner, ref=found.ref, at=utc(moved) - SECOND)
    assert [verdict(attempt, own.due_at + wait) for wait in (timedelta(0), SECOND, GRACE + SECOND)] == [
        "in time",
        "late",
        "attempt-late",
    ]


def test_an_extension_reaches_the_sitting_that_is_under_way_and_nobody_elses(cohort, learner, owner):
    found = paper(cohort, BERLIN, due="2026-03-28T12:00", closes="2026-03-28T12:00", minutes=120)
    ben = person("ben", cohort)
    begun = utc("2026-03-28T10:30:00")
    own, other = (papers.begin_paper(user=user, ref=found.ref, at=begun) for user in (learner, ben))
    assert own.deadline == other.deadline == utc("2026-03-28T11:00:00")
    deadlines.extend(assignment=found, days={seat_in(cohort, learner).ref: 1}, by=owner, at=begun)
    own.refresh_from_db()
    other.refresh_from_db()
    # The closing no longer ends it, so its two hours do; the other one still ends at noon.
    assert (own.due_at, own.deadline) == (utc("2026-03-29T10:00:00"), begun + timedelta(hours=2))
    assert (other.due_at, other.deadline) == (utc("2026-03-28T11:00:00"), utc("2026-03-28T11:00:00"))


@pytest.mark.parametrize(
    ("zone", "begun", "opening"),
    [
        (BERLIN, "2026-03-29T00:30:00", "2026-03-29T00:00"),
        (BERLIN, "2026-10-25T00:30:00", "2026-10-25T00:00"),
        (NEW_YORK, "2026-03-08T06:30:00", "2026-03-08T00:00"),
        (NEW_YORK, "2026-11-01T05:30:00", "2026-11-01T00:00"),
    ],
)
def test_a_multiplier_moves_a_running_sitting_to_the_second_over_the_change_of_clocks(
    cohort, learner, owner, zone, begun, opening
):
    found = paper(cohort, zone, opens=opening, due="2026-12-01T12:00", minutes=60)
    seat, start = seat_in(cohort, learner), utc(begun)
    attempt = papers.begin_paper(user=learner, ref=found.ref, at=start)
    assert verdict(attempt, start + timedelta(minutes=60)) == "in time"
    services.change_enrolment(
        enrolment=seat, role=Role.LEARNER, time_multiplier=Decimal("1.5"), at=start + timedelta(minutes=60)
    )
    attempt.refresh_from_db()
    end = start + timedelta(minutes=90)
    assert attempt.deadline == end
    moments = (end - SECOND, end, end + SECOND, end + GRACE, end + GRACE + SECOND)
    assert [verdict(attempt, at) for at in moments] == ["in time", "in time", "late", "late", "attempt-late"]


def test_a_multiplier_counts_from_the_start_of_the_next_sitting_too(cohort, learner):
    found = paper(cohort, BERLIN, due="2026-12-01T12:00", minutes=10)
    seat = seat_in(cohort, learner)
    services.change_enrolment(enrolment=seat, role=Role.LEARNER, time_multiplier=Decimal("1.25"), at=NOON)
    attempt = papers.begin_paper(user=learner, ref=found.ref, at=NOON)
    assert attempt.deadline == NOON + timedelta(seconds=750)


def test_moving_the_cohort_to_another_zone_moves_what_is_under_way(cohort, learner):
    found = paper(cohort, BERLIN, due="2026-03-29T12:00", closes="2026-03-29T12:00")
    attempt = papers.begin_paper(user=learner, ref=found.ref, at=NOON)
    assert attempt.deadline == utc("2026-03-29T10:00:00")
    services.change_cohort(cohort=cohort, name="S", time_zone=NEW_YORK, thresholds={}, at=NOON)
    attempt.refresh_from_db()
    assert attempt.deadline == attempt.due_at == utc("2026-03-29T16:00:00")


def test_results_that_wait_for_the_closing_wait_for_the_last_learners(cohort, learner, owner):
    found = paper(
        cohort, BERLIN, due="2026-03-28T12:00", closes="2026-03-28T12:00", feedback="after-close", review=False
    )
    attempt = papers.begin_paper(user=learner, ref=found.ref, at=NOON)
    assert attempt.results_at == utc("2026-03-28T11:00:00")
    ben = seat_in(cohort, person("ben", cohort))
    deadlines.extend(assignment=found, days={ben.ref: 1}, by=owner, at=NOON)
    attempt.refresh_from_db()
    assert attempt.results_at == utc("2026-03-29T10:00:00")
    assert attempt.deadline == utc("2026-03-28T11:00:00")
    answers.submit_attempt(attempt=attempt, at=NOON)
    attempt.refresh_from_db()
    assert not attempt.tells(utc("2026-03-29T09:59:59"))
    assert attempt.tells(utc("2026-03-29T10:00:00"))


def test_an_extension_is_taken_back_by_nought_days_and_given_to_many_at_once(cohort, learner, owner):
    found = paper(cohort, BERLIN, due="2026-03-28T12:00")
    refs = [seat_in(cohort, learner).ref, seat_in(cohort, person("ben", cohort)).ref]
    assert deadlines.extend(assignment=found, days=dict.fromkeys(refs, 3), by=owner, at=NOON) == 2
    assert deadlines.extend(assignment=found, days={refs[0]: 3, refs[1]: 0}, by=owner, at=NOON) == 1
    assert list(Extension.objects.values_list("enrolment__ref", "days")) == [(refs[0], 3)]


def test_an_extension_that_cannot_be_names_whose_it_is_and_gives_none(cohort, learner, owner):
    found, ref = paper(cohort, BERLIN, due="2026-03-28T12:00"), seat_in(cohort, learner).ref
    with pytest.raises(Invalid) as refusal:
        deadlines.extend(assignment=found, days={ref: 367}, by=owner, at=NOON)
    assert set(refusal.value.fields) == {ref}
    elsewhere = seat_in(services.create_cohort(user=owner, name="B", time_zone="UTC", at=NOON), owner)
    with pytest.raises(NotFound):
        deadlines.extend(assignment=found, days={ref: 1, elsewhere.ref: 1}, by=owner, at=NOON)
    assert not Extension.objects.exists()


def test_an_opening_and_a_due_time_that_fall_together_that_night_are_refused(cohort):
    with pytest.raises(Invalid) as refusal:
        paper(cohort, BERLIN, opens="2026-03-29T02:30", due="2026-03-29T03:30")
    assert "the clocks change" in refusal.value.fields["due"][0]


def test_days_later_is_the_same_time_of_day():
    assert later("2026-02-27T23:59", 2) == "2026-03-01T23:59"


def test_the_state_of_an_assignment_counts_the_very_second(cohort):
    dates = dates_of(paper(cohort, BERLIN, due="2026-03-28T12:00", closes="2026-03-28T13:00"))
    noon = utc("2026-03-28T11:00:00")
    states = [dates.state(noon + wait) for wait in (timedelta(0), SECOND, timedelta(hours=1), timedelta(seconds=3601))]
    assert states == ["open", "past", "past", "closed"]
    assert dates.state(utc("2026-01-01T06:59:59")) == "planned"

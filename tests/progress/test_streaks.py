"""Weekly goal and streak in the learner's own zone, also in the nights on which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from overlook.progress.streaks import goal_of, local_days, monday_of, streak_of

pytestmark = pytest.mark.pure

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
MONDAY = date(2026, 3, 2)


def practice(weeks: str, zone: str = "UTC", start: date = MONDAY) -> list[datetime]:
    """One digit per week: on how many of its days something was practised, from Monday on, at eight in the evening."""
    place = ZoneInfo(zone)
    return [
        datetime(day.year, day.month, day.day, 20, tzinfo=place)
        for week, days in enumerate(weeks)
        for day in (start + timedelta(days=7 * week + number) for number in range(int(days)))
    ]


def streak(weeks: str, *, zone: str = "UTC", goals=(), later: int = 0, start: date = MONDAY):
    """The streak on the Sunday evening of the last week, or so many weeks later."""
    sunday = start + timedelta(days=7 * (len(weeks) + later) - 1)
    at = datetime(sunday.year, sunday.month, sunday.day, 22, tzinfo=ZoneInfo(zone))
    return streak_of(practice(weeks, zone, start), zone=zone, goals=list(goals), at=at)


@pytest.mark.parametrize(
    ("weeks", "length", "freezes", "frozen"),
    [
        ("", 0, 1, 0),
        ("2", 0, 1, 0),
        ("3", 1, 1, 0),
        ("333", 3, 1, 0),
        ("3330", 3, 1, 0),
        ("33303", 4, 0, 1),
        ("3033", 3, 0, 1),
        ("30033", 2, 1, 0),
        ("3333", 4, 1, 0),
        ("33334", 5, 2, 0),
        ("333333333", 9, 2, 0),
        ("33333003", 6, 0, 2),
        ("333330003", 1, 1, 0),
        ("0003", 1, 1, 0),
    ],
)
def test_a_missed_week_spends_a_freeze_and_without_one_the_streak_begins_anew(weeks, length, freezes, frozen):
    found = streak(weeks)
    assert (found.weeks, found.freezes, len(found.frozen)) == (length, freezes, frozen)


def test_the_running_week_makes_it_longer_once_met_and_never_breaks_it():
    assert (streak("332").weeks, streak("332").met, streak("332").practised) == (2, False, 2)
    assert (streak("333").weeks, streak("333").met) == (3, True)
    assert streak("333", later=1).weeks == 3
    assert streak("333", later=2).weeks == 3
    assert streak("333", later=3).weeks == 0
    assert streak("333", later=3).best == 3


def test_the_same_day_counts_once_and_days_ahead_do_not_count():
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    moments = [at - timedelta(hours=hours) for hours in range(5)] + [at + timedelta(days=1)]
    found = streak_of(moments, zone="UTC", goals=[], at=at)
    assert found.days == (False, False, True, False, False, False, False)
    assert found.today == 2


def test_a_goal_holds_from_its_week_on_and_leaves_the_weeks_before_alone():
    goals = [(MONDAY + timedelta(days=14), 1), (MONDAY + timedelta(days=28), 5)]
    assert [goal_of(MONDAY + timedelta(days=7 * week), goals) for week in range(6)] == [3, 3, 1, 1, 5, 5]
    assert streak("1111", goals=goals).weeks == 2
    assert streak("3311", goals=goals).weeks == 4


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        # The night of 29 March 2026 has no hour from two to three in Berlin: 00:59 UTC is 01:59, 01:00 UTC is 03:00.
        ("2026-03-28T22:59", BERLIN, "2026-03-28"),
        ("2026-03-28T23:00", BERLIN, "2026-03-29"),
        ("2026-03-29T01:00", BERLIN, "2026-03-29"),
        ("2026-03-29T21:59", BERLIN, "2026-03-29"),
        ("2026-03-29T22:00", BERLIN, "2026-03-30"),
        # The night of 25 October 2026 has the hour from two to three twice.
        ("2026-10-24T22:00", BERLIN, "2026-10-25"),
        ("2026-10-25T22:59", BERLIN, "2026-10-25"),
        ("2026-10-25T23:00", BERLIN, "2026-10-26"),
        # New York changes on 8 March and on 1 November 2026.
        ("2026-03-08T04:59", NEW_YORK, "2026-03-07"),
        ("2026-03-08T05:00", NEW_YORK, "2026-03-08"),
        ("2026-03-09T03:59", NEW_YORK, "2026-03-08"),
        ("2026-03-09T04:00", NEW_YORK, "2026-03-09"),
        ("2026-11-02T04:59", NEW_YORK, "2026-11-01"),
        ("2026-11-02T05:00", NEW_YORK, "2026-11-02"),
    ],
)
def test_a_day_is_the_learners_own_also_when_the_clocks_change(moment, zone, day):
    instant = datetime.fromisoformat(f"{moment}:00+00:00")
    assert local_days([instant], zone) == {date.fromisoformat(day)}


@pytest.mark.parametrize(
    ("zone", "start"), [(BERLIN, date(2026, 3, 9)), (BERLIN, date(2026, 10, 5)), (NEW_YORK, date(2026, 2, 16))]
)
def test_a_streak_runs_across_a_change_of_clocks(zone, start):
    found = streak("7777777", zone=zone, start=start)
    assert (found.weeks, found.freezes, found.days) == (7, 2, (True,) * 7)


def test_a_late_evening_belongs_to_the_week_of_its_own_zone():
    # Half past eleven on Sunday evening in New York is Monday in UTC.
    sunday = datetime(2026, 3, 8, 23, 30, tzinfo=ZoneInfo(NEW_YORK))
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    moments = [sunday - timedelta(days=2), sunday - timedelta(days=1), sunday]
    assert streak_of(moments, zone=NEW_YORK, goals=[], at=at).weeks == 1
    assert streak_of(moments, zone="UTC", goals=[], at=at).weeks == 0


def test_mondays():
    assert [monday_of(MONDAY + timedelta(days=number)) for number in (0, 6, 7)] == [MONDAY, MONDAY, date(2026, 3, 9)]

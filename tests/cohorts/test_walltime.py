"""Due dates are wall time in the cohort's place, whatever its clocks do."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlook.cohorts.walltime import instant, written


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        ("2026-03-28T23:59", "Europe/Berlin", "2026-03-28T22:59"),
        ("2026-03-29T23:59", "Europe/Berlin", "2026-03-29T21:59"),
        ("2026-10-25T23:59", "Europe/Berlin", "2026-10-25T22:59"),
        ("2026-11-27T23:59", "America/New_York", "2026-11-28T04:59"),
        ("2026-11-27T23:59", "Asia/Kathmandu", "2026-11-27T18:14"),
        ("2026-11-27T23:59", "UTC", "2026-11-27T23:59"),
    ],
)
def test_a_wall_time_is_the_instant_at_which_the_clocks_there_show_it(wall, zone, utc):
    assert instant(wall, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_an_hour_that_is_repeated_means_its_second_pass_for_a_due_date_and_its_first_for_an_opening():
    assert instant("2026-10-25T02:30", "Europe/Berlin") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert instant("2026-10-25T02:30", "Europe/Berlin", generous=False) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("generous", [True, False])
def test_an_hour_that_is_skipped_is_moved_on_by_the_hour_that_was_skipped(generous):
    assert instant("2026-03-29T02:30", "Europe/Berlin", generous=generous) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_wall_time_with_a_zone_of_its_own_is_refused():
    with pytest.raises(ValueError, match="carries no zone"):
        written(datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=2))))


@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)),  # noqa: DTZ001  wall times
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]),
)
def test_an_opening_is_never_after_the_same_wall_time_as_a_due_date(wall, zone):
    text = written(wall)
    early, late = instant(text, zone, generous=False), instant(text, zone)
    assert early <= late
    assert late - early <= timedelta(hours=1)

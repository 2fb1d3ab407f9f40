"""Due dates as people mean them: a wall time in a place, turned into an instant with the place's clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

FORMAT = "%Y-%m-%dT%H:%M"


def written(wall: datetime) -> str:
    """A naive wall time as it is stored: ``2026-11-27T23:59``."""
    if wall.tzinfo is not None:
        raise ValueError("A wall time carries no zone: the cohort does.")
    return wall.strftime(FORMAT)


def later(wall: str, days: int) -> str:
    """The same time of day, so many calendar days later, whatever the clocks do in between.

    >>> later("2026-03-28T02:30", 1)
    '2026-03-29T02:30'
    """
    moved = datetime.strptime(wall, FORMAT) + timedelta(days=days)  # noqa: DTZ007  a wall time has no zone
    return written(moved)


def instant(wall: str, zone: str, *, generous: bool = True) -> datetime:
    """The aware UTC instant of a wall time in an IANA zone.

    An hour that a clock change repeats means its second pass when ``generous`` (a due date is as late as it may be
    read) and its first otherwise (an opening is as early). An hour that a clock change skips is moved on by the hour
    that was skipped.

    >>> instant("2026-10-25T02:30", "Europe/Berlin").isoformat()
    '2026-10-25T01:30:00+00:00'
    >>> instant("2026-10-25T02:30", "Europe/Berlin", generous=False).isoformat()
    '2026-10-25T00:30:00+00:00'
    >>> instant("2026-03-29T02:30", "Europe/Berlin").isoformat()
    '2026-03-29T01:30:00+00:00'
    """
    place = ZoneInfo(zone)
    naive = datetime.strptime(wall, FORMAT)  # noqa: DTZ007  the zone is attached on the next line
    first = naive.replace(tzinfo=place, fold=0).astimezone(UTC)
    second = naive.replace(tzinfo=place, fold=1).astimezone(UTC)
    skipped = first.astimezone(place).replace(tzinfo=None) != naive
    return max(first, second) if generous or skipped else first

"""Weekly goal and streak, from the moments at which somebody practised. Pure.

A week runs from Monday to Sunday in the learner's own zone, so that a night on which the clocks change is one night. A
week in which the goal is met makes the streak longer by one. A missed week spends a freeze, if there is one, and the
streak stays as it is; without one it begins anew. A freeze is there from the start, another comes with every fourth
week of a streak, and at most two are kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

GOAL = 3
"""Days a week, until the learner says otherwise."""
FIRST_FREEZES, MOST_FREEZES, WEEKS_PER_FREEZE = 1, 2, 4
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Streak:
    """Where a learner stands with their weekly goal.

    ``days`` tells Monday to Sunday of the running week; ``frozen`` the Mondays of the weeks that a freeze bridged,
    within the present streak.
    """

    weeks: int
    best: int
    freezes: int
    goal: int
    days: tuple[bool, ...]
    today: int
    frozen: tuple[date, ...]

    @property
    def practised(self) -> int:
        return sum(self.days)

    @property
    def met(self) -> bool:
        return self.practised >= self.goal


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def local_days(moments: Iterable[datetime], zone: str) -> set[date]:
    """The calendar days of a zone on which some moments lie."""
    place = ZoneInfo(zone)
    return {moment.astimezone(place).date() for moment in moments}


def streak_of(moments: Iterable[datetime], *, zone: str, goals: Sequence[tuple[date, int]], at: datetime) -> Streak:
    """The streak at ``at``.

    Parameters
    ----------
    moments
        When something was recalled or reached, in any order; what lies after ``at`` is left out.
    zone
        IANA name.
    goals
        ``(monday, days)``: from which week on how many days a week were meant.
    """
    today = at.astimezone(ZoneInfo(zone)).date()
    active = {day for day in local_days(moments, zone) if day <= today}
    this_week = monday_of(today)
    weeks = best = 0
    freezes, frozen = FIRST_FREEZES, list[date]()
    week = monday_of(min(active, default=today))
    while week < this_week:
        if _practised(active, week) >= goal_of(week, goals):
            weeks += 1
            freezes = min(MOST_FREEZES, freezes + (weeks % WEEKS_PER_FREEZE == 0))
        elif weeks and freezes:
            freezes -= 1
            frozen.append(week)
        else:
            weeks, freezes, frozen = 0, FIRST_FREEZES, []
        best = max(best, weeks)
        week += WEEK
    goal = goal_of(this_week, goals)
    days = tuple(this_week + timedelta(days=number) in active for number in range(7))
    weeks += sum(days) >= goal
    return Streak(weeks, max(best, weeks), freezes, goal, days, today.weekday(), tuple(frozen))


def goal_of(monday: date, goals: Sequence[tuple[date, int]]) -> int:
    """The goal of a week: the newest that was set for it or for a week before."""
    return max(((since, days) for since, days in goals if since <= monday), default=(monday, GOAL))[1]


def _practised(active: set[date], monday: date) -> int:
    return sum(monday + timedelta(days=number) in active for number in range(7))

"""Who needs an instructor today: five transparent rules over what is recorded. No score, no prediction.

Each flag says its reason and shows the evidence; the thresholds belong to the cohort and can be changed there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# A deadline that was missed longer ago is history, not today's business.
MISSED_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Thresholds:
    inactive_days: int = 7
    wrong_in_a_row: int = 4
    confident_and_wrong: int = 3
    assignments_behind: int = 2


@dataclass(frozen=True)
class Due:
    """One assignment as one learner stands to it."""

    ref: str
    title: str
    opens_at: datetime
    due_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True)
class Streak:
    """What one learner's standing on one objective has to say about trouble."""

    objective: str
    text: str
    wrong_in_a_row: int
    confident_and_wrong: int


@dataclass(frozen=True)
class Signals:
    """All that the rules look at, for one learner."""

    since: datetime
    last_seen: datetime | None
    work: tuple[Due, ...]
    streaks: tuple[Streak, ...]

    @property
    def completed(self) -> int:
        return sum(due.completed_at is not None for due in self.work)


@dataclass(frozen=True)
class Flag:
    """Why somebody needs a look.

    ``evidence`` identifies what was seen: a flag that was acknowledged stays silent until this text changes.
    """

    reason: str
    title: str
    sentence: str
    evidence: str


def flags_of(signals: Signals, thresholds: Thresholds, median_completed: float, at: datetime) -> tuple[Flag, ...]:
    """The flags of one learner, most pressing first."""
    return (
        *_missed(signals, at),
        *_inactive(signals, thresholds, at),
        *_stuck(signals, thresholds),
        *_misled(signals, thresholds),
        *_behind(signals, thresholds, median_completed),
    )


def median_completed(cohort: Sequence[Signals]) -> float:
    """How many assignments the learner in the middle has completed."""
    return median([signals.completed for signals in cohort]) if cohort else 0.0


def _missed(signals: Signals, at: datetime) -> Iterator[Flag]:
    for due in signals.work:
        if due.completed_at is None and at - MISSED_WITHIN <= due.due_at <= at:
            days = (at - due.due_at).days
            when = _("today") if not days else ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
            yield Flag(
                "missed-deadline",
                _("Missed deadline"),
                _("“%(title)s” was due %(when)s and is not finished.") % {"title": due.title, "when": when},
                due.ref,
            )


def _inactive(signals: Signals, thresholds: Thresholds, at: datetime) -> Iterator[Flag]:
    waiting = [due for due in signals.work if due.completed_at is None and due.opens_at <= at < due.due_at]
    if not waiting:
        return
    since = max(signals.last_seen or signals.since, signals.since, min(due.opens_at for due in waiting))
    days = (at - since).days
    if days < thresholds.inactive_days:
        return
    if signals.last_seen is None:
        sentence = _("Not seen yet, %(days)d days after “%(title)s” could be begun.")
    else:
        sentence = _("Nothing for %(days)d days, while “%(title)s” is open and not finished.")
    yield Flag(
        "inactive",
        _("Inactive while work is due"),
        sentence % {"days": days, "title": waiting[0].title},
        f"{signals.last_seen:%Y-%m-%d}" if signals.last_seen else "never",
    )


def _stuck(signals: Signals, thresholds: Thresholds) -> Iterator[Flag]:
    for streak in signals.streaks:
        if streak.wrong_in_a_row >= thresholds.wrong_in_a_row:
            yield Flag(
                "wrong-in-a-row",
                _("Stuck on one objective"),
                _("%(n)d wrong answers in a row, without a success: %(objective)s")
                % {"n": streak.wrong_in_a_row, "objective": streak.text},
                f"{streak.objective}:{streak.wrong_in_a_row}",
            )


def _misled(signals: Signals, thresholds: Thresholds) -> Iterator[Flag]:
    times = sum(streak.confident_and_wrong for streak in signals.streaks)
    if times >= thresholds.confident_and_wrong:
        worst = max(signals.streaks, key=lambda streak: streak.confident_and_wrong)
        yield Flag(
            "confident-and-wrong",
            _("Sure and wrong"),
            _("%(n)d answers were sure and wrong, most of them on: %(objective)s")
            % {"n": times, "objective": worst.text},
            str(times),
        )


def _behind(signals: Signals, thresholds: Thresholds, middle: float) -> Iterator[Flag]:
    behind = middle - signals.completed
    if behind >= thresholds.assignments_behind:
        yield Flag(
            "behind",
            _("Behind the cohort"),
            _("%(own)d assignments finished; the cohort's median is %(median)g.")
            % {"own": signals.completed, "median": middle},
            f"{signals.completed}/{middle:g}",
        )

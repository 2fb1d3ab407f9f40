"""Verbs of the ledger: points and badges, each for one piece of evidence of learning, each once.

Nothing here is given for time, clicks or repetition: a first mastery, a right answer to a review that was due, ten
answers whose confidence was about right, the first stars of a challenge. The ledger is unique per source in the
database, so that a refresh, a replay or another answer to the same question earns nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from overlook.accounts.models import Learner
from overlook.progress.calibration import BLOCK, STATED, is_calibrated
from overlook.progress.models import BadgeAward, LearnerObjective, Objective, Outcome, WeeklyGoal, XpEntry
from overlook.progress.posterior import SECURE_STATE, estimate
from overlook.progress.standing import Fact, Totals, effective, first_tries

Reason = XpEntry.Reason
POINTS: Mapping[str, int] = {Reason.MASTERY: 100, Reason.REVIEW: 40, Reason.CALIBRATION: 30, Reason.STARS: 20}
MOST_STARS = 3
KEPT = timedelta(days=7)
"""After so long without it, an objective that is still there has been kept."""

Times = Mapping[tuple[str, str], datetime]


def award(*, learner: Learner, reason: str, source: str, at: datetime) -> bool:
    """Give the points of a reason for one source, in the transaction of the caller.

    Returns
    -------
    bool
        Whether they are new. The same learner, reason and source again gives nothing and changes nothing, whoever else
        is at it at the same moment.

    Raises
    ------
    ValueError
        There is no such reason.
    """
    if reason not in POINTS:
        raise ValueError(f"There are no points for {reason!r}.")
    _entry, new = XpEntry.objects.get_or_create(
        learner=learner, reason=reason, source=source, defaults={"points": POINTS[reason], "at": at}
    )
    return new


def award_stars(*, learner: Learner, challenge: str, stars: int, at: datetime) -> int:
    """Give the points of each star, up to ``stars``, that this learner had not reached in this challenge before.

    Returns
    -------
    int
        How many of them are new.
    """
    if not 0 <= stars <= MOST_STARS:
        raise ValueError(f"A challenge has 0 to {MOST_STARS} stars, not {stars}.")
    known = {f"{challenge}:{star}" for star in range(1, stars + 1)}
    held = XpEntry.objects.filter(learner=learner, reason=Reason.STARS, source__in=known)
    missing = sorted(known - set(held.values_list("source", flat=True)))
    return sum(award(learner=learner, reason=Reason.STARS, source=source, at=at) for source in missing)


def earn_standing(
    learner: Learner, objective: Objective, totals: Totals, at: datetime, times: Times | None = None
) -> bool:
    """Points and badge of an objective whose standing is secure; returns whether it is."""
    secure = estimate(totals.alpha, totals.beta, totals.evidence).state == SECURE_STATE
    if secure:
        since = (times or {}).get((Reason.MASTERY, objective.slug), at)
        award(learner=learner, reason=Reason.MASTERY, source=objective.slug, at=since)
        _badge(learner, objective, BadgeAward.Kind.SECURE, since)
    return secure


def earn_review(learner: Learner, objective: Objective, *, apart: timedelta, secure: bool, at: datetime) -> None:
    """Points of a right answer to a review that was due, once an objective and week; the badge of what was kept."""
    award(learner=learner, reason=Reason.REVIEW, source=review_source(objective.slug, at), at=at)
    if secure and apart >= KEPT:
        _badge(learner, objective, BadgeAward.Kind.KEPT, at)


def earn_calibration(learner: Learner, at: datetime, times: Times | None = None) -> None:
    """Points of every full block of first answers whose confidence was about right."""
    said = stated_answers(learner)
    if len(said) % BLOCK and times is None:
        return
    for number in calibrated_blocks(said):
        source = f"block:{number}"
        since = (times or {}).get((Reason.CALIBRATION, source), at)
        award(learner=learner, reason=Reason.CALIBRATION, source=source, at=since)


def stated_answers(learner: Learner) -> list[tuple[str, Decimal]]:
    """Confidence and fraction of every first answer that was given with confidence, in the order of time. One query."""
    rows = Outcome.objects.filter(learner=learner, confidence__in=list(STATED))
    facts = {Fact(*row) for row in rows.values_list(*Fact.__dataclass_fields__)}
    return [(fact.confidence, fact.fraction) for fact in first_tries(effective(facts))]


def calibrated_blocks(said: list[tuple[str, Decimal]]) -> list[int]:
    """The numbers, from 1, of the full blocks that were calibrated."""
    whole = len(said) // BLOCK
    return [number + 1 for number in range(whole) if is_calibrated(said[number * BLOCK : (number + 1) * BLOCK])]


def review_source(objective: str, at: datetime) -> str:
    """Which source a review of an objective counts as: one a week, however many are answered."""
    year, week, _day = at.isocalendar()
    return f"{objective}:{year}-W{week:02}"


def adopt_rewards(*, anonymous: Learner, learner: Learner, at: datetime) -> None:
    """Merge what an anonymous reader earned into the ledger of the learner who turned out to be them.

    Stars are facts and are moved, and so is the badge of what was kept where it was mastered. All else is earned anew
    from the log of both, so that answering everything a second time without signing in, and then signing in, earns
    nothing.
    """
    theirs = XpEntry.objects.filter(learner=anonymous)
    times = dict(_times(theirs))
    own = set(XpEntry.objects.filter(learner=learner, reason=Reason.STARS).values_list("source", flat=True))
    theirs.filter(reason=Reason.STARS).exclude(source__in=own).moved(learner=learner)
    earn_anew(learner, at, times)
    mastered = XpEntry.objects.filter(learner=learner, reason=Reason.MASTERY).values("source")
    kept = BadgeAward.objects.filter(kind=BadgeAward.Kind.KEPT, objective__slug__in=mastered)
    held = kept.filter(learner=learner).values_list("objective", flat=True)
    kept.filter(learner=anonymous).exclude(objective__in=list(held)).moved(learner=learner)
    weeks = set(WeeklyGoal.objects.filter(learner=learner).values_list("monday", flat=True))
    WeeklyGoal.objects.filter(learner=anonymous).exclude(monday__in=weeks).update(learner=learner)


def earn_anew(learner: Learner, at: datetime, times: Times) -> None:
    """Give what the log of a learner is worth; what was given stays."""
    for row in LearnerObjective.objects.filter(learner=learner).select_related("objective").order_by("objective__slug"):
        totals = Totals(**{name: getattr(row, name) for name in Totals.__dataclass_fields__})
        earn_standing(learner, row.objective, totals, at, times)
    delayed = Outcome.objects.filter(learner=learner, delayed=True, fraction=1).order_by("at", "pk")
    for slug, moment in delayed.values_list("objective__slug", "at"):
        award(learner=learner, reason=Reason.REVIEW, source=review_source(slug, moment), at=moment)
    earn_calibration(learner, at, times)


def _badge(learner: Learner, objective: Objective, kind: str, at: datetime) -> None:
    BadgeAward.objects.get_or_create(learner=learner, objective=objective, kind=kind, defaults={"at": at})


def _times(entries: Iterable[XpEntry]) -> Iterable[tuple[tuple[str, str], datetime]]:
    return (((entry.reason, entry.source), entry.at) for entry in entries)

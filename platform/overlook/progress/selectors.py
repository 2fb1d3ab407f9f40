"""Page-sized reads of the learning record, as frozen dataclasses, each with a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overlook.accounts.models import Learner
from overlook.progress.calibration import Word, words
from overlook.progress.models import (
    BadgeAward,
    LearnerMisconception,
    LearnerObjective,
    Misconception,
    Objective,
    Outcome,
    ReviewCard,
    ReviewLog,
    WeeklyGoal,
    XpEntry,
)
from overlook.progress.posterior import DEVELOPING, NEEDS_WORK, NOT_ENOUGH, PRIOR, SECURE_STATE, estimate
from overlook.progress.reviewing import recall
from overlook.progress.rewards import stated_answers
from overlook.progress.streaks import Streak, streak_of

STATE_WORDS: Mapping[str, str | Promise] = {
    NOT_ENOUGH: _("not enough evidence"),
    NEEDS_WORK: _("needs work"),
    DEVELOPING: _("developing"),
    SECURE_STATE: _("secure"),
}


@dataclass(frozen=True)
class Standing:
    """One learner on one objective.

    ``estimate`` with ``low`` and ``high`` (90 %) is the chance to answer a new item rightly; it is None under three
    first tries, so that nobody prints a number that means nothing.
    """

    objective: str
    text: str
    essay: str
    evidence: int
    answers: int
    estimate: float | None
    low: float | None
    high: float | None
    state: str
    word: str | Promise
    last: str
    last_at: datetime | None
    wrong_in_a_row: int
    confident_and_wrong: int


@dataclass(frozen=True)
class MisconceptionShare:
    """How far one wrong idea is spread in a group: the learners who showed it at a first try, and later."""

    slug: str
    text: str
    learners: int
    first_tries: int
    later_tries: int
    share: float


@dataclass(frozen=True)
class Review:
    """When one objective is met again. ``recall`` is the chance, 0 to 1, that it would be recalled now."""

    objective: str
    text: str
    essay: str
    due_at: datetime
    last_at: datetime
    due: bool
    recall: float
    reviews: int
    lapses: int

    @property
    def percent(self) -> int:
        return round(100 * self.recall)


@dataclass(frozen=True)
class Points:
    """One line of the ledger."""

    reason: str
    word: str | Promise
    source: str
    points: int
    at: datetime


@dataclass(frozen=True)
class Badge:
    """What somebody reached about one objective; ``criterion`` says by what."""

    kind: str
    title: str | Promise
    criterion: str | Promise
    objective: str
    text: str
    essay: str
    at: datetime


CRITERIA: Mapping[str, str | Promise] = {
    BadgeAward.Kind.SECURE: _("the chance to answer a new question rightly is above 0.7, as far as can be told"),
    BadgeAward.Kind.KEPT: _("answered rightly again after seven days or more"),
}

RECENT = timedelta(days=28)
_SAMPLE = 400


def standings(learner: Learner | None, *, essay: str | None = None) -> list[Standing]:
    """Where a learner stands on every objective, in the order of the essays. Two queries, however many answers."""
    objectives = list(_objectives(essay))
    rows = {row.objective_id: row for row in LearnerObjective.objects.filter(learner=learner)} if learner else {}
    return [_standing(objective, rows.get(objective.pk)) for objective in objectives]


def cohort_standings(
    learner_ids: Iterable[int], *, objectives: Sequence[str] | None = None
) -> dict[int, dict[str, Standing]]:
    """By learner id, then by the objective's slug, for those with at least one answer. Two queries.

    ``objectives`` narrows it to some slugs; retired objectives are left out.
    """
    ids = list(learner_ids)
    wanted = Objective.objects.filter(retired=False)
    if objectives is not None:
        wanted = wanted.filter(slug__in=objectives)
    known = {objective.pk: objective for objective in wanted}
    found: dict[int, dict[str, Standing]] = {learner_id: {} for learner_id in ids}
    for row in LearnerObjective.objects.filter(learner__in=ids, objective__in=known):
        objective = known[row.objective_id]
        found[row.learner_id][objective.slug] = _standing(objective, row)
    return found


def misconception_shares(
    learner_ids: Iterable[int], *, misconceptions: Sequence[str] | None = None
) -> list[MisconceptionShare]:
    """The wrong ideas of a group, most spread first; ``share`` is of all learners given. Two queries."""
    ids = list(learner_ids)
    rows = LearnerMisconception.objects.filter(learner__in=ids)
    if misconceptions is not None:
        rows = rows.filter(misconception__in=misconceptions)
    sums = rows.values("misconception").annotate(
        holders=Count("learner", filter=Q(first_tries__gt=0)), first=Sum("first_tries"), later=Sum("later_tries")
    )
    texts = dict(Misconception.objects.values_list("slug", "text"))
    shares = [
        MisconceptionShare(
            slug=row["misconception"],
            text=texts.get(row["misconception"], row["misconception"]),
            learners=row["holders"],
            first_tries=row["first"],
            later_tries=row["later"],
            share=row["holders"] / len(ids),
        )
        for row in sums
    ]
    return sorted(shares, key=lambda share: (-share.learners, -share.first_tries, share.slug))


def reviews(learner: Learner | None, *, at: datetime) -> list[Review]:
    """Every objective that a learner has recalled at least once, the next due first. One query."""
    if learner is None:
        return []
    cards = ReviewCard.objects.filter(learner=learner, objective__retired=False, due_at__isnull=False)
    return [_review(card, at) for card in cards.select_related("objective").order_by("due_at", "objective__slug")]


def points(learner: Learner | None) -> list[Points]:
    """The ledger of a learner, the newest first. One query."""
    if learner is None:
        return []
    rows = XpEntry.objects.filter(learner=learner).order_by("-at", "-pk")
    return [Points(row.reason, XpEntry.Reason(row.reason).label, row.source, row.points, row.at) for row in rows]


def recent_points(learner_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """By learner id, the points of the last 28 days; those without any are left out. One query."""
    rows = XpEntry.objects.filter(learner__in=list(learner_ids), at__gt=at - RECENT, at__lte=at)
    sums = rows.order_by().values("learner").annotate(total=Sum("points"))
    return {row["learner"]: row["total"] for row in sums}


def badges(learner: Learner | None) -> list[Badge]:
    """What a learner reached, the newest first. One query."""
    if learner is None:
        return []
    rows = BadgeAward.objects.filter(learner=learner).select_related("objective").order_by("-at", "-pk")
    return [
        Badge(
            kind=row.kind,
            title=BadgeAward.Kind(row.kind).label,
            criterion=CRITERIA[row.kind],
            objective=row.objective.slug,
            text=row.objective.text,
            essay=row.objective.essay,
            at=row.at,
        )
        for row in rows
    ]


def streak(learner: Learner | None, *, zone: str, at: datetime) -> Streak:
    """Weekly goal and streak in a zone: what was recalled from memory, and stars, make a day. Three queries."""
    if learner is None:
        return streak_of([], zone=zone, goals=[], at=at)
    moments = list(ReviewLog.objects.filter(learner=learner).values_list("at", flat=True))
    moments += XpEntry.objects.filter(learner=learner, reason=XpEntry.Reason.STARS).values_list("at", flat=True)
    goals = WeeklyGoal.objects.filter(learner=learner).values_list("monday", "days")
    return streak_of(moments, zone=zone, goals=list(goals), at=at)


def confidence(learner: Learner | None) -> list[Word]:
    """By word of confidence, how often first answers given with it were right. One query."""
    return words(stated_answers(learner) if learner else [])


def met_items(learner: Learner, objectives: Iterable[str]) -> dict[str, tuple[datetime, ...]]:
    """By item, when a learner answered it. One query."""
    met: dict[str, set[datetime]] = {}
    rows = Outcome.objects.filter(learner=learner, objective__slug__in=list(objectives))
    for item, at in rows.values_list("item", "at"):
        met.setdefault(item, set()).add(at)
    return {item: tuple(sorted(moments)) for item, moments in met.items()}


def item_shares(objective: str) -> tuple[float, dict[str, tuple[float, int]]]:
    """How right everybody's newest first tries on an objective are: the mean, and by item the sum and number.

    It looks at 400 outcomes, so that it costs the same whatever the number of learners. One query.
    """
    rows = Outcome.objects.filter(objective__slug=objective, first_try=True).order_by("-pk")
    found: dict[str, tuple[float, int]] = {}
    for item, fraction in rows.values_list("item", "fraction")[:_SAMPLE]:
        right, n = found.get(item, (0.0, 0))
        found[item] = (right + float(fraction), n + 1)
    total = sum(n for _right, n in found.values())
    return (sum(right for right, _n in found.values()) / total if total else 0.5), found


def _objectives(essay: str | None) -> Iterable[Objective]:
    rows = Objective.objects.filter(retired=False)
    return rows.filter(essay=essay) if essay else rows


def _standing(objective: Objective, row: LearnerObjective | None) -> Standing:
    evidence = row.evidence if row else 0
    said = estimate(row.alpha if row else PRIOR, row.beta if row else PRIOR, evidence)
    enough = said.state != NOT_ENOUGH
    return Standing(
        objective=objective.slug,
        text=objective.text,
        essay=objective.essay,
        evidence=evidence,
        answers=row.answers if row else 0,
        estimate=said.mean if enough else None,
        low=said.low if enough else None,
        high=said.high if enough else None,
        state=said.state,
        word=STATE_WORDS[said.state],
        last=row.last if row else "",
        last_at=row.last_at if row else None,
        wrong_in_a_row=row.wrong_in_a_row if row else 0,
        confident_and_wrong=row.confident_and_wrong if row else 0,
    )


def _review(card: ReviewCard, at: datetime) -> Review:
    if card.due_at is None or card.last_at is None or card.stability is None:
        raise ValueError("A card with a due date has been reviewed.")
    return Review(
        objective=card.objective.slug,
        text=card.objective.text,
        essay=card.objective.essay,
        due_at=card.due_at,
        last_at=card.last_at,
        due=card.due_at <= at,
        recall=recall(card.stability, card.last_at, at),
        reviews=card.reviews,
        lapses=card.lapses,
    )

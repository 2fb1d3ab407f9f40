"""When to meet an objective again: the FSRS scheduler over a log of ratings. Pure, and the same in any process.

Model
-----
FSRS-6 with its published default weights: three numbers for each objective (difficulty, stability, retrievability),
moved by each retrieval. No learning steps, since an objective is not a flash card; no fuzz, since two servers must
agree.

Source
------
Ye, Su and Cao, "A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling", KDD 2022; the
implementation is py-fsrs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from fsrs import Card, Rating, Scheduler

RETENTION = 0.9
"""A review falls due when the chance of recall has come down to this."""
LONGEST_DAYS = 365
LEAST_DELAY = timedelta(days=1)
"""A review sooner than this after the last retrieval shows nothing that lasts."""

_SCHEDULER = Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,
)
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Retrieval:
    """One row of a review log."""

    source: str
    revision: int
    rating: int
    at: datetime


@dataclass(frozen=True)
class Memory:
    """What a card holds: the replay of its log. ``stability`` in days; everything is None before the first
    retrieval."""

    stability: float | None
    difficulty: float | None
    reviews: int
    lapses: int
    last_at: datetime | None
    due_at: datetime | None


def rating_of(fraction: Decimal, confidence: str) -> int:
    """FSRS's rating from correctness and confidence.

    Right and sure is 4 (easy), right 3 (good), a right guess or at least half right 2 (hard), anything else 1 (again).
    """
    if fraction == 1 and confidence != "guess":
        return int(Rating.Easy if confidence == "sure" else Rating.Good)
    return int(Rating.Hard if fraction >= Decimal("0.5") else Rating.Again)


def replay(log: Iterable[Retrieval]) -> Memory:
    """The memory that a log of retrievals leaves, each source by its newest revision, in the order of time."""
    newest: dict[str, Retrieval] = {}
    for row in sorted(log, key=lambda row: row.revision):
        newest[row.source] = row
    card = Card(card_id=1, due=_BEGINNING)
    lapses = 0
    rows = sorted(newest.values(), key=lambda row: (row.at, row.source))
    for row in rows:
        lapses += row.rating == Rating.Again and card.stability is not None
        card, _log = _SCHEDULER.review_card(card, Rating(row.rating), review_datetime=row.at.astimezone(UTC))
    return Memory(
        stability=card.stability,
        difficulty=card.difficulty,
        reviews=len(rows),
        lapses=lapses,
        last_at=card.last_review,
        due_at=card.due if rows else None,
    )


def is_due(memory: Memory, at: datetime) -> bool:
    """Whether an answer at ``at`` is a delayed review: the card is due, and a day at least has passed."""
    if memory.due_at is None or memory.last_at is None:
        return False
    return memory.due_at <= at and memory.last_at + LEAST_DELAY <= at


def recall(stability: float, last_at: datetime, at: datetime) -> float:
    """The chance, 0 to 1, that an objective is still recalled at ``at``; whole days count."""
    card = Card(card_id=1, stability=stability, difficulty=5.0, due=last_at, last_review=last_at.astimezone(UTC))
    return float(_SCHEDULER.get_card_retrievability(card, at.astimezone(UTC)))

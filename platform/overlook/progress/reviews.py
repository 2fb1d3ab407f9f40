"""Verbs of review: what counts as recalled from memory, and the cards that follow from it."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from overlook.accounts.models import Learner
from overlook.progress.models import Objective, Outcome, ReviewCard, ReviewLog
from overlook.progress.reviewing import Retrieval, is_due, rating_of, replay
from overlook.progress.standing import BEFORE

REVIEW = "review"
"""The context of an answer in a review. Tests after reading, and a week later, ask from memory likewise."""
FROM_MEMORY = frozenset({REVIEW, "test:post", "test:delayed"})

_LOG = ("source", "revision", "rating", "at")


def asks_from_memory(*, first_try: bool, context: str) -> bool:
    """Whether an answer may be a retrieval: a first try, or one that was asked for without the essay at hand."""
    return context != BEFORE and (first_try or context in FROM_MEMORY)


def log_of(learner: Learner, objective: Objective) -> list[Retrieval]:
    rows = ReviewLog.objects.filter(learner=learner, objective=objective)
    return [Retrieval(*row) for row in rows.values_list(*_LOG)]


def was_due(log: Iterable[Retrieval], at: datetime) -> bool:
    """Whether the objective was due at ``at``, by what had been recalled until then."""
    return is_due(replay(row for row in log if row.at <= at), at)


def keep_retrieval(row: Outcome, log: list[Retrieval]) -> None:
    """Log an answer as recalled from memory, and bring the card up to date. The caller holds the card's lock."""
    rating = rating_of(Decimal(row.fraction), row.confidence)
    entry = ReviewLog(
        learner=row.learner,
        objective=row.objective,
        source=row.source,
        revision=row.revision,
        rating=rating,
        at=row.at,
    )
    ReviewLog.objects.bulk_create([entry], ignore_conflicts=True)
    known = {(one.source, one.revision) for one in log}
    if (row.source, row.revision) not in known:
        log.append(Retrieval(row.source, row.revision, rating, row.at))
    write_card(row.learner, row.objective, log)


def write_card(learner: Learner, objective: Objective, log: Iterable[Retrieval]) -> None:
    """Make the card what the replay of its log gives. The caller holds its lock."""
    ReviewCard.objects.filter(learner=learner, objective=objective).update(**vars(replay(log)))

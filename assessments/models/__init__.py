"""Banks, items and assessments are immutable versions; attempts are an append-only log of facts.

A grade is a pure function of that log: responses and scores are inserted and never change.
"""

from assessments.models.attempts import (
    PERSONAL,
    Attempt,
    AttemptSlot,
    HintTaken,
    Response,
    Score,
)
from assessments.models.content import (
    Assessment,
    AssessmentVersion,
    Bank,
    Item,
    ItemKey,
    ItemVersion,
    Slot,
)
from assessments.models.drafts import AnswerCount, Draft, PendingScore
from assessments.models.grades import (
    Grade,
    GradeRevision,
    LineItem,
    Outbox,
    Regrade,
    RegradeUndo,
)

__all__ = [
    "PERSONAL",
    "AnswerCount",
    "Assessment",
    "AssessmentVersion",
    "Attempt",
    "AttemptSlot",
    "Bank",
    "Draft",
    "Grade",
    "GradeRevision",
    "HintTaken",
    "Item",
    "ItemKey",
    "ItemVersion",
    "LineItem",
    "Outbox",
    "PendingScore",
    "Regrade",
    "RegradeUndo",
    "Response",
    "Score",
    "Slot",
]

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

__all__ = [
    "PERSONAL",
    "Assessment",
    "AssessmentVersion",
    "Attempt",
    "AttemptSlot",
    "Bank",
    "HintTaken",
    "Item",
    "ItemKey",
    "ItemVersion",
    "Response",
    "Score",
    "Slot",
]

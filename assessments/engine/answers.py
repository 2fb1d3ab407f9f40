"""What all types with an open answer share: the author's words for a right one, for a trap, and for anything else."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.engine.contract import FigureLink, Verdict
from assessments.engine.reading import Reader


def read_trap(reader: Reader) -> dict[str, Any]:
    """A wrong answer that somebody gives for a reason: one tag, its own feedback, the figure that refutes it."""
    return {
        "misconception": reader.tag(),
        "feedback": reader.text("feedback"),
        "figure": reader.figure(),
    }


def read_otherwise(reader: Reader) -> dict[str, Any]:
    """Any wrong answer that no trap foresaw; its tag may be missing."""
    child = reader.child("otherwise")
    if child is None:
        return {"misconception": "", "feedback": "", "figure": None}
    found = {
        "misconception": child.tag(required=False),
        "feedback": child.text("feedback"),
        "figure": child.figure(),
    }
    child.finish()
    return found


def verdict_of(said: Mapping[str, Any], fraction: Decimal = Decimal(0)) -> Verdict:
    return Verdict(fraction, said["misconception"], said["feedback"], FigureLink.of(said["figure"]))

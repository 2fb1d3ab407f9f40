"""From the outcomes of one learner on one objective to their standing: a pure function of the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from overlook.progress.posterior import PRIOR

SHOWN = 6
"""How many of the last first tries a learner sees as marks."""
RIGHT, PARTLY, WRONG = "✓", "◑", "✗"
BEFORE = "test:pre"
"""The context of a test taken before an essay was read. What it shows is no evidence of having learned."""


@dataclass(frozen=True)
class Fact:
    """What of an outcome matters for a standing."""

    source: str
    revision: int
    item: str
    first_try: bool
    fraction: Decimal
    confidence: str
    misconception: str
    context: str
    delayed: bool
    at: datetime


@dataclass(frozen=True)
class Totals:
    evidence: int
    answers: int
    successes: Decimal
    wrong_in_a_row: int
    confident_and_wrong: int
    alpha: float
    beta: float
    last: str
    last_at: datetime | None


def effective(facts: Iterable[Fact]) -> list[Fact]:
    """One fact per source, its newest revision, in the order in which they happened."""
    newest: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: fact.revision):
        newest[fact.source] = fact
    return sorted(newest.values(), key=lambda fact: (fact.at, fact.source))


def first_tries(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that are evidence: the earliest first try of each item."""
    seen: dict[str, Fact] = {}
    for fact in facts:
        if fact.first_try:
            seen.setdefault(fact.item, fact)
    return list(seen.values())


def evidence_of(facts: Iterable[Fact]) -> list[Fact]:
    """What a standing is computed from: the first try at each item, and each answer to a review that was due.

    A test before the essay was read is no evidence.
    """
    found: list[Fact] = []
    met: set[str] = set()
    for fact in facts:
        if fact.context == BEFORE:
            continue
        if fact.delayed or (fact.first_try and fact.item not in met):
            found.append(fact)
        if fact.first_try:
            met.add(fact.item)
    return found


def totals(facts: Iterable[Fact]) -> Totals:
    """The roll-up of one learner on one objective."""
    answers = effective(facts)
    evidence = evidence_of(answers)
    successes = sum((fact.fraction for fact in evidence), Decimal(0))
    run = 0
    for fact in reversed(answers):
        if fact.fraction == 1:
            break
        run += 1
    return Totals(
        evidence=len(evidence),
        answers=len(answers),
        successes=successes,
        wrong_in_a_row=run,
        confident_and_wrong=sum(fact.confidence == "sure" and fact.fraction < Decimal("0.5") for fact in evidence),
        alpha=PRIOR + float(successes),
        beta=PRIOR + len(evidence) - float(successes),
        last="".join(mark(fact.fraction) for fact in evidence[-SHOWN:]),
        last_at=answers[-1].at if answers else None,
    )


def mark(fraction: Decimal) -> str:
    if fraction == 1:
        return RIGHT
    return PARTLY if fraction > 0 else WRONG

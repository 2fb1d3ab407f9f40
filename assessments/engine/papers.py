"""The rules of a sitting, pure: its policy, its time, what a try earns, and what a paper comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

AT_ONCE, AFTER_ATTEMPT, AFTER_CLOSE = "at-once", "after-attempt", "after-close"
RELEASES = (AT_ONCE, AFTER_ATTEMPT, AFTER_CLOSE)
CANONICAL, FRESH, KEPT = "canonical", "fresh", "kept"
BEST, LAST = "best", "last"

IN_TIME, LATE, OVER = "in-time", "late", "over"
GRACE_SECONDS = 15
"""How long after its end an answer that was already on its way is still taken, with a flag."""


@dataclass(frozen=True)
class Policy:
    """How an attempt goes, as the snapshot that it carries says.

    Parameters
    ----------
    minutes
        Time limit before any multiplier; None for none.
    grace
        Seconds after the end in which an answer is taken and flagged late.
    sittings
        How often the paper may be taken; None without limit.
    tries
        Answers to one question in one sitting; None without limit. More than one makes sense with feedback at once.
    credit
        What each further try earns, the last one for all that follow; empty for full credit always.
    shuffle
        Whether each sitting has its questions in an order of its own.
    feedback
        When feedback and scores are told: ``at-once``, ``after-attempt`` or ``after-close``.
    review
        Whether the learner looks over all answers and confirms before handing in.
    seeds
        ``canonical`` (the variant of the essay), ``fresh`` (a new one each sitting) or ``kept`` (that of the first).
    keep
        Which sitting counts: ``best`` or ``last``.
    """

    minutes: int | None = None
    grace: int = 0
    sittings: int | None = None
    tries: int | None = None
    credit: tuple[Decimal, ...] = ()
    shuffle: bool = False
    feedback: str = AT_ONCE
    review: bool = False
    seeds: str = FRESH
    keep: str = BEST

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Policy":
        """From the JSON of an attempt; what it does not say has its default."""
        known = {name: raw[name] for name in cls.__dataclass_fields__ if raw.get(name) is not None}
        known["credit"] = tuple(Decimal(part) for part in raw.get("credit") or ())
        return cls(**known)

    def written(self) -> dict[str, Any]:
        """As JSON; decimals as text, so that they stay exact."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**found, "credit": [str(part) for part in self.credit]}

    @property
    def at_once(self) -> bool:
        return self.feedback == AT_ONCE

    def credit_of(self, nth: int) -> Decimal:
        """The part of a score that the ``nth`` try earns, from 1.

        >>> Policy(credit=(Decimal(1), Decimal("0.5"))).credit_of(3)
        Decimal('0.5')
        """
        return self.credit[min(nth, len(self.credit)) - 1] if self.credit else Decimal(1)


def deadline_of(
    *, opened: datetime, minutes: int | None, multiplier: Decimal, closes: datetime | None
) -> datetime | None:
    """The end of a sitting: when its time is up, and never after the closing. To the second, in elapsed time."""
    if minutes is None:
        return closes
    end = opened + timedelta(seconds=int(minutes * 60 * multiplier))
    return min(end, closes) if closes else end


def timing(at: datetime, *, due: datetime | None, deadline: datetime | None, grace: int) -> str:
    """``in-time``, ``late`` (taken, with a flag) or ``over`` (refused). The very second named is still in time."""
    if deadline is not None and at > deadline + timedelta(seconds=grace):
        return OVER
    past = [end for end in (due, deadline) if end is not None and at > end]
    return LATE if past else IN_TIME


def worth(policy: Policy, number: int, tries: Sequence[Decimal]) -> Decimal:
    """What a question comes to: the best of its tries after credit.

    Parameters
    ----------
    number
        Of the sitting, from 1.
    tries
        The fraction of every answer to it in that sitting, in order. With feedback at once each answer is a try; else
        the sitting is.
    """
    if not tries:
        return Decimal(0)
    if policy.at_once:
        return max(fraction * policy.credit_of(seq) for seq, fraction in enumerate(tries, start=1))
    return tries[-1] * policy.credit_of(number)


def total(worths: Iterable[Decimal]) -> Decimal:
    """A sitting's grade, 0 to 1: the mean over its questions; those without an answer count as 0."""
    found = list(worths)
    return sum(found, Decimal(0)) / len(found) if found else Decimal(0)


def kept(policy: Policy, totals: Sequence[Decimal]) -> Decimal | None:
    """The grade over all sittings that were handed in, in their order; None before the first."""
    if not totals:
        return None
    return max(totals) if policy.keep == BEST else totals[-1]

"""Which question to ask next, and why: a rule that the page can say aloud. Pure.

Among the objectives that are due, else among the weak ones, the question is asked whose chance of a right answer is
nearest to 0.7: hard enough to show something, not so hard as to discourage. A question that was met on three days of
the last thirty, or within the last day, is left out.

Source
------
The chance is the learner's on the objective, shifted on the logit scale by how much harder than its objective the
question was for everybody so far; with few answers the shift is drawn towards none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log

AIM = 0.7
EXPOSURES = 3
WINDOW = timedelta(days=30)
REST = timedelta(days=1)
SHRINK = 8.0
"""So many answers at the objective's own mean are added to those of a question."""

DUE, WEAK, THIN = "due", "weak", "thin"
_EDGE = 0.02


@dataclass(frozen=True)
class Candidate:
    """A question that could be asked."""

    bank: str
    item: str
    objective: str
    reason: str
    chance: float
    met: tuple[datetime, ...] = ()


def shifted(chance: float, *, right: float, n: int, mean: float) -> float:
    """The chance of somebody with ``chance`` on an objective at one of its questions.

    ``right`` of ``n`` first tries at it were right, where ``mean`` of all first tries on the objective are.
    """
    share = (right + SHRINK * mean) / (n + SHRINK)
    return 1 / (1 + exp(-(_logit(chance) + _logit(share) - _logit(mean))))


def may_be_asked(met: Iterable[datetime], at: datetime) -> bool:
    """Whether a question that was met at these moments may be asked again: the exposure cap. Tries of one day are one
    meeting."""
    recent = [moment for moment in met if moment > at - WINDOW]
    return len({moment.date() for moment in recent}) < EXPOSURES and all(moment <= at - REST for moment in recent)


def choose(candidates: Sequence[Candidate], at: datetime) -> Candidate | None:
    """The question to ask, or None. The same candidates give the same choice."""
    ranks = {DUE: 0, WEAK: 1, THIN: 2}
    fair = [candidate for candidate in candidates if may_be_asked(candidate.met, at)]
    return min(
        fair,
        key=lambda one: (ranks[one.reason], round(abs(one.chance - AIM), 6), len(one.met), one.bank, one.item),
        default=None,
    )


def _logit(chance: float) -> float:
    held = min(max(chance, _EDGE), 1 - _EDGE)
    return log(held / (1 - held))

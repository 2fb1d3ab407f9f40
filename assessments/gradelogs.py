"""Reading the log that grades are computed from: few queries, whatever the number of learners."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.engine.grading import Log, Place, Sitting, pooled
from assessments.engine.papers import Policy
from assessments.models import Attempt, AttemptSlot, Regrade, Score, Slot

PRACTICE = "practice"
_SLOT = (
    "pk",
    "item_version",
    "item_version__item",
    "item_version__objectives",
    "attempt",
    "attempt__learner",
    "attempt__number",
    "attempt__policy",
    "attempt__version",
    "attempt__version__sha256",
)


@dataclass
class _Sat:
    """An attempt while its slots are collected."""

    number: int
    policy: Mapping[str, Any]
    version: tuple[int, str]
    places: list[Place] = field(default_factory=list)

    @property
    def is_practice(self) -> bool:
        return self.policy.get("mode") == PRACTICE

    def sitting(self) -> Sitting:
        return Sitting(self.number, Policy.read(self.policy), tuple(self.places))


def logs_of(
    assessment: int,
    pool: str,
    learners: Collection[int],
    *,
    instead: Mapping[int, Decimal] | None = None,
    dropping: Mapping[int, bool] | None = None,
) -> dict[int, tuple[Log, Policy]]:
    """By learner, the log of their attempts at an assessment in one context, with the policy of the newest.

    Two queries; a third where an item was dropped, and one for each version of a practice that was not met lately.

    Parameters
    ----------
    instead
        By response, a score to suppose in place of its own: what a regrade would do.
    dropping
        Item versions to suppose dropped, besides those that are.
    """
    among = Q(attempt__assessment=assessment, attempt__context=pool, attempt__learner__in=list(learners))
    fractions = _fractions(among, instead or {})
    sat: dict[int, dict[int, _Sat]] = defaultdict(dict)
    dropped: set[int] = set()
    for pk, version, item, objectives, attempt, learner, number, policy, own, sha256, drop in _slots(among):
        one = sat[learner].setdefault(attempt, _Sat(number, policy, (own, sha256)))
        if objectives or not one.is_practice:
            one.places.append(Place(item, version, tuple(fractions.get(pk, ()))))
        if drop:
            dropped.add(version)
    drops = {**(dropping or {}), **(dropped_versions(dropped, pool) if dropped else {})}
    return {learner: _log(sat[learner].values(), drops) for learner in learners}


def counting(prefix: str = "") -> Q:
    """The attempts that a grade is made of: practice in any state, a paper once it was handed in."""
    return Q(**{f"{prefix}policy__mode": PRACTICE}) | Q(**{f"{prefix}state": Attempt.State.SUBMITTED})


def dropped_versions(versions: Iterable[int], pool: str) -> dict[int, bool]:
    """Which item versions are left out of grades in a context, and whether also where that lowers."""
    rows = Regrade.objects.filter(policy=Regrade.Policy.DROP, undo=None, from_version__in=versions).order_by("pk")
    found: dict[int, bool] = {}
    for version, scope, may_lower in rows.values_list("from_version", "scope", "may_lower"):
        if not scope or pool in scope:
            found[version] = found.get(version, False) or may_lower
    return found


def effective_scores(scores: QuerySet[Score]) -> dict[int, tuple[int, int, Decimal, str]]:
    """By response, the newest score: its key, its slot, its fraction and its misconception."""
    rows = scores.order_by("response__slot", "response__seq", "pk")
    values = rows.values_list("response", "pk", "response__slot", "fraction", "misconception")
    return {row[0]: row[1:] for row in values.iterator(chunk_size=5000)}


def _fractions(among: Q, instead: Mapping[int, Decimal]) -> dict[int, list[Decimal]]:
    """By slot, the effective fraction of each answer, in their order."""
    found: dict[int, list[Decimal]] = defaultdict(list)
    answered = AttemptSlot.objects.filter(among).values("pk")
    scores = effective_scores(Score.objects.filter(response__slot__in=answered))
    for response, (_pk, slot, fraction, _tag) in scores.items():
        found[slot].append(instead.get(response, fraction))
    return found


def _slots(among: Q) -> Iterable[tuple[Any, ...]]:
    """The slots of attempts that count: practice in any state, a paper once it was handed in."""
    drops = Regrade.objects.filter(policy=Regrade.Policy.DROP, undo=None, from_version=OuterRef("item_version"))
    rows = (
        AttemptSlot.objects.filter(among)
        .filter(counting("attempt__"))
        .order_by("attempt__number", "attempt", "position", "pk")
    )
    return rows.annotate(drop=Exists(drops)).values_list(*_SLOT, "drop").iterator(chunk_size=5000)


def _log(sat: Iterable[_Sat], dropped: Mapping[int, bool]) -> tuple[Log, Policy]:
    found = list(sat)
    if not found:
        return Log(), Policy()
    policy = Policy.read(found[-1].policy)
    if not found[-1].is_practice:
        return Log(tuple(one.sitting() for one in found), dropped), policy
    _add_unanswered(found[-1])
    whole = pooled([one.sitting() for one in found])
    return Log((whole,) if whole else (), dropped), policy


def _add_unanswered(one: _Sat) -> None:
    """Practice has slots for what was answered only; the questions still to come are those of its version."""
    met = {place.item for place in one.places}
    out = set(one.policy.get("ungraded") or ())
    one.places += [Place(item, 0) for item in _asked(*one.version) if item not in met | out]


@lru_cache(maxsize=256)
def _asked(version: int, sha256: str) -> tuple[int, ...]:
    """The items of a version of an assessment, which never changes."""
    return tuple(Slot.objects.filter(version=version).order_by("position").values_list("item", flat=True))

"""From the log of one learner at one paper to a grade: a pure function, exact to the six places that are stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.engine.papers import Policy, kept, total, worth

PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Place:
    """One question in one sitting.

    ``version`` is the item version that was met, 0 where none was yet. ``fractions`` are the effective scores of its
    answers, in their order.
    """

    item: int
    version: int
    fractions: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Sitting:
    """One attempt; ``policy`` is the snapshot that it carries."""

    number: int
    policy: Policy
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Log:
    """All that a grade depends on: the sittings that count, and the item versions that were dropped.

    ``dropped`` says of a version whether it is left out for everybody (True), or only where that does not lower
    (False).
    """

    sittings: tuple[Sitting, ...] = ()
    dropped: Mapping[int, bool] = field(default_factory=dict)


def grade(log: Log, policy: Policy) -> Decimal | None:
    """The grade, 0 to 1; None where there is nothing to grade, which is another thing than 0.

    Parameters
    ----------
    log
        Sittings in their order.
    policy
        Says which sitting counts; what a try earns is said by each sitting's own.
    """
    totals = [found for sitting in log.sittings if (found := sitting_total(sitting, log.dropped)) is not None]
    found = kept(policy, totals)
    return None if found is None else found.quantize(PLACES)


def sitting_total(sitting: Sitting, dropped: Mapping[int, bool]) -> Decimal | None:
    """The mean over the questions of a sitting that are not dropped; None if none is left."""
    worths: list[Decimal] = []
    droppable: list[Decimal] = []
    for place in sitting.places:
        for_everybody = dropped.get(place.version)
        if for_everybody:
            continue
        earned = worth(sitting.policy, sitting.number, place.fractions)
        (worths if for_everybody is None else droppable).append(earned)
    left = _helpfully_dropped(worths, sorted(droppable))
    return total(left) if left else None


def _helpfully_dropped(worths: Sequence[Decimal], droppable: Sequence[Decimal]) -> list[Decimal]:
    """What is left when the lowest of ``droppable`` (ascending) go for as long as the mean rises."""
    for count in range(len(droppable)):
        left = [*worths, *droppable[count:]]
        if len(left) == 1 or droppable[count] >= total(left):
            return left
    return list(worths)


def pooled(sittings: Sequence[Sitting]) -> Sitting | None:
    """Practice as one sitting: every answer ever given to a question counts, in whichever attempt it was given."""
    if not sittings:
        return None
    places: dict[int, Place] = {}
    for sitting in sittings:
        for place in sitting.places:
            before = places.get(place.item, Place(place.item, 0))
            version = max(before.version, place.version)
            places[place.item] = Place(place.item, version, before.fractions + place.fractions)
    return Sitting(1, sittings[-1].policy, tuple(places.values()))

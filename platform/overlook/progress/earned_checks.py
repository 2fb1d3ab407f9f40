"""What must always hold about reviews and rewards: cards replay from their log, and nothing was given for nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby

from overlook.kit.auditing import Check, Finding
from overlook.progress.calibration import BLOCK, STATED
from overlook.progress.models import BadgeAward, LearnerObjective, Outcome, ReviewCard, ReviewLog, XpEntry
from overlook.progress.posterior import ENOUGH
from overlook.progress.reviewing import Memory, Retrieval, replay
from overlook.progress.rewards import MOST_STARS, POINTS, Reason, review_source
from overlook.progress.standing import Fact, effective, first_tries

_MEMORY = tuple(Memory.__dataclass_fields__)
_NOTHING = replay([])

Earned = Mapping[int, set[str]]


def wrong_cards() -> Iterator[Finding]:
    """Review cards that are not the replay of their log, to the last bit."""
    stored = {row[:2]: Memory(*row[2:]) for row in ReviewCard.objects.values_list("learner", "objective", *_MEMORY)}
    log = ReviewLog.objects.order_by("learner", "objective")
    rows = log.values_list("learner", "objective", *Retrieval.__dataclass_fields__)
    for key, own in groupby(rows.iterator(chunk_size=5000), lambda row: (row[0], row[1])):
        said, due = stored.pop(key, _NOTHING), replay(Retrieval(*row[2:]) for row in own)
        if said != due:
            yield Finding(f"card of learner {key[0]} on objective {key[1]}", f"is {said}, its log gives {due}")
    for (learner, objective), said in stored.items():
        if said != _NOTHING:
            yield Finding(f"card of learner {learner} on objective {objective}", "has no log")


def wrong_points() -> Iterator[Finding]:
    """Entries of the ledger with other points than their reason gives, or without the evidence that they were given
    for.

    A regrade takes no points back, so evidence is anything that was ever recorded.
    """
    grounds: Mapping[str, Earned] = {
        Reason.MASTERY: _enough_evidence(),
        Reason.REVIEW: _right_reviews(),
        Reason.CALIBRATION: _full_blocks(),
    }
    entries = XpEntry.objects.order_by("pk").values_list("pk", "learner", "reason", "source", "points")
    for pk, learner, reason, source, points in entries.iterator(chunk_size=5000):
        if points != POINTS.get(reason):
            yield Finding(f"entry {pk} of learner {learner}", f"has {points} points for {reason}")
        known = grounds[reason].get(learner, set()) if reason in grounds else None
        if known is not None and source not in known:
            yield Finding(
                f"entry {pk} of learner {learner}", f"was given for {reason} {source}, of which nothing is known"
            )
        if reason == Reason.STARS and source.rpartition(":")[2] not in {str(n + 1) for n in range(MOST_STARS)}:
            yield Finding(f"entry {pk} of learner {learner}", f"names no star: {source}")


def badges_without_points() -> Iterator[Finding]:
    """Badges of an objective that was never mastered."""
    mastered = set(XpEntry.objects.filter(reason=Reason.MASTERY).values_list("learner", "source"))
    for pk, learner, objective in BadgeAward.objects.values_list("pk", "learner", "objective__slug"):
        if (learner, objective) not in mastered:
            yield Finding(f"badge {pk} of learner {learner}", f"is for {objective}, which was never mastered")


def _enough_evidence() -> Earned:
    found = defaultdict(set)
    rows = LearnerObjective.objects.filter(evidence__gte=ENOUGH).values_list("learner", "objective__slug")
    for learner, objective in rows:
        found[learner].add(objective)
    return found


def _right_reviews() -> Earned:
    found = defaultdict(set)
    rows = Outcome.objects.filter(delayed=True, fraction=1).values_list("learner", "objective__slug", "at")
    for learner, objective, at in rows.iterator(chunk_size=5000):
        found[learner].add(review_source(objective, at))
    return found


def _full_blocks() -> Earned:
    found: dict[int, set[str]] = {}
    rows = Outcome.objects.filter(confidence__in=list(STATED)).order_by("learner")
    log = rows.values_list("learner", *Fact.__dataclass_fields__)
    for learner, own in groupby(log.iterator(chunk_size=5000), lambda row: row[0]):
        answers = len(first_tries(effective({Fact(*row[1:]) for row in own})))
        found[learner] = {f"block:{number + 1}" for number in range(answers // BLOCK)}
    return found


EARNED = [
    Check("progress.review-cards", "Each review card equals the replay of its log.", wrong_cards),
    Check(
        "progress.xp-ledger",
        "Each entry of the ledger has the points of its reason and the evidence that it was given for.",
        wrong_points,
    ),
    Check("progress.badges", "Each badge is about an objective whose mastery is in the ledger.", badges_without_points),
]

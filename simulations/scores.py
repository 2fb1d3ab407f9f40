"""What games were worth: the best of each challenge for one person, and the scores of one week's instance.

This is the reading interface for experience points, badges and boards. Games that do not count (a second one on the
same seed of the week) are in none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from overlook.accounts.models import Learner
from simulations.models import ChallengePlay


@dataclass(frozen=True)
class Best:
    """The best score of a challenge, its stars, and when it was reached first."""

    challenge: str
    score: float
    stars: int
    at: datetime


def best_scores(learner: Learner, *, since: datetime | None = None) -> Mapping[str, Best]:
    """By challenge, over the games that ended at or after ``since``; one query."""
    games = ChallengePlay.objects.of(learner).scored()
    if since is not None:
        games = games.filter(finished_at__gte=since)
    found: dict[str, Best] = {}
    rows = games.order_by("finished_at", "pk").values_list("challenge", "score", "stars", "finished_at")
    for challenge, score, stars, at in rows:
        if score is None or stars is None or at is None:
            continue
        if challenge not in found or score > found[challenge].score:
            found[challenge] = Best(challenge, score, stars, at)
    return found


def week_scores(challenge: str, *, week: str, cohort: str) -> Mapping[int, float]:
    """By learner's primary key, over the finished games on one seed of the week; one query."""
    games = ChallengePlay.objects.scored().filter(challenge=challenge, week=week, cohort=cohort)
    return {learner: score for learner, score in games.values_list("learner_id", "score") if score is not None}

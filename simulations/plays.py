"""Playing a challenge: the server draws the instance, keeps the actions, replays and scores them."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict
from simulations.catalogue import challenge as find_challenge
from simulations.engine.challenges import Outcome
from simulations.models import ChallengePlay

_SEEDS = 2**31


@transaction.atomic
def begin_play(*, learner: Learner, challenge: str, at: datetime) -> ChallengePlay:
    """A new game on an instance of the server's choice; one that was never played is given again instead.

    Raises
    ------
    NotFound
        There is no such challenge.
    """
    rules = find_challenge(challenge)
    Learner.objects.select_for_update().get(pk=learner.pk)
    untouched = ChallengePlay.objects.of(learner).filter(
        challenge=rules.slug, version=rules.version, revision=0, finished_at=None
    )
    found = untouched.first()
    if found is not None:
        return found
    return ChallengePlay.objects.create(
        learner=learner,
        challenge=rules.slug,
        version=rules.version,
        seed=secrets.randbelow(_SEEDS),
        created_at=at,
    )


@transaction.atomic
def take_step(*, play: ChallengePlay, step: int, action: Mapping[str, Any], at: datetime) -> ChallengePlay:
    """Add one action and replay the game; when that ends it, keep the score.

    ``step`` is how many actions the player has seen: sending the same step twice, as by a double click, does it once.

    Raises
    ------
    Invalid
        The action is malformed or cannot be paid; the game stays as it was.
    Conflict
        The game is over, has gone on elsewhere, or its rules have changed.
    """
    play = ChallengePlay.objects.select_for_update().get(pk=play.pk)
    rules = find_challenge(play.challenge)
    if play.version != rules.version:
        raise Conflict(_("The rules have changed since this game began. Begin a new one."), code="rules-changed")
    if step == play.revision - 1 and dict(action) == play.actions[step]:
        return play
    if play.finished_at is not None:
        raise Conflict(_("This game is over. Begin a new one."), code="play-over")
    if step != play.revision:
        raise Conflict(_("This game has gone on in another window. Reload the page."), code="play-moved")
    outcome = rules.game.replay(play.seed, [*play.actions, dict(action)])
    play.actions = [*play.actions, dict(action)]
    play.revision += 1
    if outcome.finished:
        play.score, play.stars, play.finished_at = outcome.score, outcome.stars, at
        play.outcome = kept(outcome)
    play.save(update_fields=["actions", "revision", "score", "stars", "outcome", "finished_at"])
    return play


def replay(play: ChallengePlay) -> Outcome | None:
    """The game as it stands; None when its rules have changed, so that only the kept outcome tells of it."""
    rules = find_challenge(play.challenge)
    return rules.game.replay(play.seed, play.actions) if play.version == rules.version else None


def kept(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON: what remains of a game when its rules change."""
    return asdict(outcome)

"""Playing a challenge: the server draws the instance, keeps the actions, replays and scores them."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict, Invalid, TooMany
from overlook.progress.rewards import award_stars
from simulations.catalogue import challenge as find_challenge
from simulations.engine.challenges import Challenge, Outcome
from simulations.models import ChallengePlay
from simulations.weeks import SEEDS, Week, seed_of, week_of

KEY_LIMIT = 200


@transaction.atomic
def begin_play(
    *, learner: Learner, challenge: str, at: datetime, whose_week: str = "", key: str = ""
) -> tuple[ChallengePlay, bool]:
    """A game on an instance of the server's choice, and whether it is new.

    For practice (``whose_week`` empty) the seed is random, and a game that was never played is given again instead of
    another. A seed of the week is one game for each learner: it is given again while it lasts.

    Raises
    ------
    NotFound
        There is no such challenge, or no such week's game for this learner.
    Conflict
        This week's game is over; what was hidden in it has been told.
    Invalid
        The key was used for another request.
    TooMany
        So many games in a day that nobody plays them.
    """
    rules = find_challenge(challenge)
    _check_key(key)
    Learner.objects.select_for_update().get(pk=learner.pk)
    week = week_of(learner, whose_week, at=at) if whose_week else None
    mine = ChallengePlay.objects.of(learner)
    earlier = mine.filter(start_key=key).first() if key else None
    if earlier is not None:
        if (earlier.challenge, earlier.week, earlier.cohort) != (rules.slug, *_label(week)):
            raise _mismatch()
        return earlier, False
    found = _given_again(mine.filter(challenge=rules.slug), rules, week)
    if found is not None:
        return found, False
    _admit(mine, at)
    name, cohort = _label(week)
    seed = secrets.randbelow(SEEDS) if week is None else seed_of(rules, week)
    play = ChallengePlay.objects.create(
        learner=learner,
        challenge=rules.slug,
        version=rules.version,
        seed=seed,
        week=name,
        cohort=cohort,
        start_key=key,
        created_at=at,
    )
    return play, True


@transaction.atomic
def take_step(
    *, play: ChallengePlay, step: int, action: Mapping[str, Any], at: datetime, key: str = ""
) -> ChallengePlay:
    """Add one action and replay the game; when that ends it, keep the score.

    ``step`` is how many actions the player has seen. Sending a step twice with one key, or in the middle of a game
    without one, as by a double click, takes it once.

    Raises
    ------
    Invalid
        The action is malformed or cannot be paid, or the key was used for another; the game stays as it was.
    Conflict
        The game is over, has gone on elsewhere, or its rules have changed.
    """
    _check_key(key)
    play = ChallengePlay.objects.select_for_update().get(pk=play.pk)
    rules = find_challenge(play.challenge)
    if key and key in play.keys:
        if play.keys.index(key) != step or dict(action) != play.actions[step]:
            raise _mismatch()
        return play
    if play.version != rules.version:
        raise Conflict(_("The rules have changed since this game began. Begin a new one."), code="rules-changed")
    if play.finished_at is not None:
        raise Conflict(_("This game is over: its score stands. Begin a new one."), code="play-over")
    if not key and step == play.revision - 1 and dict(action) == play.actions[step]:
        return play
    if step != play.revision:
        raise Conflict(_("This game has gone on in another window. Reload the page."), code="play-moved")
    outcome = rules.game.replay(play.seed, [*play.actions, dict(action)])
    play.actions, play.keys = [*play.actions, dict(action)], [*play.keys, key]
    play.revision += 1
    if outcome.finished:
        play.score, play.stars, play.finished_at = outcome.score, outcome.stars, at
        play.outcome = kept(outcome)
    play.save(update_fields=["actions", "keys", "revision", "score", "stars", "outcome", "finished_at"])
    if play.stars:
        # The one place where a game tells of its stars. The ledger gives each star of a challenge once.
        award_stars(learner=play.learner, challenge=play.challenge, stars=play.stars, at=at)
    return play


def replay(play: ChallengePlay) -> Outcome | None:
    """The game as it stands; None when its rules have changed, so that only the kept outcome tells of it."""
    rules = find_challenge(play.challenge)
    return rules.game.replay(play.seed, play.actions) if play.version == rules.version else None


def kept(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON: what remains of a game when its rules change."""
    return asdict(outcome)


def _given_again(mine: Any, rules: Challenge, week: Week | None) -> ChallengePlay | None:
    """The game that this learner has instead of a new one."""
    if week is None:
        untouched: ChallengePlay | None = mine.filter(
            version=rules.version, week="", revision=0, finished_at=None
        ).first()
        return untouched
    name, cohort = _label(week)
    played: ChallengePlay | None = mine.filter(version=rules.version, week=name, cohort=cohort, counts=True).first()
    if played is not None and played.finished_at is not None:
        raise Conflict(
            _("You have played this week’s game, and what was hidden in it has been told. Practise on a new one."),
            code="week-played",
        )
    return played


def _admit(mine: Any, at: datetime) -> None:
    most = int(settings.SIMULATIONS["GAMES_PER_DAY"])
    if mine.filter(created_at__gt=at - timedelta(days=1)).count() >= most:
        message = _("You have begun %(count)d games in a day, which is the limit. Go on tomorrow.") % {"count": most}
        raise TooMany(message, code="daily-quota", retry_after=3600)


def _label(week: Week | None) -> tuple[str, str]:
    return (week.name, week.cohort) if week is not None else ("", "")


def _check_key(key: str) -> None:
    if key and not (len(key) <= KEY_LIMIT and key.isprintable()):
        raise Invalid(
            _("The idempotency key must have 1 to 200 characters."),
            fields={"Idempotency-Key": [_("1 to 200 characters")]},
        )


def _mismatch() -> Invalid:
    sentence = _("This idempotency key was used for another request. Use a new key for a new request.")
    return Invalid(sentence, code="idempotency-mismatch", fields={"Idempotency-Key": [sentence]})

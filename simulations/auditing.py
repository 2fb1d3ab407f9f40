"""What must always hold about games: a score is what the replay of the actions gives."""

from collections.abc import Iterator

from overlook.kit.auditing import Check, Finding
from simulations.catalogue import challenges
from simulations.models import ChallengePlay


def wrong_scores() -> Iterator[Finding]:
    """Finished games whose score or stars are not those of their replay, as far as the rules are still the same."""
    rules = challenges()
    for play in ChallengePlay.objects.exclude(finished_at=None).order_by("pk").iterator(chunk_size=500):
        found = rules.get(play.challenge)
        if found is None or found.version != play.version:
            continue
        due = found.game.replay(play.seed, play.actions)
        if (play.score, play.stars) != (due.score, due.stars):
            told = f"has {play.score} points and {play.stars} stars; its replay gives {due.score} and {due.stars}"
            yield Finding(f"game {play.ref} of {play.challenge}", told)


CHECKS = [Check("simulations.scores", "A game has the score that its replay gives.", wrong_scores)]

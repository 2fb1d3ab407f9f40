"""A challenge: a game that the server can replay, so that a score is a fact and not a claim.

The server issues an *instance* (a pure function of a seed, with a hidden truth); the player sends *actions* only; the
server replays them with the simulation's own kernel. The score is regret against a tuned expert, ``100·clip((L_base −
L_you)/(L_base − L_oracle), 0, 1) − cost``, with stars at 50, 75 and 90. Leaves expose ``CHALLENGES: tuple[Challenge,
...]``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from simulations.engine.parameters import Parameter
from simulations.engine.scenes import Scene

STAR_AT = (50.0, 75.0, 90.0)
Action = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """What one action led to.

    ``shown`` is for the player (JSON-able: the model chosen, the test error it reached, the money left, …); ``loss``
    is its part of L.
    """

    number: int
    shown: Mapping[str, Any]
    loss: float


@dataclass(frozen=True)
class Outcome:
    """The replay of all actions so far.

    Attributes
    ----------
    steps
        One per action.
    finished
        No further action is possible (all done, money gone, or the game is lost).
    loss, base, oracle
        L of the player (steps not taken count as the base), of the naive strategy, and of the tuned expert. The oracle
        is 0 until finished, and the others too where they would give the truth away.
    score, stars
        0 to 100 and 0 to 3; both 0 until finished.
    said
        One sentence on how it stands.
    debrief
        JSON-able, and empty until finished: the hidden truth and what the expert would have done. Under ``hidden``
        stand values that nothing may have shown before; the contract suite looks for them.
    """

    steps: tuple[Step, ...]
    finished: bool
    loss: float
    base: float
    oracle: float
    score: float
    stars: int
    said: str
    debrief: Mapping[str, Any]


class Game(Protocol):
    """The rules of one challenge. Pure: same seed and actions, same outcome."""

    def public(self, seed: int) -> dict[str, Any]:
        """What the player sees before the first action (JSON-able). Never the hidden truth, never the expert's
        choices."""

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        """The fields of the action after ``taken``, as declared parameters: a form can be made of them."""

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        """Play the actions from the start.

        Raises
        ------
        overlook.kit.errors.Invalid
            An action is malformed, cannot be paid, or comes after the end; the field is ``actions.<index>.<name>``.
        """

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        """What the player sees of the game as ``outcome`` leaves it; of the hidden truth nothing before the end."""


@dataclass(frozen=True)
class Challenge:
    """A declared challenge: words for its page, its rules, and about how many ``minutes`` a game takes.

    ``sample`` are actions of a game on seed 0 whose first picture stands for the challenge in the catalogue.
    """

    slug: str
    title: str
    summary: str
    rules: tuple[str, ...]
    version: int
    game: Game
    minutes: int = 3
    sample: tuple[Action, ...] = ()


def regret_score(*, base: float, you: float, oracle: float, cost: float = 0.0) -> float:
    """``100·clip((base − you)/(base − oracle), 0, 1) − cost``, never below 0, to one decimal.

    Raises
    ------
    ValueError
        The oracle is not better than the base: there is nothing to win.

    Examples
    --------
    >>> regret_score(base=2.0, you=1.0, oracle=0.0)
    50.0
    """
    if not oracle < base:
        raise ValueError("The oracle must be better than the base.")
    share = min(max((base - you) / (base - oracle), 0.0), 1.0)
    return round(max(100.0 * share - cost, 0.0), 1)


def stars(score: float) -> int:
    """0 to 3, at 50, 75 and 90."""
    return sum(score >= mark for mark in STAR_AT)

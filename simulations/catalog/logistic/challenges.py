"""The challenge "Odds maker": twelve races, and a probability staked on each."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.catalog.logistic import odds_maker as odds
from simulations.catalog.logistic.odds_scene import scene, signed
from simulations.engine.challenges import Action, Challenge, Outcome, Step
from simulations.engine.parameters import Parameter
from simulations.engine.playing import judged, read, refused
from simulations.engine.scenes import Scene, plain


class OddsMaker:
    """See `simulations.engine.challenges.Game`."""

    def public(self, seed: int) -> dict[str, Any]:
        """Past races with how they ended, and the first horse."""
        book = odds.book(seed)
        return {
            "rounds": odds.ROUNDS,
            "past": {"features": plain(book.past), "won": plain(book.past_outcomes)},
            "rate": book.rate,
            "first": plain(book.cases[0]),
        }

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        """A stake in per cent; at first the share of wins in the past."""
        return (
            Parameter(
                "stake",
                "integer",
                "Your chance that it wins",
                "In per cent. You pay −log of what you gave to what happens; 0 and 100 would risk everything.",
                "%",
                round(100 * odds.book(seed).rate),
                minimum=1,
                maximum=99,
            ),
        )

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        """Twelve stakes; see `simulations.engine.challenges.Game.replay`."""
        book, steps = odds.book(seed), list[Step]()
        chances = book.chances
        for index, action in enumerate(actions):
            if index >= odds.ROUNDS:
                raise refused(index, "", "All twelve races are run: no further stake is possible.")
            values = read(action, self.actions(seed), index)
            stake = values["stake"] / 100
            won = int(book.outcomes[index])
            shown = {
                "features": book.cases[index],
                "stake": stake,
                "won": won,
                "paid": float(-np.log(stake if won else 1.0 - stake)),
            }
            steps.append(Step(index + 1, plain(shown), float(odds.expected_loss(stake, chances[index]))))
        finished = len(steps) == odds.ROUNDS
        return judged(
            steps=steps,
            finished=finished,
            loss=float(np.mean([step.loss for step in steps])) if steps else 0.0,
            base=float(np.mean(odds.expected_loss(book.rate, chances))),
            oracle=float(np.mean(odds.expected_loss(chances, chances))),
            said=_said(book, steps, finished=finished),
            debrief=_debrief(seed, book),
        )

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        """Past races and the horse at the start; at the end your stakes against the true chances."""
        return scene(seed, outcome)


def _debrief(seed: int, book: odds.Book) -> dict[str, Any]:
    chances = book.chances
    return {
        "hidden": {"coefficients": plain(book.coefficients), "chances": [float(chance) for chance in chances]},
        "fitted": plain(odds.fitted(seed)),
        "fitted_loss": float(np.mean(odds.expected_loss(odds.fitted(seed), chances))),
    }


def _said(book: odds.Book, steps: Sequence[Step], *, finished: bool) -> str:
    told = ""
    if steps:
        shown = steps[-1].shown
        verb = "won" if shown["won"] else "lost"
        told = f"The horse {verb}; your {100 * shown['stake']:.0f} % cost {shown['paid']:.2f}. "
    if finished:
        return f"{told}All twelve races are run."
    form, rest = book.cases[len(steps)]
    return f"{told}At the start: a horse with form {signed(form)} and rest {signed(rest)}."


CHALLENGES = (
    Challenge(
        slug="odds-maker",
        title="Odds maker",
        summary="Twelve horses, two readings each: stake a probability on every race, and be neither bold nor timid.",
        rules=(
            f"You see {odds.PAST} races of the past: form, rest, and whether the horse won.",
            "For each of twelve horses you stake the chance that it wins, in per cent. Then you see how it ended.",
            "A stake costs −log of what you gave to what happens: a surprise after 99 % costs 4.6, after 60 % 0.9.",
            "Your loss is what your stakes cost on average if every race were run again and again: luck is not scored.",
            "Staking the share of past wins on every horse scores 0, staking the true chances 100.",
        ),
        version=1,
        game=OddsMaker(),
        minutes=3,
    ),
)

"""The challenge "Goldilocks": ten samples, and for each the learner and the complexity that is just right."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.catalog.bias_variance import goldilocks as gold
from simulations.catalog.bias_variance.goldilocks_scene import scene
from simulations.engine.challenges import Action, Challenge, Outcome, Step
from simulations.engine.parameters import Parameter
from simulations.engine.playing import judged, read, refused
from simulations.engine.scenes import Scene, plain

BONUS = 0.5
_LEARNERS = (("polynomial", "Polynomial"), ("knn", "Nearest neighbours"), ("tree", "Tree"))
_NAMES = dict(_LEARNERS)
_SCALES = {"polynomial": (0, gold.DEGREES, "a degree"), "tree": (0, gold.DEPTHS, "a depth")}


class Goldilocks:
    """See `simulations.engine.challenges.Game`."""

    def public(self, seed: int) -> dict[str, Any]:
        """The first sample, and the bounds of the choices."""
        return {
            "rounds": gold.ROUNDS,
            "degrees": gold.DEGREES,
            "depths": gold.DEPTHS,
            "noise": {"between": list(gold.NOISE)},
            "first": _sample(seed, 0),
        }

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        """A learner, its complexity, and a word on what its error is made of."""
        n = len(gold.round_at(seed, min(len(taken), gold.ROUNDS - 1)).x)
        start = gold.start()
        return (
            Parameter(
                "learner", "choice", "Learner", "What is fitted to the sample.", "1", start.learner, choices=_LEARNERS
            ),
            Parameter(
                "complexity",
                "integer",
                "Complexity",
                f"A polynomial's degree, 0 to {gold.DEGREES}; how many neighbours, 1 to {n} (many are the simple end); "
                f"a tree's depth, 0 to {gold.DEPTHS}.",
                "1",
                start.complexity,
            ),
            Parameter(
                "dominates",
                "choice",
                "Which part of its error is larger?",
                f"Right is worth {BONUS:g} points, wrong costs as much.",
                "1",
                "pass",
                choices=(("pass", "I pass"), ("bias", "Bias²"), ("variance", "Variance")),
            ),
        )

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        """Ten choices; see `simulations.engine.challenges.Game.replay`."""
        steps: list[Step] = []
        for index, action in enumerate(actions):
            if index >= gold.ROUNDS:
                raise refused(index, "", "All ten rounds are played: no further choice is possible.")
            steps.append(self._step(seed, index, action, actions[:index]))
        finished = len(steps) == gold.ROUNDS
        bonus = sum(BONUS * step.shown["named"] for step in steps)
        if not finished:
            said = _said(steps, len(gold.round_at(seed, len(steps)).x))
            return judged(steps=steps, finished=False, loss=0, base=0, oracle=0, said=said, debrief={})
        rounds = [gold.round_at(seed, index) for index in range(gold.ROUNDS)]
        naive = [sample.risks[gold.start()].excess for sample in rounds]
        best = [sample.risks[sample.best].excess for sample in rounds]
        noise = float(np.mean([sample.sigma**2 for sample in rounds]))
        right = sum(step.shown["verdict"] == "right" for step in steps)
        return judged(
            steps=steps,
            finished=True,
            loss=noise + float(np.mean([step.loss for step in steps])),
            base=noise + float(np.mean(naive)),
            oracle=noise + float(np.mean(best)),
            cost=-bonus,
            said=f"Ten samples are fitted, {right} of them just right.",
            debrief=_debrief(rounds, bonus),
        )

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        """The present sample; at the end all regrets, and the worst round with its truth."""
        return scene(seed, outcome)

    def _step(self, seed: int, index: int, action: Action, before: Sequence[Action]) -> Step:
        values = read(action, self.actions(seed, before), index)
        learner, complexity = values["learner"], values["complexity"]
        sample = gold.round_at(seed, index)
        low, high, what = _SCALES.get(learner, (1, len(sample.x), "a number of neighbours"))
        if not low <= complexity <= high:
            raise refused(index, "complexity", f"{_NAMES[learner]}: choose {what} between {low} and {high}.")
        choice = gold.Choice(learner, complexity)
        risk = sample.risks[choice]
        larger = "bias" if risk.bias2 > risk.variance else "variance"
        named = 0 if values["dominates"] == "pass" else 1 if values["dominates"] == larger else -1
        shown = {
            "learner": learner,
            "complexity": complexity,
            "dominates": values["dominates"],
            "named": named,
            "excess": risk.excess,
            "verdict": sample.verdict(choice),
        }
        return Step(index + 1, plain(shown), risk.excess)


def _sample(seed: int, index: int) -> dict[str, Any]:
    sample = gold.round_at(seed, index)
    return {"x": plain(np.round(sample.x, 4)), "y": plain(np.round(sample.y, 4))}


def _debrief(rounds: Sequence[gold.Round], bonus: float) -> dict[str, Any]:
    return {
        "hidden": {"noise": [sample.sigma for sample in rounds]},
        "truth": [sample.truth for sample in rounds],
        "expert": [
            {"learner": sample.best.learner, "complexity": sample.best.complexity, **vars(sample.risks[sample.best])}
            for sample in rounds
        ],
        "bonus": bonus,
    }


def _said(steps: Sequence[Step], n: int) -> str:
    sample = f"Here are {n} measurements of a hidden function; how noisy they are is not told."
    if not steps:
        return sample
    last = steps[-1].shown
    words = {"right": "just right", "simple": "too simple", "complex": "too complex"}[last["verdict"]]
    named = {1: " You named the larger part rightly.", -1: " The larger part was the other one.", 0: ""}[last["named"]]
    return f"Round {len(steps)}: {words}, with an error of {last['excess']:.3f} above the noise.{named} {sample}"


CHALLENGES = (
    Challenge(
        slug="goldilocks",
        title="Goldilocks",
        summary="Ten samples of hidden functions: for each, choose the learner and the complexity that is just right.",
        rules=(
            "Each round shows one sample. Choose a polynomial, nearest neighbours or a tree, and how complex it is.",
            "Your loss is the true risk of that choice: its expected error over all samples that might be drawn.",
            "A straight line every time scores 0, the best choice of all every time 100.",
            "Name whether bias² or variance is the larger part of your error: right 0.5 points more, wrong 0.5 less.",
            "After each round you learn whether you were too simple, too complex or just right; the truth comes last.",
        ),
        version=1,
        game=Goldilocks(),
        minutes=4,
    ),
)

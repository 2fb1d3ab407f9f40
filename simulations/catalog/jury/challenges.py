"""The challenge "Pick the jury": eleven of forty trees, whose majority is to be right on cases that nobody has seen."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.catalog.jury import bench as court
from simulations.catalog.jury.jury_scene import scene
from simulations.engine.challenges import Action, Challenge, Outcome, Step
from simulations.engine.parameters import Parameter
from simulations.engine.playing import judged, read, refused
from simulations.engine.scenes import Scene, plain

TRIALS = 3


class PickTheJury:
    """See `simulations.engine.challenges.Game`."""

    def public(self, seed: int) -> dict[str, Any]:
        """Accuracy and pairwise agreement of the trees on the shown cases; trees are numbered from 1."""
        drawn = court.bench(seed)
        return {
            "trees": court.TREES,
            "seats": court.SEATS,
            "trials": TRIALS,
            "cases": court.SHOWN,
            "accuracy": plain(np.round(drawn.accuracy, 4)),
            "agreement": plain(np.round(drawn.agreement, 4)),
        }

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        """A jury, and whether it is on trial or sworn in. At first the most accurate eleven are seated."""
        drawn = court.bench(seed)
        order = np.argsort(-drawn.accuracy, kind="stable").tolist()
        seated = _numbers(court.most_accurate(drawn)) if not taken else [float(n) for n in taken[-1].get("jury", [])]
        do = [("swear", "Swear it in: this ends the game")]
        if len(taken) < TRIALS:
            do.insert(0, ("try", f"Try it on the {court.SHOWN} shown cases"))
        return (
            Parameter(
                "jury",
                "numbers",
                f"The jury: {court.SEATS} of {court.TREES} trees",
                "By accuracy on the shown cases, the most accurate first.",
                "trees",
                seated or _numbers(court.most_accurate(drawn)),
                minimum=1,
                maximum=court.TREES,
                choices=tuple((str(tree + 1), f"{tree + 1} · {100 * drawn.accuracy[tree]:.0f} %") for tree in order),
                max_items=court.TREES,
            ),
            Parameter(
                "do",
                "choice",
                "What to do with it",
                f"You have {max(TRIALS - len(taken), 0)} trials left; the cases that count are others.",
                "1",
                do[0][0],
                choices=tuple(do),
            ),
        )

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        """Trials, then an oath; see `simulations.engine.challenges.Game.replay`."""
        drawn, steps = court.bench(seed), list[Step]()
        finished = False
        for index, action in enumerate(actions):
            if finished:
                raise refused(index, "", "Your jury is sworn in: nothing more can be done.")
            values = read(action, self.actions(seed, actions[:index]), index)
            if len(values["jury"]) != court.SEATS:
                raise refused(
                    index, "jury", f"A jury has {court.SEATS} members; you have chosen {len(values['jury'])}."
                )
            jury = tuple(int(number) - 1 for number in values["jury"])
            finished = values["do"] == "swear"
            shown = {
                "do": values["do"],
                "jury": [tree + 1 for tree in jury],
                "right": court.majority(drawn.shown, jury),
                "alone": float(drawn.accuracy[list(jury)].mean()),
                "agreement": _agreement(drawn, jury),
            }
            steps.append(Step(index + 1, plain(shown), 1.0 - court.majority(drawn.hidden, jury) if finished else 0.0))
        naive, best = court.most_accurate(drawn), court.expert(seed)
        return judged(
            steps=steps,
            finished=finished,
            loss=steps[-1].loss if finished else 1.0,
            base=1.0 - court.majority(drawn.hidden, naive),
            oracle=1.0 - court.majority(drawn.hidden, best),
            said=_said(steps, finished=finished),
            debrief=_debrief(drawn, best),
        )

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        """The map of the trees; at the end the votes of your jury and of the expert's."""
        return scene(seed, outcome)


def _numbers(jury: Sequence[int]) -> list[float]:
    return [float(tree + 1) for tree in jury]


def _agreement(drawn: court.Bench, jury: tuple[int, ...]) -> float:
    among = drawn.agreement[np.ix_(jury, jury)]
    return float((among.sum() - len(jury)) / (len(jury) * (len(jury) - 1)))


def _debrief(drawn: court.Bench, best: tuple[int, ...]) -> dict[str, Any]:
    return {
        "hidden": {
            "expert_agreement": _agreement(drawn, best),
            "expert_alone": float(drawn.hidden[list(best)].mean()),
        },
        "clans": [int(clan) for clan in drawn.clan],
        "expert": {
            "jury": [tree + 1 for tree in best],
            "right": court.majority(drawn.hidden, best),
            "shown": court.majority(drawn.shown, best),
        },
    }


def _said(steps: Sequence[Step], *, finished: bool) -> str:
    if not steps:
        return f"Forty trees wait. The {court.SEATS} most accurate are seated, and many of them vote alike."
    shown = steps[-1].shown
    if finished:
        return f"Your jury is right on {100 * (1 - steps[-1].loss):.1f} % of {court.HIDDEN} cases that it had not seen."
    left = TRIALS - len(steps)
    more = f"{left} trials are left." if left != 1 else "One trial is left."
    return (
        f"This jury's majority is right on {100 * shown['right']:.1f} % of the shown cases, its members alone on "
        f"{100 * shown['alone']:.1f} %; two of them agree on {100 * shown['agreement']:.0f} %. {more}"
    )


CHALLENGES = (
    Challenge(
        slug="pick-the-jury",
        title="Pick the jury",
        summary="Choose eleven of forty trees so that their majority is right on cases that nobody has seen.",
        rules=(
            f"You see how often each tree is right on {court.SHOWN} cases, and on the map which trees vote alike.",
            f"Choose {court.SEATS}. You may try {TRIALS} juries on the shown cases before you swear one in.",
            f"Your loss is the share of {court.HIDDEN} other cases on which the sworn jury's majority is wrong.",
            "The eleven most accurate trees score 0; a jury that no exchange improves scores 100.",
        ),
        version=1,
        game=PickTheJury(),
        minutes=3,
    ),
)

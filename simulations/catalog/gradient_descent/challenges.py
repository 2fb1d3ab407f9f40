"""The challenge "Golf": three bowls, and one swing in each, whose step size and momentum are set beforehand."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.catalog.gradient_descent import golf
from simulations.catalog.gradient_descent.golf_scene import scene
from simulations.engine.challenges import Action, Challenge, Outcome, Step
from simulations.engine.parameters import Parameter
from simulations.engine.playing import judged, read, refused
from simulations.engine.scenes import Scene, plain

CHANGE_COST = 3.0
_REACH = 3.0
# What stands in the field where the curvature is not told: too small to be of use.
_BLIND = 0.001


class Golf:
    """See `simulations.engine.challenges.Game`."""

    def public(self, seed: int) -> dict[str, Any]:
        """Every bowl; of the one in fog where ball and hole lie, not how steep it is."""
        return {"probes": golf.PROBES, "changes": golf.CHANGES, "holes": [_described(h) for h in golf.course(seed)]}

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        """A swing; in the fog first the places of three probes."""
        hole, probes = _at(seed, len(taken))
        return _probe(hole) if hole.fog and probes < golf.PROBES else _swing(hole)

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        """Two swings, three probes, and a swing; see `simulations.engine.challenges.Game.replay`."""
        holes, steps = golf.course(seed), list[Step]()
        for index, action in enumerate(actions):
            if index >= _length(holes):
                raise refused(index, "", "The round is over: all holes are played.")
            hole, _probes = _at(seed, index)
            values = read(action, self.actions(seed, actions[:index]), index)
            taken = _probed(hole, values) if "x" in values else _swung(hole, values, index)
            steps.append(Step(index + 1, plain(taken), taken.get("left", 0.0)))
        swings = [step for step in steps if step.shown["kind"] == "swing"]
        finished = len(steps) == _length(holes)
        means = [
            float(np.mean([golf.left_over(hole, golf.path(hole, make(hole)))[-1] for hole in holes]))
            for make in (golf.base, golf.expert)
        ]
        return judged(
            steps=steps,
            finished=finished,
            loss=float(np.mean([step.loss for step in swings])) if swings else 0.0,
            base=means[0],
            oracle=means[1],
            cost=CHANGE_COST * sum(step.shown["changes"] for step in swings),
            said=_said(seed, steps, finished=finished),
            debrief=_debrief(holes),
        )

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        """The present bowl and the last swing; at the end all bowls with the expert's."""
        return scene(seed, outcome)


def _length(holes: Sequence[golf.Hole]) -> int:
    return len(holes) + golf.PROBES * sum(hole.fog for hole in holes)


def _at(seed: int, count: int) -> tuple[golf.Hole, int]:
    """The hole of the action after ``count`` others, and how many probes were taken there."""
    for hole in golf.course(seed):
        needed = 1 + (golf.PROBES if hole.fog else 0)
        if count < needed:
            return hole, count
        count -= needed
    return golf.course(seed)[-1], golf.PROBES


def _probe(hole: golf.Hole) -> tuple[Parameter, ...]:
    meaning = "Where the gradient is measured. The hole and the ball are in the picture."
    return tuple(
        Parameter(
            name, "number", f"Probe at {name}", meaning, "1", round(place, 2), minimum=-2 * _REACH, maximum=2 * _REACH
        )
        for name, place in zip(("x", "y"), hole.start, strict=True)
    )


def _swing(hole: golf.Hole) -> tuple[Parameter, ...]:
    timid = _BLIND if hole.fog else float(f"{golf.base(hole).rate:.4g}")
    last = hole.par - 1
    fields = [
        Parameter(
            "rate",
            "number",
            "Step size η",
            "How far each step goes: η times the gradient.",
            "1",
            timid,
            minimum=1e-5,
            maximum=1e3,
            log=True,
        ),
        Parameter(
            "momentum", "number", "Momentum β", "Share of each step that is kept in the next.", "1", 0.0, 0.0, 0.99
        ),
    ]
    for turn in range(1, golf.CHANGES + 1):
        fields += [
            Parameter(
                f"change_{turn}",
                "integer",
                f"Change of club {turn}: after step",
                f"0 for none; each change costs {CHANGE_COST:g} points.",
                "steps",
                0,
                minimum=0,
                maximum=last,
            ),
            Parameter(
                f"rate_{turn}",
                "number",
                f"Change of club {turn}: new η",
                "The step size from then on; it counts only with a change.",
                "1",
                timid,
                minimum=1e-5,
                maximum=1e3,
                log=True,
            ),
        ]
    return tuple(fields)


def _probed(hole: golf.Hole, values: dict[str, Any]) -> dict[str, Any]:
    place = (values["x"], values["y"])
    gradient = hole.gradient(place)
    return {
        "hole": hole.name,
        "kind": "probe",
        "x": place[0],
        "y": place[1],
        "gradient": gradient,
        "length": float(np.hypot(*gradient)),
        "distance": float(np.hypot(place[0] - hole.hole[0], place[1] - hole.hole[1])),
        "changes": 0,
    }


def _swung(hole: golf.Hole, values: dict[str, Any], index: int) -> dict[str, Any]:
    turns = [(values[f"change_{turn}"], values[f"rate_{turn}"]) for turn in range(1, golf.CHANGES + 1)]
    schedule = [turn for turn in turns if turn[0]]
    if len({at for at, _ in schedule}) < len(schedule):
        raise refused(index, "change_2", "Both changes come after the same step; choose another, or 0 for none.")
    swing = golf.Swing(values["rate"], values["momentum"], tuple(schedule))
    left = float(golf.left_over(hole, golf.path(hole, swing))[-1])
    return {
        "hole": hole.name,
        "kind": "swing",
        "rate": swing.rate,
        "momentum": swing.momentum,
        "schedule": [list(turn) for turn in schedule],
        "changes": len(schedule),
        "left": left,
    }


def _described(hole: golf.Hole) -> dict[str, Any]:
    told: dict[str, Any] = {"name": hole.name, "par": hole.par, "hole": hole.hole, "start": hole.start}
    steep = {} if hole.fog else {"curvatures": [hole.low, hole.high], "angle": hole.angle}
    return dict(plain(told | steep))


def _debrief(holes: Sequence[golf.Hole]) -> dict[str, Any]:
    fog = [hole for hole in holes if hole.fog]
    experts = [golf.expert(hole) for hole in holes]
    return {
        "hidden": {"curvatures": [[hole.low, hole.high, hole.angle] for hole in fog]},
        "expert": [
            {
                "hole": hole.name,
                "rate": swing.rate,
                "momentum": swing.momentum,
                "left": float(golf.left_over(hole, golf.path(hole, swing))[-1]),
            }
            for hole, swing in zip(holes, experts, strict=True)
        ],
    }


def _said(seed: int, steps: Sequence[Step], *, finished: bool) -> str:
    told = ""
    if steps and steps[-1].shown["kind"] == "swing":
        last = steps[-1].shown
        where = (
            "is in the hole"
            if last["left"] <= golf.IN_HOLE
            else "flew out of bounds"
            if last["left"] >= golf.OUT
            else f"came to rest with {100 * 10 ** last['left']:.2g} % of the height left"
        )
        told = f"{last['hole']}: your ball {where}. "
    if finished:
        return f"{told}The round is over."
    hole, probes = _at(seed, len(steps))
    if not hole.fog:
        return f"{told}{hole.name}: {hole.par} steps, and every contour in sight. Set your swing."
    if probes < golf.PROBES:
        return f"{told}{hole.name}: {hole.par} steps, steepness unknown; {golf.PROBES - probes} probes left."
    return f"{told}{hole.name}: {hole.par} steps. Your probes are taken: swing."


CHALLENGES = (
    Challenge(
        slug="golf",
        title="Golf",
        summary="Three bowls, one swing each: set step size and momentum beforehand, and let gradient descent roll.",
        rules=(
            "A swing is gradient descent from the ball, with the step size, momentum and changes that you set before.",
            "Your loss is log10 of the height that is left after the bowl's steps, over the three bowls. "
            "A ten-thousandth counts as in the hole.",
            "The timid swing, η = 0.1/λmax without momentum, scores 0; the best of a fine grid scores 100.",
            f"You may change the step size twice on the way; each change costs {CHANGE_COST:g} points.",
            "The third bowl lies in fog: its curvature is hidden, and you have three probes of its gradient.",
        ),
        version=1,
        game=Golf(),
        minutes=3,
    ),
)

"""A game of three jumps: whoever lands nearest the hidden stone loses least."""

from collections.abc import Mapping, Sequence
from typing import Any

from overlook.kit.errors import Invalid
from simulations.engine import schema
from simulations.engine.challenges import Action, Challenge, Outcome, Step, regret_score, stars
from simulations.engine.parameters import Parameter
from simulations.engine.scenes import Scene

JUMPS = 3
JUMP = Parameter("jump", "integer", "Jump", "How far you jump.", "1", 0, minimum=0, maximum=9)


def hidden(seed: int) -> int:
    return seed % 10


class Jumps:
    def public(self, seed: int) -> dict[str, Any]:
        return {"planks": JUMPS, "start": {"error": 10.0}}

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        return (JUMP,)

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        steps = []
        for index, action in enumerate(actions):
            if index >= JUMPS:
                raise Invalid("Over.", fields={f"actions.{index}": ["Over."]})
            steps.append(self._jump(seed, index, action))
        loss = sum(step.loss for step in steps) + 10.0 * (JUMPS - len(steps))
        finished = len(steps) == JUMPS
        score = regret_score(base=30.0, you=loss, oracle=0.0) if finished else 0.0
        debrief: Mapping[str, Any] = {"stone": hidden(seed)} if finished else {}
        return Outcome(tuple(steps), finished, loss, 30.0, 0.0, score, stars(score), f"{len(steps)} jumps.", debrief)

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        lesson = (f"The stone lay at {outcome.debrief['stone']}.",) if outcome.finished else ()
        return Scene(f"Jump {len(outcome.steps) + 1} of {JUMPS}", lesson=lesson, button="Jump")

    def _jump(self, seed: int, index: int, action: Action) -> Step:
        try:
            jump = schema.coerce(JUMP, action.get("jump", 0))
        except ValueError as refusal:
            raise Invalid(f"jump: {refusal}", fields={f"actions.{index}.jump": [str(refusal)]}) from refusal
        loss = abs(jump - hidden(seed))
        return Step(index + 1, {"error": loss + 1.0}, float(loss))


CHALLENGES = (Challenge("three-jumps", "Three jumps", "Find the stone.", ("Jump thrice.",), 1, Jumps()),)

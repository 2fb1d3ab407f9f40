"""The challenge "Knot master": place knots so that a fit is near what nobody sees, and once so that it bursts."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.catalog.double_descent import knot_master as course
from simulations.catalog.double_descent.knot_scene import scene
from simulations.engine.challenges import Action, Challenge, Outcome, Step
from simulations.engine.parameters import Parameter
from simulations.engine.playing import judged, read, refused
from simulations.engine.scenes import Scene, plain

DRAFTS = 4


class KnotMaster:
    """See `simulations.engine.challenges.Game`."""

    def public(self, seed: int) -> dict[str, Any]:
        """The points of every level."""
        return {
            "levels": [
                {"name": level.name, "kind": level.kind, "x": plain(level.x), "y": plain(level.y)}
                for level in course.course(seed)
            ],
            "interval": [course.LOW, course.HIGH],
            "most_knots": course.MOST_KNOTS,
            "target": course.TARGET,
            "drafts": DRAFTS,
        }

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        """The knots, as a draft or for good. They begin evenly spaced, and then where the last draft had them."""
        level, drafts = _at(taken)
        last = taken[-1].get("knots") if drafts else None
        burst = course.course(seed)[min(level, 2)].kind == "burst"
        do = [("set", "Set them: on to the next level" if not burst else "Set them: this ends the game")]
        if drafts < DRAFTS:
            do.insert(0, ("draft", f"Draft: show me the fit ({DRAFTS - drafts} left)"))
        return (
            Parameter(
                "knots",
                "numbers",
                "Knots",
                "Where the fit may bend, between 0 and 5."
                + ("" if burst else f" Each that you set costs {course.KNOT_COST:g} point."),
                "1",
                list(last or course.UNIFORM),
                minimum=course.LOW,
                maximum=course.HIGH,
                max_items=course.MOST_KNOTS,
            ),
            Parameter("do", "choice", "Draft or set", "A draft costs nothing.", "1", do[0][0], choices=tuple(do)),
        )

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        """Three levels; see `simulations.engine.challenges.Game.replay`."""
        levels, steps = course.course(seed), list[Step]()
        for index, action in enumerate(actions):
            at, _drafts = _at(actions[:index])
            if at >= len(levels):
                raise refused(index, "", "All levels are done: nothing more can be set.")
            values = read(action, self.actions(seed, actions[:index]), index)
            steps.append(_step(levels[at], at, index, values))
        done = [step for step in steps if step.shown["do"] == "set"]
        finished = len(done) == len(levels)
        best = [course.expert(seed, index) for index in (0, 1)] if finished else []
        theirs = [best[index].rmse / course.rmse(levels[index], course.UNIFORM) for index in range(len(best))]
        return judged(
            steps=steps,
            finished=finished,
            loss=float(np.mean([step.loss for step in done])) if done else 1.0,
            base=1.0,
            oracle=sum(theirs) / len(levels),
            cost=course.KNOT_COST * sum(len(step.shown["knots"]) for step in done[:2]),
            said=_said(levels, steps, len(done)),
            debrief=_debrief(levels, best) if finished else {},
        )

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        """The points with the last draft; at the end every level with the truth and the expert's fit."""
        return scene(seed, outcome, DRAFTS)


def _at(taken: Sequence[Action]) -> tuple[int, int]:
    """The level after these actions, and how many drafts it has had."""
    level = drafts = 0
    for action in taken:
        # What an action is silent about is the first choice of its form.
        if action.get("do", "draft" if drafts < DRAFTS else "set") == "set":
            level, drafts = level + 1, 0
        else:
            drafts += 1
    return level, drafts


def _step(level: course.Level, at: int, index: int, values: dict[str, Any]) -> Step:
    knots = tuple(float(knot) for knot in values["knots"])
    misses = np.abs(course.curve(level, knots, level.x) - level.y)
    shown: dict[str, Any] = {"level": at + 1, "do": values["do"], "knots": knots, "miss": float(misses.max())}
    if level.kind == "burst":
        shown["height"] = course.height(level, knots)
    if values["do"] != "set":
        return Step(index + 1, _plain(shown), 0.0)
    if level.kind == "near":
        shown["rmse"] = course.rmse(level, knots)
    return Step(index + 1, _plain(shown), course.loss(level, knots))


def _plain(shown: dict[str, Any]) -> dict[str, Any]:
    # The knots stay as they were given: at the burst the last digits count.
    return dict(plain(shown)) | {"knots": list(shown["knots"])}


def _debrief(levels: Sequence[course.Level], best: Sequence[course.Best]) -> dict[str, Any]:
    return {
        "hidden": {"truth": [[float(value) for value in level.truth[3:-1:40]] for level in levels[:2]]},
        "expert": [{"knots": list(found.knots), "rmse": found.rmse} for found in best],
    }


def _said(levels: Sequence[course.Level], steps: Sequence[Step], done: int) -> str:
    told = ""
    if steps:
        shown = steps[-1].shown
        if "height" in shown:
            told = f"The fit reaches {shown['height']:.4g}. "
        elif "rmse" in shown:
            told = f"Your error on {levels[shown['level'] - 1].name.lower()} is {shown['rmse']:.3g}. "
        else:
            told = f"The draft misses a point by {shown['miss']:.2f} at most. "
    if done == len(levels):
        return f"{told}All three levels are done."
    level = levels[done]
    if level.kind == "burst":
        return f"{told}{level.name}: make the fit through these six points exceed {course.TARGET:g}."
    return f"{told}{level.name}: {len(level.x)} exact points of a function that nobody shows you."


CHALLENGES = (
    Challenge(
        slug="knot-master",
        title="Knot master",
        summary="Place the knots: two fits as near as can be to functions that you cannot see, and one that bursts.",
        rules=(
            "A fit is a broken line that may bend at your knots only: least squares, and of equals the least bending.",
            "On two levels your loss is its error to the hidden function, as a share of what four even knots lose.",
            f"Each knot there costs {course.KNOT_COST:g} point; there are {course.MOST_KNOTS} at most.",
            f"On the last level, make a fit through six tame points exceed {course.TARGET:g}, from knots in [0, 5].",
            f"Each level allows {DRAFTS} drafts. Even knots score 0; the expert's fits score 100 less its knots.",
        ),
        version=1,
        game=KnotMaster(),
        minutes=4,
        sample=({"do": "draft", "knots": [1.4, 3.6]},),
    ),
)

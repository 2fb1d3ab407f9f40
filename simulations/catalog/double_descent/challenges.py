"""The challenge "Danger zone": a bridge of twelve planks, one fitted model each, past the interpolation threshold."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from overlook.kit.errors import Invalid
from simulations.catalog.double_descent import danger_scene
from simulations.catalog.double_descent import danger_zone as zone
from simulations.engine import schema
from simulations.engine.challenges import Action, Challenge, Outcome, Step, regret_score, stars
from simulations.engine.parameters import Parameter
from simulations.engine.scenes import Scene

MOST_CRACKS = 2
CRACK_COST = 5.0
CREAKS_AT = 0.5

_ROWS = Parameter(
    "rows",
    "integer",
    "Examples",
    f"Bundles of {zone.BUNDLE} more training examples, {zone.ROWS_PRICE} coins each.",
    "bundles",
    0,
    minimum=0,
    maximum=zone.MOST_ROWS // zone.BUNDLE,
)
_FEATURES = Parameter(
    "features",
    "integer",
    "Features",
    f"Bundles of {zone.BUNDLE} more features, {zone.FEATURES_PRICE} coins each.",
    "bundles",
    0,
    minimum=0,
    maximum=zone.MOST_FEATURES // zone.BUNDLE,
)
_RIDGE = Parameter(
    "ridge",
    "choice",
    "Ridge",
    "Keep the penalty as it is, or change it: each change is paid again, and taking it away is free.",
    "1",
    "keep",
    choices=(
        ("keep", "Keep"),
        *((f"{level:g}", f"λ = {level:g} ({price} coins)") for level, price in zone.RIDGE_PRICE.items()),
    ),
)
_FIELDS = (_ROWS, _FEATURES, _RIDGE)


class DangerZone:
    """See `simulations.engine.challenges.Game`."""

    def public(self, seed: int) -> dict[str, Any]:
        """The first model and its error, the prices, the rules in numbers; limit, noise and truth stay hidden."""
        world, yardstick = zone.world(seed)
        return {
            "planks": zone.PLANKS,
            "start": {
                "rows": world.start.rows,
                "features": world.start.features,
                "ridge": world.start.ridge,
                "purse": world.start.purse,
                "error": _shown(10**yardstick.still),
            },
            "income": zone.INCOME,
            "bundle": zone.BUNDLE,
            "prices": {
                "rows": zone.ROWS_PRICE,
                "features": zone.FEATURES_PRICE,
                "ridge": {f"{level:g}": price for level, price in zone.RIDGE_PRICE.items()},
            },
            "most": {"rows": zone.MOST_ROWS, "features": zone.MOST_FEATURES},
            "limit": {"between": [_shown(times * 10**yardstick.still) for times in zone.LIMIT]},
            "cracks_allowed": MOST_CRACKS,
            "crack_cost": CRACK_COST,
        }

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        """Bundles of examples, bundles of features, and the ridge: the same for every seed and plank."""
        return _FIELDS

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        """Walk the planks; see `simulations.engine.challenges.Game.replay`."""
        world, yardstick = zone.world(seed)
        model, steps, cracks = world.start, [], 0
        for index, action in enumerate(actions):
            if index >= zone.PLANKS or cracks > MOST_CRACKS:
                raise _refused(index, "", "The bridge is behind you: no further step is possible.")
            model = _step(model, _read(action, index), index)
            error = zone.error_at(seed, model)
            verdict = _verdict(error / world.limit)
            cracks += verdict == "cracks"
            shown = _described(model, error) | {"verdict": verdict, "cracks": cracks}
            steps.append(Step(index + 1, shown, float(np.log10(error))))
        return _outcome(world, yardstick, tuple(steps), cracks)

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        """The bridge so far."""
        return danger_scene.scene(self.public(seed), outcome)


def _read(action: Action, index: int) -> dict[str, Any]:
    """The fields of one action with defaults, or `Invalid` with the path of each bad one."""
    if not isinstance(action, Mapping):
        raise _refused(index, "", "Send an object with rows, features and ridge.")
    values: dict[str, Any] = {}
    problems: dict[str, str] = {str(name)[:60]: "Unknown field." for name in action}
    for field in _FIELDS:
        problems.pop(field.name, None)
        try:
            values[field.name] = schema.coerce(field, action.get(field.name, field.default))
        except ValueError as refusal:
            problems[field.name] = str(refusal)
    if problems:
        path, sentence = next(iter(problems.items()))
        fields = {f"actions.{index}.{name}": [text] for name, text in problems.items()}
        raise Invalid(f"Step {index + 1}, {path}: {sentence}", fields=fields)
    return values


def _step(model: zone.Model, action: Mapping[str, Any], index: int) -> zone.Model:
    ridge = model.ridge if action["ridge"] == "keep" else float(action["ridge"])
    after = zone.bought(model, action["rows"], action["features"], ridge)
    if after.rows > zone.MOST_ROWS:
        raise _refused(index, "rows", f"There are only {zone.MOST_ROWS} examples; you have {model.rows}.")
    if after.features > zone.MOST_FEATURES:
        raise _refused(index, "features", f"There are only {zone.MOST_FEATURES} features; you have {model.features}.")
    price = zone.price(model, action["rows"], action["features"], ridge)
    if price > model.purse:
        dearest = max(
            ("rows", action["rows"] * zone.ROWS_PRICE),
            ("features", action["features"] * zone.FEATURES_PRICE),
            ("ridge", zone.RIDGE_PRICE[ridge] if ridge != model.ridge else 0),
            key=lambda item: item[1],
        )[0]
        raise _refused(index, dearest, f"This costs {price} coins and you have {model.purse}.")
    return after


def _refused(index: int, name: str, sentence: str) -> Invalid:
    path = f"actions.{index}.{name}" if name else f"actions.{index}"
    return Invalid(f"Step {index + 1}: {sentence}", fields={path: [sentence]})


def _verdict(strain: float) -> str:
    if strain > 1.0:
        return "cracks"
    return "creaks" if strain > CREAKS_AT else "holds"


def _described(model: zone.Model, error: float) -> dict[str, Any]:
    return {
        "rows": model.rows,
        "features": model.features,
        "ridge": model.ridge,
        "purse": model.purse,
        "error": _shown(error),
        "ratio": round(model.features / model.rows, 2),
    }


def _outcome(world: zone.World, yardstick: zone.Yardstick, steps: tuple[Step, ...], cracks: int) -> Outcome:
    fallen = cracks > MOST_CRACKS
    finished = fallen or len(steps) == zone.PLANKS
    # Planks not reached count as standing still; after a fall they count as the limit, which is worse.
    rest = float(np.log10(world.limit)) if fallen else yardstick.still
    losses = [step.loss for step in steps] + [rest] * (zone.PLANKS - len(steps))
    loss, oracle = float(np.mean(losses)), float(np.mean(np.log10(yardstick.expert_errors)))
    score = regret_score(base=yardstick.still, you=loss, oracle=oracle, cost=CRACK_COST * cracks) if finished else 0.0
    debrief: dict[str, Any] = {}
    if finished:
        debrief = {
            "hidden": {"noise": world.sigma, "limit": world.limit},
            "noise": round(world.sigma, 3),
            "limit": _shown(world.limit),
            "still": _shown(10**yardstick.still),
            "expert": [
                _described(model, error) for model, error in zip(yardstick.expert, yardstick.expert_errors, strict=True)
            ],
        }
    return Outcome(
        steps=steps,
        finished=finished,
        loss=round(loss, 4),
        base=round(yardstick.still, 4),
        oracle=round(oracle, 4) if finished else 0.0,
        score=score,
        stars=stars(score),
        said=_said(steps, still=10**yardstick.still, fallen=fallen, score=score),
        debrief=debrief,
    )


def _said(steps: tuple[Step, ...], *, still: float, fallen: bool, score: float) -> str:
    if not steps:
        low, high = (_shown(times * still) for times in zone.LIMIT)
        return f"You stand before the first plank. Planks crack at some error between {low:g} and {high:g}."
    last = steps[-1].shown
    if fallen:
        return f"Plank {steps[-1].number} was one crack too many: you are in the water. Score {score:g}."
    if len(steps) == zone.PLANKS:
        return f"You are across, with a score of {score:g}."
    place = (
        f"Plank {steps[-1].number} {last['verdict']}: an error of {last['error']:g} with {last['features']} features "
    )
    return f"{place}and {last['rows']} examples. You have {last['purse']} coins to spend."


def _shown(value: float) -> float:
    """Four significant digits."""
    return float(f"{value:.4g}")


CHALLENGES = (
    Challenge(
        slug="danger-zone",
        title="Danger zone",
        summary="Twelve planks, twelve models: grow yours on the way across, and keep its test error low.",
        rules=(
            "Every plank carries one fitted model. Coins come with each, for examples, features or ridge.",
            "A plank cracks when the test error passes a limit that you are not told. The third crack is a fall.",
            "Your loss is the mean over planks of log10 of the excess error. Standing still scores 0, the expert 100.",
            "Each crack costs 5 points. Stars are given at 50, 75 and 90.",
        ),
        version=1,
        game=DangerZone(),
        sample=({},) * zone.PLANKS,
    ),
)

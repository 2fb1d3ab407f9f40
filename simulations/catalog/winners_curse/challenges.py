"""The challenge "Ship it": thirty tickets to train, validate and peek, then one model and an honest interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulations.catalog.winners_curse import ship_it as shop
from simulations.catalog.winners_curse.ship_scene import scene
from simulations.engine.challenges import Action, Challenge, Outcome, Step
from simulations.engine.parameters import Parameter
from simulations.engine.playing import judged, read, refused
from simulations.engine.scenes import Scene, plain

_EVERY = "every"
_DONE = {
    "train": f"Train a new model ({shop.PRICES['train']} tickets)",
    "validate": f"Validate on {shop.CASES} fresh cases ({shop.PRICES['validate']} ticket)",
    "peek": f"Peek at the test set, all models ({shop.PRICES['peek']} tickets)",
    "ship": "Ship it: this ends the game",
}


@dataclass
class Bench:
    """What has been bought so far: batches by model, whether the test set was looked at and by how many models."""

    tickets: int = shop.TICKETS
    batches: list[int] = field(default_factory=list)
    peeked: int = 0
    shipped: shop.Shipment | None = None


class ShipIt:
    """See `simulations.engine.challenges.Game`."""

    def public(self, seed: int) -> dict[str, Any]:
        """The prices, and how much a validation shows."""
        return {
            "tickets": shop.TICKETS,
            "prices": dict(shop.PRICES),
            "cases": {"validation": shop.CASES, "test": shop.TEST_CASES},
            "models": shop.MOST,
            "honesty": shop.HONESTY,
        }

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        """What to do; with a model there, also which one, how often, and the interval that goes with a shipment."""
        bench = Bench()
        for index, action in enumerate(taken):
            _act(seed, bench, action, index)
        return _fields(bench)

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        """Buy until a model is shipped; see `simulations.engine.challenges.Game.replay`."""
        world, bench, steps = shop.workshop(seed), Bench(), list[Step]()
        for index, action in enumerate(actions):
            if bench.shipped is not None:
                raise refused(index, "", "Your model is shipped: nothing more can be done.")
            shown = _act(seed, bench, action, index)
            steps.append(Step(index + 1, plain(shown), 0.0))
        finished = bench.shipped is not None
        yours, plan = bench.shipped or shop.naive(), shop.expert(world)
        return judged(
            steps=steps,
            finished=finished,
            loss=shop.loss(world, yours),
            base=shop.loss(world, shop.naive()),
            oracle=shop.loss(world, plan.shipment),
            said=_said(bench, world, steps),
            debrief=_debrief(world, bench, plan),
        )

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        """The models with what is known of them; at the end with their true accuracy."""
        return scene(seed, outcome)


def _act(seed: int, bench: Bench, action: Action, index: int) -> dict[str, Any]:
    """Take one action: the bench changes, and what came out is returned."""
    values = read(action, _fields(bench), index)
    world, done = shop.workshop(seed), values["do"]
    if done == "ship":
        return _ship(bench, values, index)
    chosen = _chosen(bench, values) if done == "validate" else []
    times = 1 if done == "peek" else values["times"]
    price = shop.PRICES[done] * times * (len(chosen) or 1)
    if price > bench.tickets:
        raise refused(index, "do", f"This costs {price} tickets and you have {bench.tickets}.")
    bench.tickets -= price
    if done == "train":
        first = len(bench.batches)
        bench.batches += [0] * times
        out: dict[str, Any] = {"models": [shop.NAMES[model] for model in range(first, len(bench.batches))]}
    elif done == "validate":
        for model in chosen:
            bench.batches[model] += times
        out = {"models": [shop.NAMES[model] for model in chosen]}
    else:
        bench.peeked = len(bench.batches)
        out = {"test": {shop.NAMES[model]: int(world.tested[model]) for model in range(bench.peeked)}}
    return {"do": done, "times": times, "price": price, "tickets": bench.tickets, **out, "seen": _seen(world, bench)}


def _ship(bench: Bench, values: dict[str, Any], index: int) -> dict[str, Any]:
    if values["model"] == _EVERY:
        raise refused(index, "model", "Only one model can be shipped: choose which.")
    if not values["low"] < values["high"]:
        raise refused(index, "high", "The upper end of the interval must be above the lower end.")
    bench.shipped = shop.Shipment(shop.NAMES.index(values["model"]), values["low"], values["high"])
    return {
        "do": "ship",
        "model": values["model"],
        "low": values["low"],
        "high": values["high"],
        "tickets": bench.tickets,
    }


def _chosen(bench: Bench, values: dict[str, Any]) -> list[int]:
    return list(range(len(bench.batches))) if values["model"] == _EVERY else [shop.NAMES.index(values["model"])]


def _seen(world: shop.Workshop, bench: Bench) -> dict[str, list[int]]:
    """Right answers and cases of every model on validation."""
    return {
        shop.NAMES[model]: [int(world.right[model, :count].sum()), shop.CASES * count]
        for model, count in enumerate(bench.batches)
    }


def _fields(bench: Bench) -> tuple[Parameter, ...]:
    """The form of the moment. Standing still is: train one model, validate it for ever, ship it with 50 to 100 %."""
    there = len(bench.batches)
    doing = {name: words for name, words in _DONE.items() if there or name == "train"}
    do = Parameter(
        "do",
        "choice",
        "What to do",
        f"You have {bench.tickets} tickets.",
        "1",
        "train" if not there else "validate" if bench.tickets else "ship",
        choices=tuple(doing.items()),
    )
    times = Parameter(
        "times",
        "integer",
        "How many models, or how many times",
        "Train so many models at once, or validate on so many batches.",
        "times",
        1,
        minimum=1,
        maximum=shop.MOST,
    )
    if not there:
        return do, times
    names = tuple((shop.NAMES[model], f"Model {shop.NAMES[model]}") for model in range(there))
    return (
        do,
        times,
        Parameter(
            "model",
            "choice",
            "Which model",
            "To validate, or to ship.",
            "1",
            shop.NAMES[0],
            choices=(*names, (_EVERY, "Every model (to validate only)")),
        ),
        _end("low", "lower end", shop.NAIVE[0]),
        _end("high", "upper end", shop.NAIVE[1]),
    )


def _end(name: str, words: str, default: float) -> Parameter:
    return Parameter(
        name,
        "number",
        f"Your 90 % interval, {words}",
        "For shipping: where its accuracy in use lies, nine times in ten.",
        "%",
        default,
        minimum=0.0,
        maximum=100.0,
    )


def _debrief(world: shop.Workshop, bench: Bench, plan: shop.Plan) -> dict[str, Any]:
    there = max(len(bench.batches), plan.trained)
    return {
        "hidden": {
            "skills": [float(skill) for skill in world.skills[:there]],
            "leaks": [float(leak) for leak in world.leaks[:there]],
            "mean": world.mean,
            "spread": world.spread,
        },
        "expert": {
            "trained": plan.trained,
            "batches": list(plan.batches),
            "model": shop.NAMES[plan.shipment.model],
            "low": plan.shipment.low,
            "high": plan.shipment.high,
            "loss": shop.loss(world, plan.shipment),
        },
    }


def _news(shown: Mapping[str, Any]) -> str:
    """What the last purchase brought."""
    if shown["do"] == "train":
        return f"Trained: {', '.join(shown['models'])}. What they can do, only fresh cases tell."
    if shown["do"] == "peek":
        best = max(shown["test"], key=lambda name: int(shown["test"][name]))
        return f"On the test set {best} leads, with {shown['test'][best]} of {shop.TEST_CASES}."
    seen = {name: shown["seen"][name] for name in shown["models"]}
    best = max(seen, key=lambda name: seen[name][0] / seen[name][1])
    if len(seen) == 1:
        return f"Model {best} has been right on {seen[best][0]} of {seen[best][1]} fresh cases."
    return f"Of {len(seen)} models {best} leads, right on {seen[best][0]} of {seen[best][1]} fresh cases."


def _said(bench: Bench, world: shop.Workshop, steps: Sequence[Step]) -> str:
    if bench.shipped is not None:
        truth = 100.0 * float(world.skills[bench.shipped.model])
        inside = "inside" if bench.shipped.low <= truth <= bench.shipped.high else "outside"
        name = shop.NAMES[bench.shipped.model]
        return f"Model {name} is in use and right in {truth:.1f} % of cases: {inside} the interval that you declared."
    if not steps:
        return f"You have {shop.TICKETS} tickets and no model yet."
    if bench.tickets:
        return _news(steps[-1].shown)
    return "Your tickets are spent: choose the model to ship, and say how good it is."


CHALLENGES = (
    Challenge(
        slug="ship-it",
        title="Ship it",
        summary="Thirty tickets to train and validate models: ship the best, and say honestly how good it is.",
        rules=(
            f"Training a model costs 2 tickets, validating one on {shop.CASES} fresh cases 1.",
            "A look at the test set costs 10. It is allowed; nobody says what that set has been used for before.",
            "In the end you ship one model and declare an interval that holds its accuracy in use nine times in ten.",
            "Your loss is its wrong answers in a hundred, and a fifth of the interval score: "
            "its width, and 20 times what it misses by.",
            "Shipping the first model unseen, with 50 to 100 %, scores 0. The expert plays on the same draws.",
        ),
        version=1,
        game=ShipIt(),
        minutes=3,
        sample=({"times": 9}, {"do": "validate", "model": "every"}, {"do": "ship", "low": 62.0, "high": 82.0}),
    ),
)

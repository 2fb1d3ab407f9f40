"""What a player of "Ship it" sees: each model's score with its interval, and at the end the truth beside it."""

from collections.abc import Mapping
from typing import Any

from simulations.catalog.winners_curse import ship_it as shop
from simulations.catalog.winners_curse.order_statistics import best_of, exact_interval
from simulations.engine.challenges import Outcome
from simulations.engine.scenes import Dots, Line, Picture, Scene, Span, Table

Seen = Mapping[str, tuple[int, int]]


def scene(seed: int, outcome: Outcome) -> Scene:
    """The workshop as ``outcome`` leaves it."""
    seen = _last(outcome, "seen")
    tested = _last(outcome, "test")
    shown = outcome.steps[-1].shown if outcome.steps else {"tickets": shop.TICKETS}
    facts = (
        ("Tickets left", str(shown["tickets"])),
        ("Models trained", str(len(seen))),
        ("Test set", "looked at" if tested else "untouched"),
    )
    return Scene(
        heading=_heading(outcome, int(shown["tickets"])),
        facts=() if outcome.finished else facts,
        pictures=(_picture(seed, outcome, seen, tested),),
        tables=(_table(seed, outcome, seen, tested),) if seen else (),
        lesson=_lesson(seed, outcome, seen, tested) if outcome.finished else (),
        button="Do it",
    )


def _heading(outcome: Outcome, tickets: int) -> str:
    if outcome.finished:
        return "The end"
    return "What will you buy?" if tickets else "Ship a model"


def _last(outcome: Outcome, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next((step.shown[name] for step in reversed(outcome.steps) if name in step.shown), {})
    return found


def _picture(seed: int, outcome: Outcome, seen: Seen, tested: Mapping[str, int]) -> Picture:
    there = max(len(seen), 4)
    lines, scores = [], []
    for place, (right, cases) in enumerate(seen.values(), 1):
        if cases:
            low, high = exact_interval(right, cases, 0.9)
            lines.append(Line("", "interval", [place, place], [100 * low, 100 * high]))
            scores.append((float(place), 100 * right / cases))
    letters = [(float(place), 13.0) for place in range(1, len(seen) + 1)]
    dots = [Dots("", "mark", "none", letters, list(seen))]
    dots += [Dots("validation, with its 90 % interval" if scores else "", "mark-s1", "circle", scores)]
    if tested:
        places = {name: place for place, name in enumerate(seen, 1)}
        dots.append(Dots("test set", "mark-s2", "square", [(float(places[n]), float(v)) for n, v in tested.items()]))
    if outcome.finished:
        yours = outcome.steps[-1].shown
        at = shop.NAMES.index(yours["model"]) + 1.22
        lines.append(Line("", "s3", [at, at], [yours["low"], yours["high"]]))
        truths = shop.workshop(seed).skills
        dots.append(
            Dots("true accuracy", "mark", "cross", [(p, 100 * float(truths[p - 1])) for p in range(1, len(seen) + 1)])
        )
    told = ", ".join(f"{name} {100 * right / cases:.0f}" for name, (right, cases) in seen.items() if cases)
    return Picture(
        caption="Models A, B, … in the order of training."
        + (" The dotted line is the interval that you declared." if outcome.finished else ""),
        describe=f"Validation scores in per cent: {told}." if told else "No model is validated yet.",
        x=Span("model", 0.5, there + 0.5),
        y=Span("accuracy, %", 10.0, 101.0),
        lines=tuple(lines),
        dots=tuple(dots),
    )


def _table(seed: int, outcome: Outcome, seen: Seen, tested: Mapping[str, int]) -> Table:
    heads = ["Model", "Right on validation", "90 % interval", "Test set"]
    rows = []
    truths = shop.workshop(seed).skills
    for place, (name, (right, cases)) in enumerate(seen.items()):
        low, high = exact_interval(right, cases, 0.9) if cases else (0.0, 1.0)
        row = [
            name,
            f"{right} of {cases}" if cases else "not validated",
            f"{100 * low:.0f} to {100 * high:.0f} %" if cases else "–",
            f"{tested[name]} of {shop.TEST_CASES}" if name in tested else "–",
        ]
        rows.append((*row, f"{100 * float(truths[place]):.1f} %") if outcome.finished else tuple(row))
    if outcome.finished:
        heads.append("True accuracy")
    return Table("Your models", tuple(heads), tuple(rows))


def _lesson(seed: int, outcome: Outcome, seen: Seen, tested: Mapping[str, int]) -> tuple[str, ...]:
    world, yours, expert = shop.workshop(seed), outcome.steps[-1].shown, outcome.debrief["expert"]
    model = shop.NAMES.index(yours["model"])
    truth = 100 * float(world.skills[model])
    right, cases = seen[yours["model"]]
    told = [_optimism(world, len(seen), right, cases, truth)] if cases else []
    if tested:
        told.append(
            f"The test set shares cases with the training data: it flatters by 2 to 14 points, model {yours['model']} "
            f"by {100 * float(world.leaks[model]):.0f}."
        )
    score = shop.interval_score(yours["low"], yours["high"], truth)
    best = 100 * float(world.skills[shop.NAMES.index(expert["model"])])
    cost, theirs = shop.HONESTY * score, shop.HONESTY * _experts(world, expert)
    told.append(
        f"Your regret is {best - truth:.1f} points of accuracy, and your interval cost {cost:.1f}; "
        f"the expert’s, {expert['low']:.0f} to {expert['high']:.0f} %, cost {theirs:.1f}."
    )
    told.append(
        f"The expert trained {expert['trained']} models, validated the better half again and again, and shipped "
        f"{expert['model']} with a score drawn towards the average of all models."
    )
    return tuple(told)


def _experts(world: shop.Workshop, expert: Mapping[str, Any]) -> float:
    truth = 100 * float(world.skills[shop.NAMES.index(expert["model"])])
    return shop.interval_score(expert["low"], expert["high"], truth)


def _optimism(world: shop.Workshop, models: int, right: int, cases: int, truth: float) -> str:
    best = best_of([models], cases, world.mean, world.spread)
    usual = 100 * float(best.score[0] - best.skill[0])
    gap = 100 * right / cases - truth
    side = "above" if gap >= 0 else "below"
    if models < 2:
        return f"On validation it scored {100 * right / cases:.0f} %, {abs(gap):.1f} points {side} the truth, by luck."
    return (
        f"On validation it scored {100 * right / cases:.0f} %, {abs(gap):.1f} points {side} the truth; the best of "
        f"{models} on {cases} cases each is on average {usual:.1f} points too good."
    )

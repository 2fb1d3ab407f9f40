"""What a player of "Knot master" sees: points, knots and the drafted fit; at the end the truth and the expert's."""

from collections.abc import Sequence

import numpy as np

from simulations.catalog.double_descent import knot_master as course
from simulations.engine.challenges import Outcome, Step
from simulations.engine.scenes import Dots, Line, Picture, Scene, Span, Table

_GRID: course.Array = np.linspace(course.LOW, course.HIGH, 501)


def scene(seed: int, outcome: Outcome, drafts: int) -> Scene:
    """The course as ``outcome`` leaves it."""
    levels = course.course(seed)
    done = [step for step in outcome.steps if step.shown["do"] == "set"]
    rows = tuple(_row(levels, step) for step in outcome.steps)
    heads = ("Level", "It was", "Knots", "Farthest from a point", "Error or height")
    tables = (Table("Your knots", heads, rows),) if rows else ()
    if outcome.finished:
        return Scene(
            heading="The end",
            pictures=tuple(_solved(seed, index, done[index]) for index in range(len(levels))),
            tables=tables,
            lesson=_lesson(seed, done),
        )
    level = levels[len(done)]
    tried = [step for step in outcome.steps if step.shown["level"] == len(done) + 1]
    return Scene(
        heading=f"Level {len(done) + 1} of {len(levels)}: {level.name}",
        facts=(("Drafts left", str(drafts - len(tried))), ("Points", str(len(level.x)))),
        pictures=(_level(level, tried),),
        tables=(*tables, _points(level)),
        button="Go",
    )


def _level(level: course.Level, tried: Sequence[Step]) -> Picture:
    """The points; with a draft, its fit and its knots."""
    knots = tuple(tried[-1].shown["knots"]) if tried else ()
    lines = (_fit("draft", "s1", level, knots),) if knots else ()
    seen = [value for line in lines for value in line.ys if value is not None] + level.y.tolist()
    told = ", ".join(f"({x:g}, {y:.3g})" for x, y in zip(level.x, level.y, strict=True)).replace("-", "−")
    return Picture(
        caption="The points, and your draft with its knots." if knots else "The points. A draft shows the fit.",
        describe=f"Points: {told}.",
        x=Span("x", course.LOW, course.HIGH),
        y=Span("y", *_room(seen)),
        lines=lines,
        dots=(_marks(level), *_knots(level, knots, seen)),
    )


def _solved(seed: int, index: int, step: Step) -> Picture:
    level, knots = course.course(seed)[index], tuple(step.shown["knots"])
    lines = [_fit("you", "s1", level, knots)]
    caption = f"{level.name}: your fit reaches {step.shown.get('height', 0.0):.4g}."
    if level.kind == "near":
        best = course.expert(seed, index)
        lines = [
            Line("truth", "theory", course.GRID.tolist(), level.truth.tolist()),
            _fit("expert", "s2", level, best.knots),
            *lines,
        ]
        at = ", ".join(f"{knot:g}" for knot in best.knots)
        caption = (
            f"{level.name}: your error is {step.shown['rmse']:.3g}, the expert’s {best.rmse:.3g} with knots at {at}."
        )
    seen = [value for line in lines for value in line.ys if value is not None] + level.y.tolist()
    return Picture(
        caption=caption,
        describe=f"{caption} Your knots: {', '.join(f'{knot:g}' for knot in knots)}.",
        x=Span("x", course.LOW, course.HIGH),
        y=Span("y", *_room(seen)),
        lines=tuple(lines),
        dots=(_marks(level), *_knots(level, knots, seen)),
    )


def _fit(label: str, style: str, level: course.Level, knots: course.Knots) -> Line:
    # A broken line is known by its corners; between them a few places for the label to be put by.
    places = np.unique(np.concatenate([_GRID, np.array(knots)]))
    return Line(label, style, places.tolist(), course.curve(level, knots, places).tolist())


def _marks(level: course.Level) -> Dots:
    return Dots("point", "mark", "circle", [(float(x), float(y)) for x, y in zip(level.x, level.y, strict=True)])


def _knots(level: course.Level, knots: course.Knots, seen: Sequence[float]) -> tuple[Dots, ...]:
    floor = _room(seen)[0] + 0.03 * (_room(seen)[1] - _room(seen)[0])
    return (Dots("your knots", "mark-s1", "triangle", [(knot, floor) for knot in knots]),) if knots else ()


def _room(seen: Sequence[float]) -> tuple[float, float]:
    low, high = min(seen), max(seen)
    room = 0.12 * ((high - low) or 1.0)
    return low - room, high + room


def _points(level: course.Level) -> Table:
    rows = tuple((f"{x:g}", f"{y:.4g}".replace("-", "−")) for x, y in zip(level.x, level.y, strict=True))
    return Table("The points as numbers", ("x", "y"), rows, folded=level.kind == "near")


def _row(levels: Sequence[course.Level], step: Step) -> tuple[str, ...]:
    shown = step.shown
    worth = f"height {shown['height']:.4g}" if "height" in shown else "not told" if "rmse" not in shown else ""
    return (
        levels[shown["level"] - 1].name,
        "set" if shown["do"] == "set" else "a draft",
        ", ".join(f"{knot:g}" for knot in shown["knots"]),
        f"{shown['miss']:.2g}" if shown["miss"] > 1e-6 else "0",
        worth or f"error {shown['rmse']:.3g}",
    )


def _lesson(seed: int, done: Sequence[Step]) -> tuple[str, ...]:
    counts = [len(step.shown["knots"]) for step in done[:2]]
    best = [course.expert(seed, index) for index in (0, 1)]
    told = [
        f"You set {counts[0]} and {counts[1]} knots, the expert {len(best[0].knots)} and {len(best[1].knots)}: "
        "knots pay where the function bends, and nowhere else.",
        "Of two kinks each may lie between two points: prolong the lines through the points on either side, and put "
        "the knot where they meet.",
    ]
    if done[2].shown["height"] >= course.TARGET:
        told.append("You burst it: one knot just beside a point leaves the fit no choice but a slope like 1/distance.")
    else:
        told.append(
            "To burst it, leave no freedom: four knots for six points, one just left of the third point and the other "
            "three well to its right. The nearer the knot to the point, the steeper the fit must rise."
        )
    return tuple(told)

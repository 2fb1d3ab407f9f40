"""What a player of "Danger zone" sees: the error plank by plank, and at the end the limit and the expert's path."""

from collections.abc import Mapping, Sequence
from typing import Any

from simulations.engine.challenges import Outcome
from simulations.engine.scenes import Line, Picture, Scene, Span, Table

_VERDICTS = {"holds": "✓ holds", "creaks": "! creaks", "cracks": "✗ cracks"}


def scene(public: Mapping[str, Any], outcome: Outcome) -> Scene:
    """The bridge as ``outcome`` leaves it."""
    planks = public["planks"]
    shown = outcome.steps[-1].shown if outcome.steps else public["start"]
    facts = (
        ("Examples", str(shown["rows"])),
        ("Features", str(shown["features"])),
        ("Ridge λ", f"{shown['ridge']:g}"),
        ("Coins to spend", str(shown["purse"])),
        ("Test error", f"{shown['error']:g}"),
        ("Cracks", f"{shown.get('cracks', 0)} of {public['cracks_allowed']} that the bridge bears"),
    )
    rows = tuple(
        (
            str(step.number),
            str(step.shown["rows"]),
            str(step.shown["features"]),
            f"{step.shown['ridge']:g}",
            f"{step.shown['error']:g}",
            _VERDICTS[step.shown["verdict"]],
        )
        for step in outcome.steps
    )
    heads = ("Plank", "Examples", "Features", "Ridge λ", "Test error", "It")
    return Scene(
        heading="The end" if outcome.finished else f"Plank {len(outcome.steps) + 1} of {planks}",
        facts=() if outcome.finished else facts,
        pictures=(_picture(public, outcome),),
        tables=(Table("Your planks", heads, rows),) if rows else (),
        lesson=_lesson(outcome) if outcome.finished else (),
        button="Step on the plank",
    )


def _picture(public: Mapping[str, Any], outcome: Outcome) -> Picture:
    planks, start = public["planks"], public["start"]["error"]
    yours = [start, *(step.shown["error"] for step in outcome.steps)]
    lines = [_line("you", "s1", yours)]
    if outcome.finished:
        debrief = outcome.debrief
        lines.append(_line("expert", "s2", [start, *(model["error"] for model in debrief["expert"])]))
        lines.append(_line("limit", "theory", [debrief["limit"]] * (planks + 1)))
    low, high = public["limit"]["between"]
    spread = [value for line in lines for value in line.ys if value is not None] + [low, high]
    return Picture(
        caption="Your error plank by plank, beside the expert's on the same data."
        if outcome.finished
        else f"Your error plank by plank. Planks crack at some error between {low:g} and {high:g}.",
        describe=f"{outcome.said} Errors so far: {', '.join(f'{value:g}' for value in yours)}.",
        x=Span("plank", 0, planks),
        y=Span("test error (log scale)", 0.85 * min(spread), 1.15 * max(spread), log=True),
        lines=tuple(lines),
    )


def _lesson(outcome: Outcome) -> tuple[str, ...]:
    debrief = outcome.debrief
    first, last = debrief["expert"][0], debrief["expert"][-1]
    worst = max(outcome.steps, key=lambda step: step.shown["error"])
    told = [
        f"The expert went from {first['rows']} examples and {first['features']} features to {last['rows']} and "
        f"{last['features']}, with a ridge of {last['ridge']:g}, and ended at an error of {last['error']:g}.",
        f"Your worst plank was number {worst.number}: {worst.shown['features']} features on {worst.shown['rows']} "
        f"examples, {worst.shown['ratio']:g} features per example, and an error of {worst.shown['error']:g}.",
    ]
    if 0.8 <= worst.shown["ratio"] <= 1.25:
        told.append("Near one feature per example a fit without ridge has just one way through the data, however wild.")
    return tuple(told)


def _line(label: str, style: str, values: Sequence[float | None]) -> Line:
    return Line(label, style, list(range(len(values))), list(values))

"""What a player of "Golf" sees: the bowl from above, the path of the ball, and at the end the expert's beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulations.catalog.gradient_descent import golf
from simulations.engine.challenges import Outcome
from simulations.engine.scenes import Dots, Line, Picture, Scene, Span, Table

_REACH = 2.9
_LEVELS = (0.9, 0.55, 0.3, 0.13, 0.04)


def scene(seed: int, outcome: Outcome) -> Scene:
    """The round as ``outcome`` leaves it."""
    holes = golf.course(seed)
    swings = [step.shown for step in outcome.steps if step.shown["kind"] == "swing"]
    probes = [step.shown for step in outcome.steps if step.shown["kind"] == "probe"]
    if outcome.finished:
        pairs = zip(holes, swings, strict=True)
        return Scene(
            heading="The end",
            pictures=tuple(_played(hole, swing, solved=True) for hole, swing in pairs),
            tables=(_table(outcome, swings), _curvatures(holes)),
            lesson=_lesson(holes, swings),
        )
    hole = holes[len(swings)]
    pictures = [_bowl(hole, probes if hole.fog else ())]
    if swings and not probes:
        pictures.append(_played(holes[len(swings) - 1], swings[-1], solved=False))
    tables = [_probed(probes)] if probes else []
    if swings:
        tables.append(_table(outcome, swings))
    return Scene(
        heading=f"Bowl {len(swings) + 1} of {len(holes)}: {hole.name}",
        facts=_facts(hole),
        pictures=tuple(pictures),
        tables=tuple(tables),
        button="Take the probe" if hole.fog and len(probes) < golf.PROBES else "Swing",
    )


def _facts(hole: golf.Hole) -> tuple[tuple[str, str], ...]:
    steep = "hidden in the fog" if hole.fog else f"{hole.high:.3g} at most, {hole.low:.3g} at least"
    return (("Steps", str(hole.par)), ("Curvature λ", steep), ("Stable without momentum", "while η < 2/λmax"))


def _bowl(hole: golf.Hole, probes: Sequence[Mapping[str, Any]]) -> Picture:
    return Picture(
        caption="The fog: contours are hidden. Each probe shows which way is down, and how steep."
        if hole.fog
        else "The bowl from above; every line is one height.",
        describe=f"The ball lies at {_at(hole.start)}, the hole at {_at(hole.hole)}.",
        x=Span("x", -_REACH, _REACH),
        y=Span("y", -_REACH, _REACH),
        lines=(*(() if hole.fog else _contours(hole)), *(_arrow(probe) for probe in probes)),
        dots=(
            *_ends(hole),
            Dots(
                "probe, with the gradient's length" if probes else "",
                "mark-s3",
                "triangle",
                [(probe["x"], probe["y"]) for probe in probes],
                [f"{probe['length']:.3g}" for probe in probes],
            ),
        ),
        equal=True,
    )


def _played(hole: golf.Hole, shown: Mapping[str, Any], *, solved: bool) -> Picture:
    """A bowl with your path in it; ``solved`` lifts the fog and adds the expert's."""
    swing = golf.Swing(shown["rate"], shown["momentum"], tuple((int(at), rate) for at, rate in shown["schedule"]))
    lines = [] if hole.fog and not solved else list(_contours(hole))
    told = f"{hole.name}: your ball, from {_at(hole.start)} to {_at(golf.path(hole, swing)[-1])}."
    if solved:
        expert = golf.expert(hole)
        lines.append(_path("expert", "s2", golf.path(hole, expert)))
        told = (
            f"{hole.name}: you took η = {swing.rate:.3g} and β = {swing.momentum:.2g}, "
            f"the expert η = {expert.rate:.3g} and β = {expert.momentum:.2g}."
        )
    lines.append(_path("you", "s1", golf.path(hole, swing)))
    return Picture(
        caption=told,
        describe=f"{told} What was left of the height: {_share(shown['left'])}.",
        x=Span("x", -_REACH, _REACH),
        y=Span("y", -_REACH, _REACH),
        lines=tuple(lines),
        dots=_ends(hole),
        equal=True,
    )


def _ends(hole: golf.Hole) -> tuple[Dots, ...]:
    return (Dots("ball", "mark", "circle", [hole.start]), Dots("hole", "mark-s2", "square", [hole.hole]))


def _path(label: str, style: str, places: Any) -> Line:
    shown = np.clip(places, -50.0, 50.0)
    return Line(label, style, shown[:, 0].tolist(), shown[:, 1].tolist())


def _contours(hole: golf.Hole) -> tuple[Line, ...]:
    turn = np.linspace(0.0, 2.0 * np.pi, 73)
    height = float(hole.value(np.array(hole.start)))
    found = []
    for level in _LEVELS:
        radii = np.sqrt(2.0 * level * height / np.array([hole.low, hole.high]))
        ring = hole.axes @ (radii[:, None] * np.array([np.cos(turn), np.sin(turn)]))
        found.append(Line("", "axis", (ring[0] + hole.hole[0]).tolist(), (ring[1] + hole.hole[1]).tolist()))
    return tuple(found)


def _arrow(probe: Mapping[str, Any]) -> Line:
    down = -np.array(probe["gradient"]) / max(probe["length"], 1e-12)
    return Line("", "s3", [probe["x"], probe["x"] + 0.7 * down[0]], [probe["y"], probe["y"] + 0.7 * down[1]])


def _probed(probes: Sequence[Mapping[str, Any]]) -> Table:
    heads = ("Probe", "Place", "Gradient", "Its length", "Distance to the hole", "Length ÷ distance")
    rows = tuple(
        (
            str(number),
            _at((probe["x"], probe["y"])),
            _at(probe["gradient"], 3),
            f"{probe['length']:.3g}",
            f"{probe['distance']:.3g}",
            f"{probe['length'] / probe['distance']:.3g}" if probe["distance"] > 1e-9 else "–",
        )
        for number, probe in enumerate(probes, 1)
    )
    return Table("Your probes", heads, rows)


def _table(outcome: Outcome, swings: Sequence[Mapping[str, Any]]) -> Table:
    experts = outcome.debrief.get("expert", ())
    rows = []
    for index, swing in enumerate(swings):
        turns = ", ".join(f"{rate:.3g} after step {at}" for at, rate in swing["schedule"]) or "none"
        row = [swing["hole"], f"{swing['rate']:.3g}", f"{swing['momentum']:.2g}", turns, _share(swing["left"])]
        rows.append((*row, _share(experts[index]["left"])) if experts else tuple(row))
    heads = ("Bowl", "η", "β", "Changes", "Height left") + (("The expert’s",) if experts else ())
    return Table("Your swings", heads, tuple(rows))


def _curvatures(holes: Sequence[golf.Hole]) -> Table:
    rows = tuple(
        (hole.name, f"{hole.low:.3g}", f"{hole.high:.3g}", f"{hole.high / hole.low:.3g}", f"{2 / hole.high:.3g}")
        for hole in holes
    )
    return Table("The bowls", ("Bowl", "λmin", "λmax", "κ = λmax/λmin", "2/λmax"), rows)


def _lesson(holes: Sequence[golf.Hole], swings: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    lost = [
        swing["left"] - float(golf.left_over(hole, golf.path(hole, golf.expert(hole)))[-1])
        for hole, swing in zip(holes, swings, strict=True)
    ]
    at = int(np.argmax(lost))
    hole, swing, expert = holes[at], swings[at], golf.expert(holes[at])
    if lost[at] <= 0.05:
        return ("Nothing was lost on the expert: every ball lies as near as a constant step size and momentum allow.",)
    told = (
        f"Most was lost in the {hole.name.lower()}, where the expert took η = {expert.rate * hole.high:.2g}/λmax with "
        f"momentum {expert.momentum:.2g}; yours was {swing['rate'] * hole.high:.2g}/λmax with {swing['momentum']:.2g}."
    )
    limit = 2.0 * (1.0 + swing["momentum"])
    if swing["rate"] * hole.high > limit:
        why = "Beyond η = 2(1 + β)/λmax the steep direction grows with every step: that ball was lost from the start."
    elif swing["rate"] * hole.high < 0.5:
        why = "Small steps are safe and slow: the flat direction shrinks by 1 − ηλmin a step, however long you wait."
    else:
        why = "The two directions shrink each by a factor of their own; the best swing makes the two factors equal."
    return told, why


def _share(left: float) -> str:
    """log10 of what is left, as a percentage."""
    return f"{100 * 10**left:.2g} %"


def _at(place: Any, digits: int = 2) -> str:
    return f"({place[0]:.{digits}g}, {place[1]:.{digits}g})".replace("-", "−")

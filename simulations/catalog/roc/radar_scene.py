"""What a player of "Radar" sees: echoes of the past, two thresholds, ten blips to rank, and at the end the costs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.roc import radar
from simulations.engine.challenges import Outcome
from simulations.engine.scenes import Dots, Line, Picture, Scene, Span, Table, Upright

Array = NDArray[np.float64]

LETTERS = "ABCDEFGHIJ"
_HOSTILES, _FRIENDS = 1.14, 1.07


def scene(seed: int, outcome: Outcome) -> Scene:
    """The watch as ``outcome`` leaves it."""
    drawn, count = radar.sky(seed), len(outcome.steps)
    thresholds = [step.shown["threshold"] for step in outcome.steps[:2]]
    if outcome.finished:
        return Scene(
            heading="The end",
            pictures=(_costs(drawn, thresholds), _duel(drawn, solved=True)),
            tables=(_waves(outcome), _ranking(drawn, outcome)),
            lesson=_lesson(drawn, thresholds, outcome.steps[2].shown["area"]),
        )
    if count == 2:
        return Scene(
            heading="The rank duel",
            pictures=(_duel(drawn, solved=False),),
            tables=(_waves(outcome), _known(drawn)),
            button="Hand in the ranking",
        )
    facts = [("Share of hostiles", f"{100 * drawn.shares[0]:.0f} % in the past and in the first wave")]
    if count:
        facts = [
            ("A missed hostile costs", f"{drawn.miss:g} false alarms"),
            ("Share of hostiles", f"{100 * drawn.shares[1]:g} % in the second wave, not {100 * drawn.shares[0]:.0f} %"),
        ]
    tables = [_waves(outcome)] if count else []
    return Scene(
        heading=f"Wave {count + 1} of 2",
        facts=tuple(facts),
        pictures=(_past(drawn, thresholds),),
        tables=(*tables, _echoes(drawn.past)),
        button="Watch the wave",
    )


def _past(drawn: radar.Sky, thresholds: Sequence[float]) -> Picture:
    past = drawn.past
    hostile, friend = past.strength[past.hostile], past.strength[~past.hostile]
    low, high = float(past.strength.min()) - 4, float(past.strength.max()) + 4
    places = np.linspace(low, high, 161)
    return Picture(
        caption="Sixty echoes of the past. The lines tell which share of each kind lies above a threshold."
        + (f" Upright: your threshold for the first wave, {thresholds[0]:g} dB." if thresholds else ""),
        describe=(
            f"{len(hostile)} hostiles with echoes from {hostile.min():g} to {hostile.max():g} dB, mean "
            f"{hostile.mean():.1f}; {len(friend)} friends from {friend.min():g} to {friend.max():g} dB, mean "
            f"{friend.mean():.1f}."
        ),
        x=Span("echo, dB", low, high),
        y=Span("share above the threshold", -0.06, 1.19),
        lines=(
            Line("hostiles caught", "s2", places.tolist(), _above(hostile, places)),
            Line("friends alarmed", "s1", places.tolist(), _above(friend, places)),
        ),
        dots=(
            Dots("hostile", "mark-s2", "square", [(float(echo), _HOSTILES) for echo in hostile]),
            Dots("friend", "mark-s1", "circle", [(float(echo), _FRIENDS) for echo in friend]),
        ),
        uprights=tuple(Upright(at, "") for at in thresholds),
    )


def _above(echoes: Array, places: Array) -> list[float | None]:
    return [float(np.mean(echoes > place)) for place in places]


def _costs(drawn: radar.Sky, thresholds: Sequence[float]) -> Picture:
    """Expected cost by threshold in both waves, with yours and the expert's on it."""
    best = [radar.expert(drawn, wave) for wave in (0, 1)]
    low, high = min(*thresholds, *best, 30.0) - 5, max(*thresholds, *best, 55.0) + 5
    places = np.linspace(max(low, 0.0), min(high, 100.0), 161)
    curves = [np.asarray(radar.cost(drawn, wave, places)) for wave in (0, 1)]
    yours = [(at, float(radar.cost(drawn, wave, at))) for wave, at in enumerate(thresholds)]
    experts = [(at, float(radar.cost(drawn, wave, at))) for wave, at in enumerate(best)]
    return Picture(
        caption="What a blip costs on average, in false alarms, by threshold: each wave has a valley of its own.",
        describe=(
            f"Yours cost {yours[0][1]:.2f} and {yours[1][1]:.2f} a blip, "
            f"the expert's {experts[0][1]:.2f} at {best[0]:g} dB and {experts[1][1]:.2f} at {best[1]:g} dB."
        ),
        x=Span("threshold, dB", float(places[0]), float(places[-1])),
        y=Span("cost of a blip", 0.0, 1.08 * max(float(curve.max()) for curve in curves)),
        lines=(
            Line("wave 1", "s1", places.tolist(), curves[0].tolist()),
            Line("wave 2", "s2", places.tolist(), curves[1].tolist()),
        ),
        dots=(Dots("you", "mark", "circle", yours), Dots("the expert", "mark", "triangle", experts)),
    )


def _duel(drawn: radar.Sky, *, solved: bool) -> Picture:
    known, duel = drawn.known, drawn.duel
    every = np.concatenate([known.readings, duel.readings])
    low, high = every.min(axis=0) - 0.4, every.max(axis=0) + 0.4
    lines: tuple[Line, ...] = ()
    if solved:
        # Through the middle, at a right angle to the weights of the readings: equally suspicious all along.
        middle = every.mean(axis=0)
        along = np.array([-drawn.weights[1], drawn.weights[0]]) / float(np.hypot(*drawn.weights))
        ends = np.array([middle - 6 * along, middle + 6 * along])
        lines = (Line("equally suspicious", "theory", ends[:, 0].tolist(), ends[:, 1].tolist()),)
    marks = [Dots("to be ranked", "mark", "cross", _places(duel.readings), list(LETTERS))]
    if solved:
        marks = [
            Dots("ranked, hostile", "mark-s2", "square", _places(duel.readings[duel.hostile]), _letters(duel.hostile)),
            Dots("ranked, friend", "mark-s1", "circle", _places(duel.readings[~duel.hostile]), _letters(~duel.hostile)),
        ]
    else:
        marks += [
            Dots("hostile, past", "mark-s2", "square", _places(known.readings[known.hostile])),
            Dots("friend, past", "mark-s1", "circle", _places(known.readings[~known.hostile])),
        ]
    told = "; ".join(f"{letter} {_reading(pair)}" for letter, pair in zip(LETTERS, duel.readings, strict=True))
    return Picture(
        caption="The ten blips, and the line along which the expert suspects alike."
        if solved
        else "Two readings of forty blips of the past, and of the ten that you are to rank.",
        describe=f"Speed and height of the ten: {told}.",
        x=Span("speed", float(low[0]), float(high[0])),
        y=Span("height", float(low[1]), float(high[1])),
        lines=lines,
        dots=tuple(marks),
    )


def _places(readings: Array) -> list[tuple[float, float]]:
    return [(float(speed), float(height)) for speed, height in readings]


def _letters(chosen: NDArray[np.bool_]) -> list[str]:
    return [letter for letter, yes in zip(LETTERS, chosen, strict=True) if yes]


def _reading(pair: Array) -> str:
    return f"{pair[0]:.1f} and {pair[1]:.1f}".replace("-", "−")


def _waves(outcome: Outcome) -> Table:
    rows = tuple(
        (
            str(step.number),
            f"{step.shown['threshold']:g} dB",
            f"{step.shown['caught']} of {step.shown['hostiles']}",
            str(step.shown["missed"]),
            str(step.shown["false_alarms"]),
        )
        for step in outcome.steps[:2]
    )
    return Table("The waves", ("Wave", "Threshold", "Hostiles caught", "Missed", "False alarms"), rows)


def _echoes(past: radar.Echoes) -> Table:
    order = np.argsort(past.strength, kind="stable")[::-1]
    rows = tuple((f"{past.strength[i]:g}", "hostile" if past.hostile[i] else "friend") for i in order)
    return Table("The sixty echoes of the past as numbers", ("Echo, dB", "It was"), rows, folded=True)


def _known(drawn: radar.Sky) -> Table:
    rows = tuple(
        (f"{speed:.1f}", f"{height:.1f}", "hostile" if hostile else "friend")
        for (speed, height), hostile in zip(drawn.known.readings, drawn.known.hostile, strict=True)
    )
    return Table("The forty blips of the past as numbers", ("Speed", "Height", "It was"), rows, folded=True)


def _ranking(drawn: radar.Sky, outcome: Outcome) -> Table:
    suspicion = outcome.steps[2].shown["suspicion"]
    score = drawn.duel.readings @ drawn.weights
    place = {int(blip): rank for rank, blip in enumerate(np.argsort(-score, kind="stable"), 1)}
    rows = tuple(
        (LETTERS[blip], f"{suspicion[blip]:g}", str(place[blip]), "hostile" if drawn.duel.hostile[blip] else "friend")
        for blip in range(radar.DUEL)
    )
    return Table("The duel", ("Blip", "Your suspicion", "The expert’s place", "It was"), rows)


def _lesson(drawn: radar.Sky, thresholds: Sequence[float], area: float) -> tuple[str, ...]:
    best = [radar.expert(drawn, wave) for wave in (0, 1)]
    lost = [float(radar.cost(drawn, w, thresholds[w])) - float(radar.cost(drawn, w, best[w])) for w in (0, 1)]
    wave = int(lost[1] > lost[0])
    side = "lower" if best[wave] < thresholds[wave] else "higher"
    share = drawn.shares[wave]
    slope = (1 - share) / share / drawn.miss
    return (
        f"The cheapest thresholds were {best[0]:g} and {best[1]:g} dB; yours were {thresholds[0]:g} and "
        f"{thresholds[1]:g}. Wave {wave + 1} cost you most: {side} would have been cheaper.",
        f"There, with misses at {drawn.miss:g} false alarms and {100 * share:.0f} % hostile, an alarm pays where the "
        f"ROC curve is steeper than (1/{drawn.miss:g})·(1 − π)/π = {slope:.2f}.",
        f"In the duel you ranked {100 * area:.0f} % of the pairs rightly, and the expert, who weighs both readings, "
        f"{100 * radar.duel_area(drawn, drawn.duel.readings @ drawn.weights):.0f} %. No threshold was needed for that.",
    )

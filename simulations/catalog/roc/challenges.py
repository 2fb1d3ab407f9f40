"""The challenge "Radar": two waves of blips, a threshold for each, and a duel of ranking."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.catalog.roc import radar
from simulations.catalog.roc.radar_scene import LETTERS, scene
from simulations.engine.challenges import Action, Challenge, Outcome, Step
from simulations.engine.parameters import Parameter
from simulations.engine.playing import judged, read, refused
from simulations.engine.scenes import Scene, plain

_LENGTH = 3
_MOST = 10


class Radar:
    """See `simulations.engine.challenges.Game`."""

    def public(self, seed: int) -> dict[str, Any]:
        """The labelled echoes of the past, and the bounds of what a miss costs."""
        past = radar.sky(seed).past
        return {
            "waves": 2,
            "blips": radar.WAVE,
            "past": {"strength": plain(past.strength), "hostile": plain(past.hostile)},
            "miss": {"between": list(radar.MISS)},
        }

    def actions(self, seed: int, taken: Sequence[Action] = ()) -> tuple[Parameter, ...]:
        """A threshold for each wave, then a suspicion for each of ten blips."""
        if len(taken) < 2:
            return (_threshold(seed),)
        readings = radar.sky(seed).duel.readings
        return tuple(
            _suspicion(letter, speed, height) for letter, (speed, height) in zip(LETTERS, readings, strict=True)
        )

    def replay(self, seed: int, actions: Sequence[Action]) -> Outcome:
        """Two thresholds and a ranking; see `simulations.engine.challenges.Game.replay`."""
        drawn, steps = radar.sky(seed), list[Step]()
        for index, action in enumerate(actions):
            if index >= _LENGTH:
                raise refused(index, "", "The watch is over: nothing more can be done.")
            values = read(action, self.actions(seed, actions[:index]), index)
            shown, loss = _watched(drawn, index, values["threshold"]) if index < 2 else _ranked(drawn, values)
            steps.append(Step(index + 1, plain(shown), loss))
        naive = radar.midway(drawn)
        best = [radar.expert(drawn, wave) for wave in (0, 1)]
        return judged(
            steps=steps,
            finished=len(steps) == _LENGTH,
            loss=sum(step.loss for step in steps),
            base=0.5 * sum(float(radar.cost(drawn, wave, naive)) for wave in (0, 1)) + 0.5 * radar.TIE,
            oracle=0.5 * sum(float(radar.cost(drawn, wave, best[wave])) for wave in (0, 1)) + _experts_tie(drawn),
            said=_said(drawn, steps),
            debrief=_debrief(drawn, best),
        )

    def scene(self, seed: int, outcome: Outcome) -> Scene:
        """The past with your thresholds; after the second wave the ten blips; at the end what each threshold costs."""
        return scene(seed, outcome)


def _threshold(seed: int) -> Parameter:
    return Parameter(
        "threshold",
        "number",
        "Threshold",
        "Every blip with a stronger echo is taken for hostile. At first it lies midway between the two means.",
        "dB",
        radar.midway(radar.sky(seed)),
        minimum=radar.RANGE[0],
        maximum=radar.RANGE[1],
    )


def _suspicion(letter: str, speed: float, height: float) -> Parameter:
    return Parameter(
        f"blip_{letter.lower()}",
        "integer",
        f"Blip {letter}",
        f"Speed {speed:.1f}, height {height:.1f}. The larger, the more suspicious.".replace("-", "−"),
        "1",
        _MOST // 2,
        minimum=0,
        maximum=_MOST,
    )


def _watched(drawn: radar.Sky, wave: int, threshold: float) -> tuple[dict[str, Any], float]:
    """What the threshold did to the blips that came, and half its expected cost: luck is not scored."""
    blips = drawn.waves[wave]
    alarm = blips.strength > threshold
    shown = {
        "kind": "wave",
        "threshold": threshold,
        "hostiles": int(blips.hostile.sum()),
        "caught": int((alarm & blips.hostile).sum()),
        "missed": int((~alarm & blips.hostile).sum()),
        "false_alarms": int((alarm & ~blips.hostile).sum()),
        "miss_costs": drawn.miss,
        "hostile_share_next": drawn.shares[1],
    }
    return shown, 0.5 * float(radar.cost(drawn, wave, threshold))


def _ranked(drawn: radar.Sky, values: dict[str, Any]) -> tuple[dict[str, Any], float]:
    suspicion = np.array([values[f"blip_{letter.lower()}"] for letter in LETTERS], dtype=np.float64)
    area = radar.duel_area(drawn, suspicion)
    shown = {"kind": "duel", "suspicion": suspicion, "hostile": drawn.duel.hostile, "area": area}
    return shown, radar.TIE * (1.0 - area)


def _experts_tie(drawn: radar.Sky) -> float:
    return radar.TIE * (1.0 - radar.duel_area(drawn, drawn.duel.readings @ drawn.weights))


def _debrief(drawn: radar.Sky, best: Sequence[float]) -> dict[str, Any]:
    return {
        "hidden": {
            "separation": drawn.population.separation,
            "spread": drawn.population.spread,
            "weights": [float(weight) for weight in drawn.weights],
        },
        "miss": drawn.miss,
        "shares": list(drawn.shares),
        "expert": {
            "thresholds": list(best),
            "area": radar.duel_area(drawn, drawn.duel.readings @ drawn.weights),
        },
    }


def _said(drawn: radar.Sky, steps: Sequence[Step]) -> str:
    if not steps:
        low, high = radar.MISS
        return (
            f"The first wave is coming, with as many hostiles as in the past. A missed hostile will cost "
            f"{low:g} to {high:g} false alarms; how many is told after this wave."
        )
    shown = steps[-1].shown
    if shown["kind"] == "duel":
        return f"You ranked {100 * shown['area']:.0f} % of the pairs rightly; the watch is over."
    told = (
        f"Wave {len(steps)}: {shown['caught']} of {shown['hostiles']} hostiles caught, "
        f"{shown['false_alarms']} false alarms."
    )
    if len(steps) == 1:
        return (
            f"{told} Headquarters: a missed hostile costs {drawn.miss:g} false alarms, "
            f"and in the next wave {100 * drawn.shares[1]:g} % are hostile. Set the threshold anew."
        )
    return f"{told} Now rank ten blips by suspicion, half of them hostile."


CHALLENGES = (
    Challenge(
        slug="radar",
        title="Radar",
        summary="Two waves of blips: set the threshold, set it anew when you learn what mistakes cost, then rank ten.",
        rules=(
            "Echoes above your threshold are taken for hostile. You see sixty echoes of the past, with what they were.",
            "You set the threshold before the first wave. Then you learn what a miss costs and how many hostiles come "
            "next, and set it once more.",
            "Your loss is the expected cost of both thresholds, so luck with the blips that came is not counted.",
            "At last you rank ten blips by suspicion: the share of pairs in the right order breaks ties.",
            "A threshold midway between the two means scores 0, the cheapest thresholds 100.",
        ),
        version=1,
        game=Radar(),
        minutes=3,
    ),
)

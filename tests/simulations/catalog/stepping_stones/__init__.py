"""A small simulation with a kernel that can be told to dawdle, to fail, to kill its worker, or to differ.

``normal`` draws a noisy line. ``trouble`` does what its parameter says, for the tests of what workers survive.
``weighed`` takes a table of the learner's own.
"""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from time import sleep
from typing import Any

import numpy as np

from simulations.engine.cases import brought
from simulations.engine.contract import Axis, Beat, Curves, Family, Params, Preset, Series, Simulation
from simulations.engine.parameters import ROOT, Parameter, own_data
from tests.simulations.catalog.stepping_stones.game import CHALLENGES as CHALLENGES


class Stones:
    """Draws ``points`` normal numbers a seed, slowly if wished."""

    def check(self, params: Params) -> dict[str, list[str]]:
        if params["points"] == 13:
            return {"points": ["Thirteen stones make an unlucky path; take 12 or 14."]}
        return {}

    def axis(self, params: Params) -> Axis:
        values = tuple(float(i) for i in range(1, params["points"] + 1))
        return Axis("stone", "stone", "1", values, threshold=float(params["points"] // 2 or 1))

    def series(self, params: Params) -> tuple[Series, ...]:
        return (
            Series("test", "test error", "squared error"),
            Series("train", "training error", "squared error"),
            Series("interpolates", "share that interpolate", "1", kind="share"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        trouble(params, beat)
        for step in range(20):
            sleep(params["dawdle"] / 20)
            beat(step / 20)
        drawn = np.exp(rng.standard_normal(params["points"]))
        return {"test": drawn, "train": drawn / 2, "interpolates": (drawn > 1).astype(np.float64)}

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        return {"test": [1.0] * (params["points"] - 1) + [None]}

    def notes(self, params: Params) -> dict[str, Any]:
        return {}

    def seconds(self, params: Params) -> float:
        return float(params["dawdle"] + 0.001 * params["points"])

    def code(self, params: Params, seeds: int) -> str:
        return f"import numpy as np\n# {seeds} seeds of {params['points']} stones\n"


def trouble(params: Params, beat: Beat) -> None:
    """Do what ``trouble`` says: nothing, raise, kill this process, or take for ever, with a sign of life or without."""
    kind = params.get("trouble", "none")
    if kind == "raise":
        raise ValueError("the stone rolled away")
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    for _ in range(12_000 if kind == "linger" else 0):
        sleep(0.05)
        beat(0.5)
    for _ in range(12_000 if kind == "deaf" else 0):
        sleep(0.05)


class Weights(Stones):
    """Stones as heavy as those of a table, drawn with replacement."""

    def check(self, params: Params) -> dict[str, list[str]]:
        found = brought(params)
        return {"data": ["No stone weighs less than nothing."]} if found is not None and found.values.min() < 0 else {}

    def axis(self, params: Params) -> Axis:
        found = brought(params)
        return Axis("stone", "stone", "1", tuple(float(i + 1) for i in range(len(found.values) if found else 3)))

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        found = brought(params)
        weights = found.values[:, 0] if found else np.array([1.0, 2.0, 3.0])
        drawn = rng.choice(weights, len(weights)) + rng.random(len(weights))
        return {"test": drawn, "train": drawn / 2, "interpolates": (drawn > 1).astype(np.float64)}

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        return {}

    def seconds(self, params: Params) -> float:
        return 0.001

    def code(self, params: Params, seeds: int) -> str:
        return f"import numpy as np\n# {seeds} seeds of weighed stones\n"


POINTS = Parameter("points", "integer", "Stones", "How many stones the path has.", "1", 5, minimum=1, maximum=1000)
DAWDLE = Parameter("dawdle", "number", "Dawdle", "Seconds to waste on each seed.", "s", 0.0, minimum=0, maximum=1000)
TROUBLE = Parameter(
    "trouble",
    "choice",
    "Trouble",
    "What goes wrong.",
    "1",
    "raise",
    choices=(
        ("none", "nothing"),
        ("raise", "an exception"),
        ("kill", "a killed worker"),
        ("linger", "no end"),
        ("deaf", "no end and no sign"),
    ),
)


def preset(**params: Any) -> Mapping[str, Any]:
    return {"family": "normal", **params}


SIMULATION = Simulation(
    slug="stepping-stones",
    title="Stepping stones",
    version=1,
    summary="A path of random stones.",
    families=(
        Family("normal", "Sound stones", (POINTS, DAWDLE, ROOT), Stones(), shard_size=4, max_seeds=100),
        Family("weighed", "Weighed stones", (own_data("A column of weights."), ROOT), Weights(), max_seeds=100),
        Family("trouble", "Loose stones", (POINTS, DAWDLE, ROOT, TROUBLE), Stones(), shard_size=1, max_seeds=20),
    ),
    presets=(Preset("long", "A long path", "To see many stones.", preset(points=40), 8),),
    brief_path=Path(__file__).with_name("brief.md"),
)

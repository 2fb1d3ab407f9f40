"""The declaration of the simulation ``winners-curse``."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.winners_curse.order_statistics import best_of, skill_shape
from simulations.catalog.winners_curse.presets import PRESETS
from simulations.catalog.winners_curse.sentence import sentence
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series, Simulation

Array = NDArray[np.float64]

_POINTS = 48

PARAMETERS = (
    Parameter(
        "cases",
        "integer",
        "Validation cases",
        "Number n of cases that every model is scored on.",
        "cases",
        16,
        minimum=1,
        maximum=100_000,
        log=True,
    ),
    Parameter(
        "models",
        "integer",
        "Most models",
        "The largest number M of models to choose from; smaller choices are among the first of them.",
        "models",
        1000,
        minimum=2,
        maximum=100_000,
        log=True,
    ),
    Parameter(
        "skill",
        "number",
        "Mean skill",
        "The models' mean chance of being right on a case; 0.5 is a coin.",
        "share",
        0.5,
        minimum=0.05,
        maximum=0.95,
    ),
    Parameter(
        "spread",
        "number",
        "Spread of skill",
        "Standard deviation of skill between models (a beta distribution); 0 makes all models equally good.",
        "share",
        0.0,
        minimum=0.001,
        maximum=0.2,
        or_zero=True,
    ),
    ROOT,
)


def model_counts(most: int) -> tuple[int, ...]:
    """Numbers of models from 1 to ``most``, even on a log scale, with the powers of ten."""
    tens = [10**power for power in range(6) if 10**power <= most]
    return tuple(sorted({*np.round(np.geomspace(1, most, _POINTS)).astype(int).tolist(), *tens}))


def draw(params: Params, rng: np.random.Generator) -> tuple[Array, Array]:
    """Skills of all models, then their validation scores, both as shares of cases."""
    models, cases = params["models"], params["cases"]
    skills: Array = np.full(models, params["skill"])
    if params["spread"]:
        skills = np.asarray(rng.beta(*skill_shape(params["skill"], params["spread"]), models))
    return skills, rng.binomial(cases, skills) / cases


def leaders(scores: Array) -> NDArray[np.int64]:
    """After each model, the index of the best score so far; the first of equals stays in the lead."""
    before = np.concatenate([[-1.0], np.maximum.accumulate(scores)[:-1]])
    return np.maximum.accumulate(np.where(scores > before, np.arange(len(scores)), 0))


class BestOfManyKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """The spread leaves a distribution with a hump."""
        most = 0.5 * np.sqrt(params["skill"] * (1.0 - params["skill"]))
        if params["spread"] > most:
            return {"spread": [f"Must be at most {most:.3g} with this mean skill."]}
        return {}

    def axis(self, params: Params) -> Axis:
        """Numbers of models."""
        return Axis("models", "Models to choose from", "models", model_counts(params["models"]), log=True, one="model")

    def series(self, params: Params) -> tuple[Series, ...]:
        """The winner's score, its skill, and the best skill there was."""
        labels = {"validation": "Validation score of the winner", "truth": "Its true accuracy"}
        if params["spread"]:
            labels["ablest"] = "Accuracy of the ablest"
        return tuple(
            Series(name, label, "share of cases", scale="linear", quantity="Accuracy") for name, label in labels.items()
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One sequence of models: every smaller choice is among the first of them."""
        skills, scores = draw(params, rng)
        at = np.array(self.axis(params).values, dtype=np.int64) - 1
        winners = leaders(scores)[at]
        curves = {"validation": scores[winners], "truth": skills[winners]}
        if params["spread"]:
            curves["ablest"] = np.maximum.accumulate(skills)[at]
        return curves

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Exact order statistics."""
        models = model_counts(params["models"])
        best = best_of(models, params["cases"], params["skill"], params["spread"])
        found = {"validation": list(best.score), "truth": list(best.skill)}
        return found | {"ablest": list(best.ablest)} if params["spread"] else found

    def seconds(self, params: Params) -> float:
        """One draw per model, two with a spread of skill."""
        return float(1e-4 + params["models"] * (2.2e-7 if params["spread"] else 1.2e-7))

    def code(self, params: Params, seeds: int) -> str:
        """The best of the first M, for every M."""
        return _CODE.format(**dict(params) | {"seeds": seeds, "models": list(model_counts(params["models"]))})

    def notes(self, params: Params) -> dict[str, Any]:
        """What each word means."""
        return {
            "winner": "The model with the best validation score, the first of equals.",
            "truth": "Its accuracy on cases without number; with equal skills it is the same for every model.",
        }


_CODE = '''\
"""The best of many models on few cases: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import numpy as np

root, seeds, cases, skill, spread = {root}, {seeds}, {cases}, {skill}, {spread}
models = {models}

curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(root, spawn_key=(seed,))))
    skills = np.full(max(models), skill)
    if spread:
        both = skill * (1 - skill) / spread**2 - 1
        skills = rng.beta(skill * both, (1 - skill) * both, max(models))
    scores = rng.binomial(cases, skills) / cases
    winners = [np.argmax(scores[:m]) for m in models]
    curve = {{"validation": scores[winners], "truth": skills[winners]}}
    if spread:
        curve["ablest"] = np.array([skills[:m].max() for m in models])
    curves.append(curve)

for name in curves[0]:
    mean = np.mean([curve[name] for curve in curves], axis=0)
    for m, value in zip(models, mean):
        print(name, m, value)
'''

SIMULATION = Simulation(
    slug="winners-curse",
    title="The winner's curse",
    version=1,
    summary="Choose the best of many models by its validation score: how good the score is, and how good the model.",
    families=(
        Family(
            "best-of-many",
            "The best of many models",
            PARAMETERS,
            BestOfManyKernel(),
            summary="Models are scored on the same number of fresh validation cases, and the best score wins.",
            max_seeds=400,
        ),
    ),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)

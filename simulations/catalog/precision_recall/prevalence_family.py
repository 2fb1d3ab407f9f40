"""The family ``prevalence``: average precision and the area under the ROC curve against the share of positives."""

from typing import Any

import numpy as np

from simulations.catalog.precision_recall import code
from simulations.catalog.precision_recall.bands_family import SEPARATION
from simulations.catalog.precision_recall.curves import areas, average_precisions
from simulations.catalog.precision_recall.population import Population, chance_average_precision
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series
from simulations.engine.ranking import rank

PREVALENCES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)

PARAMETERS = (
    Parameter(
        "n",
        "integer",
        "Cases",
        "Size of the sample at each prevalence.",
        "cases",
        20_000,
        minimum=1000,
        maximum=100_000,
        log=True,
    ),
    SEPARATION,
    ROOT,
)


def positives(n: int, prevalence: float) -> int:
    """How many cases are positive."""
    return round(n * prevalence)


class PrevalenceKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters."""
        return {}

    def axis(self, params: Params) -> Axis:
        """Shares of positives."""
        return Axis("prevalence", "Prevalence", "1", PREVALENCES, log=True)

    def series(self, params: Params) -> tuple[Series, ...]:
        """The measure that moves, and the one that does not."""
        return (
            Series("ap", "Average precision", "average precision"),
            Series("auc", "Area under the ROC curve", "share of pairs", scale="linear"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """A new sample at each prevalence."""
        found = []
        for place, prevalence in enumerate(PREVALENCES):
            few = positives(params["n"], prevalence)
            scores = Population(params["separation"], prevalence).draw(params["n"] - few, few, rng)
            counts = rank(scores, np.arange(params["n"]) >= params["n"] - few).counts()[None]
            found.append((average_precisions(counts)[0], areas(counts)[0]))
            beat((place + 1) / len(PREVALENCES))
        ap, auc = np.array(found).T
        return {"ap": np.ascontiguousarray(ap), "auc": np.ascontiguousarray(auc)}

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Of the population; under chance exactly that of samples."""
        n, separation = params["n"], params["separation"]
        return {
            "ap": [
                Population(separation, share).average_precision()
                if separation
                else chance_average_precision(positives(n, share), n)
                for share in PREVALENCES
            ],
            "auc": [Population(separation, share).area() for share in PREVALENCES],
        }

    def seconds(self, params: Params) -> float:
        """Ten sorts."""
        return float(5e-4 + len(PREVALENCES) * params["n"] * 8e-8)

    def code(self, params: Params, seeds: int) -> str:
        """One ranking after another."""
        return code.prevalence(params, seeds, PREVALENCES)

    def notes(self, params: Params) -> dict[str, Any]:
        """What is the same at each place, and what the theory leaves out."""
        few = positives(params["n"], PREVALENCES[0])
        return {
            "scores": "Scores are drawn from the same two normal distributions everywhere; only their mixture changes.",
            "theory": (
                f"The theory is an endless sample; with {few} positives, as at the left end, average precision is "
                "higher on average, and uncertain."
            ),
        }


FAMILY = Family(
    "prevalence",
    "Against prevalence",
    PARAMETERS,
    PrevalenceKernel(),
    summary="Average precision and ROC area of the same scores, from one positive in a thousand to one in two.",
)

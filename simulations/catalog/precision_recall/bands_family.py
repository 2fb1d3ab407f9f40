"""The family ``bands``: a precision–recall curve, its bootstrap band, and whether the band holds the truth."""

from typing import Any

import numpy as np

from simulations.catalog.precision_recall import code
from simulations.catalog.precision_recall.curves import GRID, average_precisions, bootstrap, precisions
from simulations.catalog.precision_recall.population import Population, chance_average_precision
from simulations.engine.contract import ROOT, Axis, Beat, Curve, Curves, Family, Parameter, Params, Series
from simulations.engine.ranking import Ranking, rank

_FEWEST = 5

SEPARATION = Parameter(
    "separation",
    "number",
    "Separation",
    "d, by how much the mean score of positives exceeds that of negatives.",
    "standard deviations of scores",
    1.5,
    minimum=0,
    maximum=4,
)

PARAMETERS = (
    Parameter("n", "integer", "Cases", "Size n of each sample.", "cases", 500, minimum=20, maximum=5000, log=True),
    Parameter(
        "prevalence",
        "number",
        "Prevalence",
        "Share of positives in every sample, rounded to whole cases.",
        "share",
        0.068,
        minimum=0.005,
        maximum=0.95,
        log=True,
    ),
    SEPARATION,
    Parameter(
        "rounding",
        "number",
        "Rounding",
        "Scores are rounded to multiples of this, which makes ties; 0 leaves them as they are.",
        "standard deviations of scores",
        0.0,
        minimum=0.01,
        maximum=2,
        or_zero=True,
    ),
    Parameter(
        "resamples",
        "integer",
        "Resamples",
        "How many bootstrap resamples make the band of one sample.",
        "resamples",
        1000,
        minimum=100,
        maximum=5000,
        log=True,
    ),
    Parameter(
        "level", "number", "Level", "Share of resamples within the band.", "share", 0.9, minimum=0.5, maximum=0.99
    ),
    ROOT,
)


def positives(params: Params) -> int:
    """How many cases are positive."""
    cases: int = params["n"]
    share: float = params["prevalence"]
    return round(cases * share)


def population(params: Params) -> Population:
    """Where the cases come from, with the prevalence that whole cases make of the one asked for."""
    return Population(params["separation"], positives(params) / params["n"], params["rounding"])


def draw(params: Params, rng: np.random.Generator) -> Ranking:
    """One sample, ranked."""
    negatives = params["n"] - positives(params)
    return rank(population(params).draw(negatives, positives(params), rng), np.arange(params["n"]) >= negatives)


class BandsKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """With fewer than five cases in a class, too many resamples lack it."""
        fewest = min(positives(params), params["n"] - positives(params))
        if fewest < _FEWEST:
            return {"prevalence": [f"Each class must have {_FEWEST} cases or more; here one has {fewest}."]}
        return {}

    def axis(self, params: Params) -> Axis:
        """Recalls."""
        return Axis("recall", "Recall", "1", tuple(GRID.tolist()))

    def series(self, params: Params) -> tuple[Series, ...]:
        """Curve and band, whether the band holds the truth, and average precision with its error."""
        share = "share of calls"
        return (
            Series("precision", "Precision, of the sample", share, scale="linear"),
            Series("low", "Precision, low end of the band", share, scale="linear"),
            Series("high", "Precision, high end of the band", share, scale="linear"),
            Series("covered", "The band holds the truth", "share of seeds", kind="share"),
            Series("ap", "Average precision", "average precision", scale="linear"),
            Series("error", "Bootstrap standard error", "1", scale="linear"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One sample with its resamples."""
        ranking = draw(params, rng)
        beat(0.0)
        band, resampled = bootstrap(ranking, params["resamples"], params["level"], rng)
        truth, sample = population(params).precisions(), ranking.counts()[None]

        def flat(value: float) -> Curve:
            return np.full(len(GRID), value)

        return {
            "precision": precisions(sample)[0],
            "low": band[0],
            "high": band[1],
            # To 1e-9: at full recall curves meet in the prevalence.
            "covered": ((band[0] <= truth + 1e-9) & (truth <= band[1] + 1e-9)).astype(np.float64),
            "ap": flat(average_precisions(sample)[0]),
            "error": flat(resampled.std(ddof=1)),
        }

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """The population's curve and average precision (exactly that of samples under chance), the nominal level."""
        exact, points = population(params), len(GRID)
        chance = not params["separation"] and not params["rounding"]
        found = chance_average_precision(positives(params), params["n"]) if chance else exact.average_precision()
        return {
            "precision": exact.precisions().tolist(),
            "covered": [params["level"]] * points,
            "ap": [found] * points,
        }

    def seconds(self, params: Params) -> float:
        """A draw and a count per case and resample, then the curves over tie groups."""
        span = 2 * 9 + params["separation"]
        groups = min(params["n"], span / params["rounding"] if params["rounding"] else params["n"])
        return float(6e-4 + params["resamples"] * (3e-6 + 5e-9 * params["n"] + 2e-8 * groups))

    def code(self, params: Params, seeds: int) -> str:
        """Every resample sorted and drawn anew."""
        return code.bands(params, seeds, positives(params), population(params).precisions().tolist())

    def notes(self, params: Params) -> dict[str, Any]:
        """What the band is, what is resampled, and what chance is."""
        share = positives(params) / params["n"]
        return {
            "band": (
                f"The middle {params['level']:.0%} of {params['resamples']} curves of resamples, at each recall for "
                "itself: it need not hold a whole curve as often."
            ),
            "prevalence": f"{positives(params)} of {params['n']} are positive; chance gives precision {share:.3g}.",
            "resampling": "All cases are resampled together, so the prevalence varies between resamples.",
        }


FAMILY = Family(
    "bands",
    "Bootstrap bands",
    PARAMETERS,
    BandsKernel(),
    summary="Normal scores in two classes; each seed is a sample, its curve and its bootstrap band.",
)

"""The declaration of the simulation ``roc``."""

from pathlib import Path
from typing import Any

import numpy as np

from simulations.catalog.roc import code, own_family
from simulations.catalog.roc.binormal import Binormal
from simulations.catalog.roc.curves import GRID, areas, bootstrap, delong_error, true_positive_rates
from simulations.catalog.roc.presets import PRESETS
from simulations.catalog.roc.sentence import sentence
from simulations.engine.contract import ROOT, Axis, Beat, Curve, Curves, Family, Parameter, Params, Series, Simulation
from simulations.engine.ranking import Ranking, rank

_FEWEST = 5

PARAMETERS = (
    Parameter("n", "integer", "Cases", "Size n of each sample.", "cases", 200, minimum=20, maximum=5000, log=True),
    Parameter(
        "prevalence",
        "number",
        "Prevalence",
        "Share of positives in every sample, rounded to whole cases.",
        "share",
        0.5,
        minimum=0.01,
        maximum=0.99,
    ),
    Parameter(
        "separation",
        "number",
        "Separation",
        "d, by how much the mean score of positives exceeds that of negatives.",
        "standard deviations of negatives",
        1.5,
        minimum=0,
        maximum=4,
    ),
    Parameter(
        "spread",
        "number",
        "Spread of positives",
        "s, the standard deviation of the scores of positives; that of negatives is 1.",
        "standard deviations of negatives",
        1.0,
        minimum=0.2,
        maximum=5,
        log=True,
    ),
    Parameter(
        "rounding",
        "number",
        "Rounding",
        "Scores are rounded to multiples of this, which makes ties; 0 leaves them as they are.",
        "standard deviations of negatives",
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


def population(params: Params) -> Binormal:
    """Where the cases come from."""
    return Binormal(params["separation"], params["spread"], params["rounding"])


def draw(params: Params, rng: np.random.Generator) -> Ranking:
    """One sample, ranked."""
    negatives = params["n"] - positives(params)
    scores = population(params).draw(negatives, positives(params), rng)
    return rank(scores, np.arange(params["n"]) >= negatives)


class BandsKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """With fewer than five cases in a class, too many resamples lack it."""
        fewest = min(positives(params), params["n"] - positives(params))
        if fewest < _FEWEST:
            return {"prevalence": [f"Each class must have {_FEWEST} cases or more; here one has {fewest}."]}
        return {}

    def axis(self, params: Params) -> Axis:
        """False positive rates."""
        return Axis("fpr", "False positive rate", "1", tuple(GRID.tolist()))

    def series(self, params: Params) -> tuple[Series, ...]:
        """Curve and band, whether the band holds the truth, and the area with its two standard errors."""
        rate, error = "share of positives", "1"
        return (
            Series("tpr", "True positive rate, of the sample", rate, scale="linear"),
            Series("low", "True positive rate, low end of the band", rate, scale="linear"),
            Series("high", "True positive rate, high end of the band", rate, scale="linear"),
            Series("covered", "The band holds the truth", "share of seeds", kind="share"),
            Series("auc", "Area under the curve", "share of pairs", scale="linear"),
            Series("delong", "Standard error, DeLong", error, scale="linear"),
            Series("bootstrap", "Standard error, bootstrap", error, scale="linear"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One sample with its resamples."""
        ranking = draw(params, rng)
        beat(0.0)
        band, resampled = bootstrap(ranking, params["resamples"], params["level"], rng)
        truth, sample = population(params).true_positive_rates(), ranking.counts()[None]

        def flat(value: float) -> Curve:
            return np.full(len(GRID), value)

        return {
            "tpr": true_positive_rates(sample)[0],
            "low": band[0],
            "high": band[1],
            # To 1e-9: at both ends curves meet in a corner.
            "covered": ((band[0] <= truth + 1e-9) & (truth <= band[1] + 1e-9)).astype(np.float64),
            "auc": flat(areas(sample)[0]),
            "delong": flat(delong_error(ranking)),
            "bootstrap": flat(resampled.std(ddof=1)),
        }

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """The population's curve and area, the nominal level, and the true standard error."""
        exact, points = population(params), len(GRID)
        error = exact.standard_error(positives(params), params["n"] - positives(params))
        return {
            "tpr": exact.true_positive_rates().tolist(),
            "covered": [params["level"]] * points,
            "auc": [exact.area()] * points,
            "delong": [error] * points,
            "bootstrap": [error] * points,
        }

    def seconds(self, params: Params) -> float:
        """A draw and a count per case and resample, then the curves over tie groups."""
        span = 2 * 9 * max(1.0, params["spread"]) + params["separation"]
        groups = min(params["n"], span / params["rounding"] if params["rounding"] else params["n"])
        return float(6e-4 + params["resamples"] * (3e-6 + 5e-9 * params["n"] + 2e-8 * groups))

    def code(self, params: Params, seeds: int) -> str:
        """Every resample sorted and drawn anew."""
        return code.script(params, seeds, positives(params), population(params).true_positive_rates().tolist())

    def notes(self, params: Params) -> dict[str, Any]:
        """What the band is, and what is resampled."""
        exact = population(params)
        return {
            "band": (
                f"The middle {params['level']:.0%} of {params['resamples']} curves of resamples, at each false "
                "positive rate for itself: it need not hold a whole curve as often."
            ),
            "resampling": "All cases are resampled together, so class sizes vary, which DeLong leaves out.",
            "area": f"The area of the population is {exact.area():.4f}: that share of pairs is ranked rightly.",
        }


SIMULATION = Simulation(
    slug="roc",
    title="ROC bands",
    version=1,
    summary="How well a sample determines its ROC curve and the area under it, with ties and with rare positives.",
    families=(
        Family(
            "bands",
            "Bootstrap bands",
            PARAMETERS,
            BandsKernel(),
            summary="Normal scores in two classes; each seed is a sample, its curve and its bootstrap band.",
        ),
        own_family.FAMILY,
    ),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)

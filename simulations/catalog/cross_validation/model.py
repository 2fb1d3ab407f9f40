"""The declaration of the simulation ``cross-validation``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulations.catalog.cross_validation import code
from simulations.catalog.cross_validation.data_sets import draw, expected_error, expected_estimate, judge, statistics
from simulations.catalog.cross_validation.presets import PRESETS
from simulations.catalog.cross_validation.sentence import sentence
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series, Simulation

# Without penalty the smallest training part has at least this many rows more than there are features: with fewer, the
# variance of the estimate is infinite.
_SPARE = 4

PARAMETERS = (
    Parameter("n", "integer", "Rows", "Size n of each data set.", "rows", 120, minimum=20, maximum=500, log=True),
    Parameter("p", "integer", "Features", "Number p of features.", "features", 10, minimum=1, maximum=50),
    Parameter(
        "folds",
        "numbers",
        "Folds",
        "Numbers of folds k; n or more is leave-one-out.",
        "folds",
        [2, 3, 5, 10, 20, 40, 60, 120],
        minimum=2,
        maximum=500,
        max_items=12,
        log=True,
    ),
    Parameter(
        "penalty",
        "number",
        "Ridge penalty",
        "α in ‖y − Xb‖² + α‖b‖², the same for every training part; 0 gives least squares.",
        "1",
        0.0,
        minimum=1e-3,
        maximum=1e4,
        log=True,
        or_zero=True,
    ),
    Parameter(
        "sigma", "number", "Noise", "Standard deviation σ of the noise.", "units of y", 1.0, minimum=0.1, maximum=5
    ),
    Parameter(
        "signal",
        "number",
        "Signal",
        "Length ‖β‖ of the true coefficients; least squares does not care.",
        "units of y",
        1.0,
        minimum=0,
        maximum=5,
    ),
    Parameter(
        "sets",
        "integer",
        "Data sets",
        "How many data sets one seed takes its statistics over.",
        "data sets",
        100,
        minimum=10,
        maximum=1000,
        log=True,
    ),
    ROOT,
)


def fold_counts(params: Params) -> tuple[int, ...]:
    """The numbers of folds, none above n."""
    return tuple(sorted({min(int(k), int(params["n"])) for k in params["folds"]}))


class FoldsKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Folds are whole numbers, and without penalty every training part determines the coefficients."""
        if any(k != int(k) for k in params["folds"]):
            return {"folds": ["Each must be a whole number."]}
        fewest = params["n"] - -(-params["n"] // min(fold_counts(params)))
        if not params["penalty"] and params["p"] > fewest - _SPARE:
            return {
                "p": [
                    f"Must be at most {max(fewest - _SPARE, 0)} without a penalty: the smallest training part has "
                    f"{fewest} rows."
                ]
            }
        return {}

    def axis(self, params: Params) -> Axis:
        """Numbers of folds."""
        return Axis("k", "Folds", "folds", fold_counts(params), log=True, one="fold")

    def series(self, params: Params) -> tuple[Series, ...]:
        """What cross-validation says, what is true, and how much the two have to do with each other."""
        unit = "squared units of y"
        return (
            Series("estimate", "Cross-validation estimate", unit, quantity="Error"),
            Series("truth", "True error of the fits", unit, quantity="Error"),
            Series("spread", "Spread of the estimate", unit, quantity="Error"),
            Series("miss", "Distance from the truth", unit, quantity="Error"),
            Series("correlation", "Correlation of estimate and truth", "1", scale="linear"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One block of data sets."""
        x, y, beta = draw(params["n"], params["p"], params["sigma"], params["signal"], params["sets"], rng)
        return statistics(judge(x, y, beta, params["sigma"], fold_counts(params), params["penalty"]))

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Exact expectations for least squares on Gaussian rows."""
        if params["penalty"]:
            return {}
        n, p, sigma = params["n"], params["p"], params["sigma"]
        counts = fold_counts(params)
        return {
            "estimate": [expected_estimate(n, k, p, sigma) for k in counts],
            "truth": [expected_error(n, p, sigma)] * len(counts),
        }

    def seconds(self, params: Params) -> float:
        """A factorisation per data set, then for each k all folds' small systems."""
        n, p = params["n"], params["p"]
        rows = np.array([-(-n // k) for k in fold_counts(params)], dtype=np.float64)
        side = np.minimum(rows, p)
        systems = (n / rows) * (2e-7 + 1.3e-9 * side**2 + 9e-11 * side**3)
        products = 1.3e-10 * n * p * side + 5e-9 * n
        each = 3e-6 + 1.4e-8 * n * p + 5.5e-10 * (n + p) * p * p + float(np.sum(systems + products))
        return float(2e-4 + 5e-5 * len(rows) + params["sets"] * each)

    def code(self, params: Params, seeds: int) -> str:
        """A fit for every fold."""
        return code.script(params, seeds, fold_counts(params))

    def notes(self, params: Params) -> dict[str, Any]:
        """What the curves are statistics of."""
        notes = {
            "statistics": f"Each seed takes mean, spread and correlation over {params['sets']} data sets.",
            "truth": "The error on new rows of the very fit to all rows, σ² + ‖b − β‖²; it differs between data sets.",
            "spread": "Standard deviation between data sets, and root mean square of estimate − truth (distance).",
        }
        uneven = [k for k in fold_counts(params) if params["n"] % k]
        if uneven:
            notes["folds"] = f"n is not a multiple of k = {_listed(uneven)}: some folds have one row more."
        return notes


def _listed(values: Sequence[int]) -> str:
    return ", ".join(str(value) for value in values)


SIMULATION = Simulation(
    slug="cross-validation",
    title="Cross-validation",
    version=1,
    summary="What k-fold cross-validation says about a fit, in many data sets where the truth is known.",
    families=(
        Family(
            "folds",
            "Folds of a regression",
            PARAMETERS,
            FoldsKernel(),
            summary="Least squares or ridge on Gaussian rows, cross-validated with several numbers of folds.",
        ),
    ),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)

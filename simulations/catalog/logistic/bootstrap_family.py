"""The family ``bootstrap``: the boundary of one data set per seed, with the band of its replicates."""

from math import exp
from typing import Any

import numpy as np

from simulations.catalog.logistic import boundary, code
from simulations.catalog.logistic.newton import RESCUE
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series

PENALTY = Parameter(
    "penalty",
    "number",
    "Ridge penalty",
    "λ in −log likelihood + λ/2 ‖b‖², without the intercept; scikit-learn's C is 1/λ, and 0 is C = ∞.",
    "1",
    1.0,
    minimum=1e-4,
    maximum=1e4,
    log=True,
    or_zero=True,
)

PARAMETERS = (
    Parameter("n", "integer", "Rows", "Size n of each data set.", "rows", 200, minimum=20, maximum=2000, log=True),
    Parameter(
        "replicates",
        "integer",
        "Replicates",
        "How many bootstrap replicates B of the data set are fitted.",
        "replicates",
        200,
        minimum=50,
        maximum=2000,
        log=True,
    ),
    PENALTY,
    Parameter(
        "strength",
        "number",
        "Strength",
        "Length of the true slopes: how fast the log-odds change across the boundary.",
        "log-odds per unit",
        2.0,
        minimum=0.5,
        maximum=10,
    ),
    Parameter(
        "intercept",
        "number",
        "Intercept",
        "True log-odds at the origin; away from 0 one class is rare.",
        "log-odds",
        0.5,
        minimum=-4,
        maximum=4,
    ),
    ROOT,
)


class BootstrapKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters."""
        return {}

    def axis(self, params: Params) -> Axis:
        """Places along the first feature."""
        return Axis("x1", "First feature x₁", "units", tuple(np.round(boundary.PLACES, 10).tolist()))

    def series(self, params: Params) -> tuple[Series, ...]:
        """The boundary and its band; a ratio of coefficients has no expectation."""
        never = (False,) * len(boundary.PLACES)
        unit = "units of x₂"
        return (
            Series("boundary", "Boundary", unit, finite_mean=never, scale="linear"),
            Series("low", "Lower end of the band", unit, finite_mean=never, scale="linear"),
            Series("high", "Upper end of the band", unit, finite_mean=never, scale="linear"),
            Series("covers", "Share of bands that hold the truth", "share of data sets", kind="share"),
            Series("rescued", "Replicates without a finite fit", "share of replicates"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One data set and its replicates."""
        truth = boundary.true_coefficients(params["intercept"], params["strength"])
        x, y = boundary.draw(params["n"], truth, rng)
        weights = boundary.draw_weights(params["n"], params["replicates"], rng)
        band = boundary.bootstrap(x, y, weights, params["penalty"])
        there = boundary.place_of(truth)
        return {
            "boundary": band.boundary,
            "low": band.low,
            "high": band.high,
            "covers": ((band.low <= there) & (there <= band.high)).astype(np.float64),
            "rescued": np.full(len(there), band.rescued),
        }

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Large-sample theory."""
        truth = boundary.true_coefficients(params["intercept"], params["strength"])
        return boundary.expected(params["n"], truth, params["penalty"])

    def seconds(self, params: Params) -> float:
        """A handful of passes over rows times replicates; one whose fit is infinite or far takes a millisecond."""
        cells = params["n"] * params["replicates"]
        rare = params["n"] / (1.0 + exp(abs(params["intercept"])))
        parted = exp(-rare / 2) + (0.0 if params["penalty"] > 0.1 else 8.0 * params["strength"] / params["n"])
        return float(1e-3 + 5e-8 * cells + (1e-6 + 1e-3 * min(1.0, parted)) * params["replicates"])

    def code(self, params: Params, seeds: int) -> str:
        """One fit after another."""
        return code.script("bootstrap", params, seeds, points=[])

    def notes(self, params: Params) -> dict[str, Any]:
        """What the band is, and what is done where no fit exists."""
        return {
            "band": f"From the 5 % to the 95 % quantile of {params['replicates']} replicates, place by place.",
            "mean": "No mean is given: a boundary is a ratio of coefficients, and its expectation need not exist.",
            "rescued": (
                "Where a plane parts the classes of a replicate, no best fit exists without a penalty; it is fitted "
                f"with λ = {RESCUE:g} on every coefficient instead, and counted."
            ),
        }


FAMILY = Family(
    "bootstrap",
    "Bootstrap of a boundary",
    PARAMETERS,
    BootstrapKernel(),
    summary="A data set of two features, its fit, and the fits of its bootstrap replicates.",
)

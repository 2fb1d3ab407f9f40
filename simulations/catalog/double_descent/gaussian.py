"""The family ``gaussian``: linear regression on independent Gaussian features, at every width in one pass."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent import code, naming, theory
from simulations.catalog.double_descent.bordered import block_size
from simulations.catalog.double_descent.nested_path import ridge_path
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series

Array = NDArray[np.float64]

PARAMETERS = (
    Parameter("n", "integer", "Training rows", "Number of examples, n.", "rows", 200, minimum=20, maximum=400),
    Parameter(
        "width",
        "integer",
        "Widest model",
        "Every width p = 1, 2, … up to this is fitted, on the first p features; at most 10 n.",
        "features",
        1000,
        minimum=2,
        maximum=4000,
        log=True,
    ),
    Parameter("sigma", "number", "Noise", "Standard deviation σ of the noise.", "1", 0.5, minimum=0, maximum=2),
    Parameter("r", "number", "Signal", "Length ‖β‖ of the true coefficients.", "1", 1.0, minimum=0.1, maximum=5),
    Parameter(
        "mode",
        "choice",
        "Where the signal is",
        "Spread evenly over all features, so that a narrow model misses some of it, or wholly in the first feature.",
        "1",
        "nested",
        choices=(("nested", "Spread over all features"), ("wellspecified", "All in the first feature")),
    ),
    Parameter(
        "ridge",
        "numbers",
        "Ridge",
        "Penalties λ in ‖y − Xb‖²/n + λ‖b‖²; 0 gives least squares, and beyond n the interpolant of least norm.",
        "1",
        [0],
        minimum=1e-6,
        maximum=100,
        max_items=8,
        log=True,
        or_zero=True,
    ),
    ROOT,
)


def coefficients(width: int, r: float, mode: str) -> Array:
    """β of length ``r``: equal entries (``nested``) or the first alone (``wellspecified``), shape (width,)."""
    if mode == "nested":
        return np.full(width, r / np.sqrt(width))
    beta = np.zeros(width)
    beta[0] = r
    return beta


def draw(params: Params, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """One data set: X of shape (n, width) in Fortran order, y of shape (n,), β of shape (width,).

    The noise is drawn first and the features one after another, so a wider model sees the same first features.
    """
    n, width = params["n"], params["width"]
    noise = params["sigma"] * rng.standard_normal(n)
    x = rng.standard_normal((width, n)).T
    beta = coefficients(width, params["r"], params["mode"])
    return x, x @ beta + noise, beta


class GaussianKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """The width is at most ten times the rows."""
        if params["width"] > 10 * params["n"]:
            return {"width": [f"Must be at most 10 times the training rows, here {10 * params['n']}."]}
        return {}

    def axis(self, params: Params) -> Axis:
        """Every width; the threshold is n."""
        widths = tuple(range(1, params["width"] + 1))
        threshold = params["n"] if params["n"] <= params["width"] else None
        return Axis("p", "Features in the model", "features", widths, threshold=threshold, one="feature")

    def series(self, params: Params) -> tuple[Series, ...]:
        """Excess test error, training error and norm, for each ridge."""
        finite = tuple(risk_at(p, 0.0, params) is not None for p in range(1, params["width"] + 1))
        bases = (
            Series("test", "Excess test error", "squared units of y", finite_mean=finite, quantity="Error"),
            Series("train", "Training error", "squared units of y", quantity="Error"),
            Series("norm", "Norm of the coefficients", "1", finite_mean=finite),
        )
        return naming.by_ridge(bases, params["ridge"])

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One data set, every width, every ridge."""
        x, y, beta = draw(params, rng)
        ridges = params["ridge"]
        curves: Curves = {}
        for ridge, path in zip(ridges, ridge_path(x, y, beta, ridges, beat=beat), strict=True):
            curves[naming.curve_name("test", ridges, ridge)] = path.excess
            curves[naming.curve_name("train", ridges, ridge)] = path.train
            curves[naming.curve_name("norm", ridges, ridge)] = path.norm
        return curves

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Excess error: exact at finite n without ridge, the large-n limit with it."""
        return {
            naming.curve_name("test", params["ridge"], ridge): [
                risk_at(p, ridge, params) for p in range(1, params["width"] + 1)
            ]
            for ridge in params["ridge"]
        }

    def seconds(self, params: Params) -> float:
        """About 130 million flops for n = 200 and 1000 widths, 60 million more for each ridge, drawing included."""
        n, width, ridges = params["n"], params["width"], params["ridge"]
        core, beyond, size = min(n, width), max(width - n, 0), block_size(n)
        shared = 3e-4 + 1.5e-8 * n * width + 2.5e-11 * n * n * width
        each = 4e-11 * (1.6 * n * core**2 + beyond / size * (n + size) ** 3 / 3)
        each += 1.5e-4 * (1 + -(-beyond // size)) + 3e-5 * core / 64
        duals = 5e-11 * beyond * (n * n + n * size + size**2 / 3)
        return float(shared + len(ridges) * each + sum(ridge > 0 for ridge in ridges) * duals)

    def code(self, params: Params, seeds: int) -> str:
        """The plain loop over widths."""
        return code.script("gaussian", params, seeds)

    def notes(self, params: Params) -> dict[str, Any]:
        """What `test` leaves out, and where no mean is given."""
        notes = {"test": f"Excess error ‖b̂ − β‖²; add σ² = {params['sigma'] ** 2:g} for the error on new responses."}
        if 0.0 in params["ridge"] and risk_at(params["n"], 0.0, params) is None:
            notes["mean"] = "The expected error is infinite for p = n − 1, n, n + 1; no mean is given there."
        return notes


def risk_at(p: int, ridge: float, params: Params) -> float | None:
    """Expected excess error at width p: exact without ridge, the limit with it; None where infinite."""
    squared = params["r"] ** 2
    share = p / params["width"] if params["mode"] == "nested" else 1.0
    captured, missing, noise = share * squared, (1.0 - share) * squared, params["sigma"] ** 2
    if ridge:
        risk = theory.ridge_risk(p / params["n"], ridge, signal=captured, noise=noise + missing) + missing
    else:
        risk = theory.nested_risk(p, params["n"], captured=captured, missing=missing, noise=noise)
    return risk if np.isfinite(risk) else None


FAMILY = Family(
    "gaussian",
    "Gaussian features",
    PARAMETERS,
    GaussianKernel(),
    summary="Linear regression on independent Gaussian features; every width at once, with exact theory.",
)

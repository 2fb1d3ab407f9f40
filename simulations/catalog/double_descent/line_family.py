"""The family ``line``: polynomials, ramps and waves on a line, three ways to have more parameters than points."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent import code, least_norm, limits, line, naming, spline
from simulations.catalog.double_descent.spline_family import interpolates
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series

Array = NDArray[np.float64]

PARAMETERS = (
    Parameter(
        "basis",
        "choice",
        "Features",
        "Legendre polynomials P₀, P₁, …; or max(±(x − t), 0) with random places t; or √2 cos(ωx + φ), random waves.",
        "1",
        "legendre",
        choices=(("legendre", "Polynomials"), ("relu", "Random ramps (ReLU)"), ("waves", "Random waves (Fourier)")),
    ),
    Parameter(
        "truth",
        "choice",
        "Truth",
        "The function that the points follow.",
        "1",
        "cubic",
        choices=(("cubic", "x³ − 3x"), ("wave", "sin πx"), ("kink", "2|x| − 1")),
    ),
    Parameter("n", "integer", "Training points", "How many points, N.", "points", 20, minimum=4, maximum=60),
    Parameter(
        "design",
        "choice",
        "Where the points are",
        "Evenly spaced from −2 to 2, the same for every seed, or drawn anew and uniformly for each.",
        "1",
        "grid",
        choices=(("grid", "Evenly spaced"), ("random", "Random")),
    ),
    Parameter(
        "sigma",
        "number",
        "Noise",
        "Standard deviation of the noise.",
        "units of y",
        0.3,
        minimum=0,
        maximum=2,
    ),
    Parameter(
        "scale",
        "number",
        "Length scale",
        "Over which distance ℓ waves vary: their frequencies have standard deviation 1/ℓ (only for waves).",
        "units of x",
        0.5,
        minimum=0.1,
        maximum=2,
        log=True,
    ),
    Parameter(
        "width",
        "integer",
        "Largest model",
        "Number of features of the largest model; smaller ones use the first of them.",
        "features",
        300,
        minimum=2,
        maximum=400,
        log=True,
    ),
    Parameter(
        "ridge",
        "numbers",
        "Ridge",
        "Penalties λ in Σ(y − f)²/N + λ‖w‖²; 0 gives least squares, and of many interpolants the one of least ‖w‖.",
        "1",
        [0],
        minimum=1e-8,
        maximum=100,
        max_items=8,
        log=True,
        or_zero=True,
    ),
    ROOT,
)


class LineKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters."""
        return {}

    def axis(self, params: Params) -> Axis:
        """Numbers of features; the threshold is N."""
        points = params["n"]
        threshold = points if points <= params["width"] else None
        return Axis("k", "Features", "features", _counts(params), log=True, threshold=threshold, one="feature")

    def series(self, params: Params) -> tuple[Series, ...]:
        """Test and training error, norm, and whether the draw interpolates, for each ridge."""
        bases = (
            Series("test", "Test error", "mean squared", quantity="Error"),
            Series("train", "Training error", "mean squared", quantity="Error"),
            Series("norm", "Norm of the coefficients", "1"),
            Series("interpolates", "Share of draws that interpolate", "share", kind="share"),
        )
        return naming.by_ridge(bases, params["ridge"])

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One set of points, one set of features, every K, every ridge."""
        basis, counts, ridges = params["basis"], _counts(params), tuple(params["ridge"])
        data = line.problem(params["truth"], params["n"], params["sigma"], params["design"], rng)
        drawn = line.draw_features(basis, params["width"], params["scale"], rng)
        here, there = (line.features(basis, drawn, at) for at in (data.x, data.grid))
        beat(0.2)
        fitted, predicted, norm = line.fit(basis, here, there, data.y, counts, ridges)
        truth = data.truth(data.grid)
        curves: Curves = {}
        for index, ridge in enumerate(ridges):
            residual = fitted[index] - data.y
            curves[naming.curve_name("test", ridges, ridge)] = np.mean((predicted[index] - truth) ** 2, axis=-1)
            curves[naming.curve_name("train", ridges, ridge)] = np.mean(residual**2, axis=-1)
            curves[naming.curve_name("norm", ridges, ridge)] = norm[index]
            curves[naming.curve_name("interpolates", ridges, ridge)] = interpolates(residual)
        return curves

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """The expected error over the noise on even points: of each polynomial fit, of infinitely many ramps or waves.

        Random points have no closed form.
        """
        if params["design"] == "random":
            return {}
        ridges = params["ridge"]
        curves = _expected(
            params["basis"],
            params["truth"],
            params["n"],
            params["sigma"],
            params["scale"],
            params["width"],
            tuple(ridges),
        )
        return {
            naming.curve_name("test", ridges, ridge): list(curve)
            for ridge, curve in zip(ridges, curves, strict=True)
            if any(value is not None for value in curve)
        }

    def seconds(self, params: Params) -> float:
        """The features on the grid, and the fits."""
        each = 2e-8 if params["basis"] == "waves" else 8e-9
        fits = least_norm.seconds(params["n"], _counts(params), line.GRID_POINTS, params["ridge"])
        return float(5e-4 + each * line.GRID_POINTS * params["width"] + fits)

    def code(self, params: Params, seeds: int) -> str:
        """The same fits, one by one."""
        return code.script("line", params, seeds, points=_counts(params))

    def notes(self, params: Params) -> dict[str, Any]:
        """The truncation, the tolerance, and what the dashed line is."""
        notes: dict[str, Any] = {
            "rcond": least_norm.RCOND,
            "truncation": f"Singular values below {least_norm.RCOND:g} of the largest are dropped.",
            "interpolates": f"No training residual above {spline.INTERPOLATION_TOLERANCE:g}.",
        }
        if params["basis"] == "legendre" and params["design"] == "grid":
            notes["expectation"] = "The dashed line is the exact expectation over the noise."
        elif params["design"] == "grid":
            notes["expectation"] = "The dashed line is the expected error of infinitely many features."
        return notes


def _counts(params: Params) -> tuple[int, ...]:
    """As the knots' counts, two features earlier: there α and β are two more, and 0 features are no model here."""
    return tuple(count for count in spline.knot_counts(params["n"] + 2, params["width"]) if count)


@lru_cache(maxsize=64)
def _expected(
    basis: str, truth: str, n: int, sigma: float, scale: float, width: int, ridges: tuple[float, ...]
) -> tuple[tuple[float | None, ...], ...]:
    """Expected error by ridge and K; None where there is no closed form."""
    data = line.problem(truth, n, 0.0, "grid", np.random.default_rng(0))
    counts = _counts({"n": n, "width": width})
    if basis == "legendre":
        drawn = line.draw_features(basis, width, scale, np.random.default_rng(0))
        here, there = (line.features(basis, drawn, at) for at in (data.x, data.grid))
        return tuple(
            tuple(
                limits.operator_error(there[:, :count] @ least_norm.inverse(here[:, :count], n * ridge), data, sigma**2)
                for count in counts
            )
            for ridge in ridges
        )
    if basis == "relu":
        kernel, there = (limits.ramp_kernel(at, data.x, line.LOW, line.HIGH) for at in (data.x, data.grid))
    else:
        kernel, there = (limits.gauss_kernel(at, data.x, scale) for at in (data.x, data.grid))
    errors = [limits.expected_error(kernel, there, data, sigma**2, n * ridge) for ridge in ridges]
    return tuple(tuple(error if count > n else None for count in counts) for error in errors)


FAMILY = Family(
    "line",
    "Polynomials, ramps and waves on a line",
    PARAMETERS,
    LineKernel(),
    summary="Three other kinds of features on a line; one has its second descent, one barely, one never.",
    max_seeds=400,
)

"""The family ``spline``: a curve through points on a line, made of random knots."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent import code, data, least_norm, limits, naming, spline
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series

Array = NDArray[np.float64]

PARAMETERS = (
    Parameter(
        "dataset",
        "choice",
        "Data",
        "The reference's 41 corrupted points or its six exact ones, or points generated from a truth with noise.",
        "1",
        "dd1_41",
        choices=(
            ("dd1_41", "41 points of a cubic, five corrupted"),
            ("dd2_6", "Six exact points of a parabola"),
            ("generated", "Generated"),
        ),
    ),
    Parameter(
        "truth",
        "choice",
        "Truth",
        "The function that generated points follow (only for generated data).",
        "1",
        "cubic",
        choices=(("cubic", "x³ − 3x"), ("wave", "sin πx"), ("kink", "2|x| − 1")),
    ),
    Parameter(
        "n",
        "integer",
        "Training points",
        "How many points, equally spaced (only for generated data).",
        "points",
        20,
        minimum=4,
        maximum=60,
    ),
    Parameter(
        "sigma",
        "number",
        "Noise",
        "Standard deviation of the noise (only for generated data).",
        "units of y",
        0.3,
        minimum=0,
        maximum=2,
    ),
    Parameter(
        "knots",
        "choice",
        "Knots",
        "Each drawn independently and uniformly; or one in every gap between data points before any gap has two; or "
        "independently, but more of them in one half of the interval.",
        "1",
        "iid",
        choices=(("iid", "Independent"), ("stratified", "One per gap"), ("density", "Denser in one half")),
    ),
    Parameter(
        "left",
        "number",
        "Share in the left half",
        "Expected share of the knots left of the middle (only for knots that are denser in one half).",
        "share",
        0.9,
        minimum=0.05,
        maximum=0.95,
    ),
    Parameter(
        "max_knots",
        "integer",
        "Most knots",
        "The largest model; smaller ones use the first of its knots.",
        "knots",
        300,
        minimum=2,
        maximum=1000,
        log=True,
    ),
    Parameter(
        "measure",
        "choice",
        "Error",
        "How the distance to the truth is measured over the interval.",
        "1",
        "rmse",
        choices=(("rmse", "Root mean square"), ("mae", "Mean absolute")),
    ),
    Parameter(
        "ridge",
        "numbers",
        "Ridge",
        "Penalties λ in Σ(y − f)²/N + λ‖γ‖²; 0 gives least squares, and of many interpolants the one of least ‖γ‖.",
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


def problem(params: Params, rng: np.random.Generator) -> data.Line:
    """The data set that the parameters name; only generated data use the stream."""
    if params["dataset"] == "generated":
        return data.generated(params["truth"], params["n"], params["sigma"], rng)
    return data.dd1_41() if params["dataset"] == "dd1_41" else data.dd2_6()


class SplineKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters."""
        return {}

    def axis(self, params: Params) -> Axis:
        """Numbers of knots; the threshold is N − 2, because α and β fit two points by themselves."""
        points = _points(params)
        counts = spline.knot_counts(points, params["max_knots"])
        threshold = points - 2 if points - 2 <= params["max_knots"] else None
        return Axis("k", "Knots", "knots", counts, log=True, threshold=threshold, one="knot")

    def series(self, params: Params) -> tuple[Series, ...]:
        """Test and training error, norm of γ, and whether the draw interpolates, for each ridge."""
        bases = (
            Series("test", "Test error", "units of y", quantity="Error"),
            Series("train", "Training error", "units of y", quantity="Error"),
            Series("norm", "Norm of the slope changes", "slope"),
            Series("interpolates", "Share of draws that interpolate", "share", kind="share"),
        )
        return naming.by_ridge(bases, params["ridge"])

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One sequence of knots, every K, every ridge."""
        line = problem(params, rng)
        counts = tuple(int(value) for value in self.axis(params).values)
        knots = spline.draw_knots(params["knots"], max(counts), line, rng, left=params["left"])
        ridges = params["ridge"]
        fits = spline.fit(line.x, line.y, knots, counts, tuple(ridges), line.grid)
        beat(0.9)
        residual = fits.fitted - line.y
        wrong = fits.predicted - line.truth(line.grid)
        curves: Curves = {}
        for index, ridge in enumerate(ridges):
            curves[naming.curve_name("test", ridges, ridge)] = errors(wrong[index], params["measure"])
            curves[naming.curve_name("train", ridges, ridge)] = errors(residual[index], params["measure"])
            curves[naming.curve_name("norm", ridges, ridge)] = fits.norm[index]
            curves[naming.curve_name("interpolates", ridges, ridge)] = interpolates(residual[index])
        return curves

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Where no data are random: the smooth spline that the fits tend to, beyond the threshold.

        With knots in every place the norm of γ becomes an integral of the squared second derivative over K times the
        density: an interpolating spline without ridge, and with it a smoothing spline whose penalty falls as 1/K.
        """
        if params["dataset"] == "generated" and params["sigma"]:
            return {}
        line = problem(params, np.random.default_rng(0))
        counts = [int(count) for count in self.axis(params).values]
        left = params["left"] if params["knots"] == "density" else 0.5
        ridges = params["ridge"]
        beyond = [count for count in counts if count > len(line.x) - 2]
        curves = limits.spline_errors(line, beyond, ridges, left=left, measure=params["measure"])
        narrow = [None] * (len(counts) - len(beyond))
        return {
            naming.curve_name("test", ridges, ridge): [*narrow, *curve.tolist()]
            for ridge, curve in zip(ridges, curves, strict=True)
        }

    def seconds(self, params: Params) -> float:
        """The features on the grid, and the fits."""
        points = _points(params)
        counts = [int(count) for count in self.axis(params).values]
        grid = 1001 if params["dataset"] == "dd2_6" else 801
        fits = least_norm.seconds(max(points - 2, 1), counts, grid, params["ridge"])
        return float(5e-4 + 2e-9 * grid * params["max_knots"] + fits)

    def code(self, params: Params, seeds: int) -> str:
        """The same fits, one by one."""
        points = tuple(int(value) for value in self.axis(params).values)
        return code.script("spline", params, seeds, points=points)

    def notes(self, params: Params) -> dict[str, Any]:
        """The truncation, the tolerance, and the warning about the mean."""
        return {
            "rcond": least_norm.RCOND,
            "truncation": f"Singular values below {least_norm.RCOND:g} of the largest are dropped.",
            "interpolates": f"No training residual above {spline.INTERPOLATION_TOLERANCE:g}.",
            "mean": "Near the threshold the expected error is infinite: a mean there tells of its worst draws only.",
        }


def errors(difference: Array, measure: str) -> Array:
    """Error of each row: root mean square or mean absolute."""
    if measure == "mae":
        return np.asarray(np.mean(np.abs(difference), axis=-1))
    return np.asarray(np.sqrt(np.einsum("...i,...i->...", difference, difference) / difference.shape[-1]))


def interpolates(residual: Array) -> Array:
    """1.0 where no residual of the row exceeds the tolerance, else 0.0."""
    return np.asarray(np.max(np.abs(residual), axis=-1) <= spline.INTERPOLATION_TOLERANCE, dtype=np.float64)


def _points(params: Params) -> int:
    return {"dd1_41": 41, "dd2_6": 6}.get(params["dataset"], int(params["n"]))


FAMILY = Family(
    "spline",
    "Random knots on a line",
    PARAMETERS,
    SplineKernel(),
    summary="A piecewise-linear curve through points on a line; the reference's own set-up.",
    max_seeds=400,
)

"""The family ``separation``: rows are added until no plane parts the classes any more."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.logistic import code
from simulations.catalog.logistic.existence import chance_separable, tipping_ratio
from simulations.catalog.logistic.newton import fit_weighted, penalties, separable
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series

Array = NDArray[np.float64]

_POINTS = 60

PARAMETERS = (
    Parameter("features", "integer", "Features", "Number d of features.", "features", 10, minimum=2, maximum=40),
    Parameter(
        "ratio",
        "number",
        "Most rows per feature",
        "The largest data set has this many rows for each feature.",
        "rows per feature",
        4.0,
        minimum=2,
        maximum=10,
    ),
    Parameter(
        "signal",
        "number",
        "Signal",
        "Standard deviation of the true log-odds; at 0 the labels are thrown like a coin.",
        "log-odds",
        0.0,
        minimum=0,
        maximum=10,
    ),
    Parameter(
        "penalty",
        "numbers",
        "Ridge penalties",
        "Several λ in −log likelihood + λ/2 ‖b‖²; scikit-learn's C is 1/λ.",
        "1",
        [1e-4, 1e-2, 1],
        minimum=1e-6,
        maximum=100,
        max_items=4,
        log=True,
    ),
    ROOT,
)


def row_counts(params: Params) -> tuple[int, ...]:
    """Up to 60 numbers of rows from 2 on."""
    most = round(params["ratio"] * params["features"])
    places = np.round(np.linspace(2, most, min(_POINTS, most - 1)))
    return tuple(int(place) for place in np.unique(places))


def draw(params: Params, rng: np.random.Generator) -> tuple[Array, Array]:
    """Rows x ~ N(0, I) of the largest data set, and classes with log-odds ``signal`` times the first feature."""
    n = row_counts(params)[-1]
    x = rng.standard_normal((n, params["features"]))
    return x, (rng.random(n) < 1.0 / (1.0 + np.exp(-params["signal"] * x[:, 0]))).astype(np.float64)


def last_separable(x: Array, y: Array) -> int:
    """The most first rows that a plane through the origin can part: bisection, for a part of a parted set is parted."""
    low, high = min(len(y), int(x.shape[1])), len(y) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if separable(x[:middle], y[:middle]) else (low, middle)
    return low


def curve_name(params: Params, penalty: float) -> str:
    """The smallest penalty has the plain name, the others carry theirs (``norm@0.01``)."""
    return "norm" if penalty == params["penalty"][0] else f"norm@{penalty:g}"


class SeparationKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters."""
        return {}

    def axis(self, params: Params) -> Axis:
        """Numbers of rows; the chance of a plane tips at the threshold."""
        counts = row_counts(params)
        tips = round(params["features"] * tipping_ratio(params["signal"]), 2)
        return Axis("n", "Rows", "rows", counts, threshold=tips if tips <= counts[-1] else None)

    def series(self, params: Params) -> tuple[Series, ...]:
        """Whether a plane parts the classes, and how long the coefficients are, for each penalty."""
        penalties = params["penalty"]
        return (
            Series("separable", "Data sets that a plane can part", "share of seeds", kind="share"),
            *(
                Series(curve_name(params, penalty), f"Length of the coefficients, λ = {penalty:g}", "log-odds per unit")
                for penalty in penalties
            ),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One data set that grows row by row."""
        x, y = draw(params, rng)
        counts = np.array(row_counts(params))
        curves: Curves = {"separable": (counts <= last_separable(x, y)).astype(np.float64)}
        first = (np.arange(len(y)) < counts[:, None]).astype(np.float64)
        for penalty in params["penalty"]:
            ridge = penalties(params["features"], penalty, intercept=False)
            fits = fit_weighted(x, y, first, ridge)
            curves[curve_name(params, penalty)] = np.sqrt(np.sum(fits.coefficients**2, axis=1))
        return curves

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Cover's count, exact where the labels are thrown like a coin."""
        if params["signal"]:
            return {}
        return {"separable": [chance_separable(n, params["features"]) for n in row_counts(params)]}

    def seconds(self, params: Params) -> float:
        """Newton's steps at every number of rows for every penalty, and a bisection."""
        n, d, points = row_counts(params)[-1], params["features"], len(row_counts(params))
        each = 1.2e-7 * n + 2e-8 * n * d * d / 20 + 3e-6 * d + 2e-9 * d**3
        return float(3e-3 + len(params["penalty"]) * points * each + 4e-6 * n * d)

    def code(self, params: Params, seeds: int) -> str:
        """A fit for every number of rows."""
        return code.script("separation", params, seeds, points=row_counts(params))

    def notes(self, params: Params) -> dict[str, Any]:
        """Where it tips, and what the penalty does to the left of that."""
        return {
            "threshold": (
                f"In the limit of many rows and features the chance tips at {tipping_ratio(params['signal']):.3g} rows "
                "per feature."
            ),
            "norm": "Where a plane parts the classes, the length grows without end as λ falls; elsewhere it settles.",
        }


FAMILY = Family(
    "separation",
    "When no best fit exists",
    PARAMETERS,
    SeparationKernel(),
    summary="Rows are added one by one until no plane parts the classes, beside the length of penalised fits.",
)

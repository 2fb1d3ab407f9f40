"""The family ``own``: where two columns of a given table are told apart, and what its resamples say about it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.logistic import code
from simulations.catalog.logistic.bootstrap_family import PENALTY
from simulations.catalog.logistic.newton import RESCUE, design, fit_weighted, penalties
from simulations.engine.cases import brought, column_there, literal, positive, two_classes
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series
from simulations.engine.data import Data
from simulations.engine.parameters import own_data
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

_FEWEST = 5
_POINTS = 41
# Where a fit hardly looks at the second column its boundary is as good as upright: further than this nobody looks.
_FAR = 1e9


def _column(name: str, label: str, meaning: str, default: int) -> Parameter:
    return Parameter(name, "integer", label, meaning, "1", default, minimum=1, maximum=9)


PARAMETERS = (
    own_data("Two columns of numbers or more, and in the last one the class: two different values, such as 0 and 1."),
    _column("first", "Column across", "Which column the picture has across, counted from 1.", 1),
    _column("second", "Column upwards", "Which column the boundary is drawn in, counted from 1.", 2),
    PENALTY,
    ROOT,
)


def _example() -> Data:
    """Ninety rows of four columns on scales of tenths, of which the first two tell the classes apart."""
    rng = stream(1958, 0)
    columns = rng.standard_normal((90, 4)) * [2.0, 1.0, 1.0, 3.0] + [5.0, 2.0, 0.0, 10.0]
    odds = 0.9 * (columns[:, 0] - 5.0) + 1.6 * (columns[:, 1] - 2.0) + 0.4
    labels = rng.random(90) < 1.0 / (1.0 + np.exp(-odds))
    return Data("", ("hours", "tests", "noise", "age", "passed"), np.column_stack([np.round(columns, 1), labels]))


EXAMPLE = _example()


def table(params: Params) -> Data:
    """The learner's table, or the example."""
    return brought(params) or EXAMPLE


def columns(params: Params) -> Array:
    """The two chosen columns, shape (rows, 2)."""
    return table(params).values[:, [params["first"] - 1, params["second"] - 1]]


def places(params: Params) -> Array:
    """Forty-one places over the range of the first column, to ten digits."""
    across = columns(params)[:, 0]
    return np.array([float(f"{place:.10g}") for place in np.linspace(across.min(), across.max(), _POINTS)])


def boundary(coefficients: Array, middle: Array, spread: Array, at: Array) -> Array:
    """Where the odds are even, in the units of the second column, for coefficients of standardised columns."""
    free, across, upwards = coefficients
    upwards = upwards if abs(upwards) > 1.0 / _FAR else np.copysign(1.0 / _FAR, upwards)
    scaled = -(free + across * (at - middle[0]) / spread[0]) / upwards
    return np.asarray(np.clip(middle[1] + spread[1] * scaled, -_FAR, _FAR))


class OwnKernel:
    """See `simulations.engine.contract.Kernel`. One seed is one bootstrap resample."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """What the table and the chosen columns must be."""
        data = table(params)
        wrong = two_classes(data, fewest=_FEWEST)
        if not wrong and data.values.shape[1] < 3:
            wrong = ["There must be three columns or more: two to tell the classes apart by, and the class."]
        if wrong:
            return {"data": wrong}
        found = {name: _unusable(data, params[name]) for name in ("first", "second")}
        if params["first"] == params["second"]:
            found["second"] = ["Choose another column than the one across."]
        elif not any(found.values()) and np.any(np.diff(places(params)) <= 0):
            found["first"] = ["This column varies too little beside its size to be drawn."]
        return {name: sentences for name, sentences in found.items() if sentences}

    def axis(self, params: Params) -> Axis:
        """Places along the first column."""
        return Axis("across", table(params).names[params["first"] - 1], "1", tuple(places(params).tolist()))

    def series(self, params: Params) -> tuple[Series, ...]:
        """The boundary of a resample and of the table, both slopes, and whether there was a fit."""
        unit, slope = f"in units of {table(params).names[params['second'] - 1]}", "log-odds per standard deviation"
        never = (False,) * _POINTS
        return (
            Series("boundary", "Boundary, of resamples", unit, finite_mean=never, scale="linear"),
            Series("sample", "Boundary, of the table", unit, finite_mean=never, scale="linear"),
            Series("across", "Slope, across", slope, scale="linear"),
            Series("upwards", "Slope, upwards", slope, scale="linear"),
            Series("rescued", "Resamples without a finite fit", "share of seeds", kind="share"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """The fit to one resample that holds both classes, beside the fit to the table."""
        values, y = columns(params), positive(table(params)).astype(np.float64)
        middle, spread, at = values.mean(axis=0), values.std(axis=0), places(params)
        x, ridge = design((values - middle) / spread), penalties(3, params["penalty"])
        drawn = rng.integers(0, len(y), len(y))
        while not 0 < y[drawn].sum() < len(y):
            drawn = rng.integers(0, len(y), len(y))
        weights = np.stack([np.ones(len(y)), np.bincount(drawn, minlength=len(y)).astype(np.float64)])
        fits = fit_weighted(x, y, weights, ridge)
        whole, resample = fits.coefficients
        return {
            "boundary": boundary(resample, middle, spread, at),
            "sample": boundary(whole, middle, spread, at),
            "across": np.full(_POINTS, resample[1]),
            "upwards": np.full(_POINTS, resample[2]),
            "rescued": np.full(_POINTS, float(fits.rescued[1])),
        }

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Of where a table comes from nothing is known."""
        return {}

    def seconds(self, params: Params) -> float:
        """Two fits; where a plane parts the classes they are careful ones."""
        return float(8e-3 + 6e-6 * len(table(params).values))

    def code(self, params: Params, seeds: int) -> str:
        """One fit after another."""
        if brought(params):
            data = 'np.loadtxt("data.csv", delimiter=",", skiprows=1)  # your table, as its page gives it'
        else:
            chosen = EXAMPLE.values[:, [params["first"] - 1, params["second"] - 1, -1]]
            data = f"np.array({literal(chosen.ravel())}).reshape(-1, 3)"
        columns = (params["first"] - 1, params["second"] - 1) if brought(params) else (0, 1)
        return code.own(params, seeds, data, columns)

    def notes(self, params: Params) -> dict[str, Any]:
        """What one seed is, what the slopes are, and what is done where no fit exists."""
        data = table(params)
        across, upwards = (data.names[params[name] - 1] for name in ("first", "second"))
        return {
            "boundary": f"Above or below it the odds are for one class; on it they are even. Upwards is {upwards}.",
            "resampling": f"Each seed draws {len(data.values)} of the {len(data.values)} rows with replacement.",
            "across": f"Columns are standardised before the fit; across is {across}, upwards {upwards}.",
            "rescued": (
                "Where a plane parts the classes of a resample, no best fit exists without a penalty; it is fitted "
                f"with λ = {RESCUE:g} on every coefficient instead, and counted."
            ),
        }


def _unusable(data: Data, column: int) -> list[str]:
    wrong = column_there(data, column)
    if not wrong and data.values[:, column - 1].std() == 0:
        wrong = [f"Column {column} ({data.names[column - 1]}) holds one value only."]
    return wrong


FAMILY = Family(
    "own",
    "A boundary in your own data",
    PARAMETERS,
    OwnKernel(),
    shard_size=50,
    summary="The boundary between the two classes of a table of yours, and how far it moves when rows are redrawn.",
    max_seeds=1000,
)

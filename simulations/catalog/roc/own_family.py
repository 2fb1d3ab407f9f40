"""The family ``own``: the ROC curve of a given table of scores, and what its resamples say about it."""

from typing import Any

import numpy as np

from simulations.catalog.roc import code
from simulations.catalog.roc.binormal import Binormal
from simulations.catalog.roc.curves import GRID, areas, delong_error, true_positive_rates
from simulations.engine.cases import brought, column_there, known, positive, two_classes
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series
from simulations.engine.data import Data
from simulations.engine.parameters import own_data
from simulations.engine.ranking import Ranking, rank
from simulations.engine.seeding import stream

_FEWEST = 5
# By how much each score of the example tells the classes apart.
_SEPARATIONS = (1.5, 0.6)
COLUMN = Parameter(
    "column",
    "integer",
    "Score column",
    "Which column holds the scores, counted from 1; higher means rather positive.",
    "1",
    1,
    minimum=1,
    maximum=49,
)
PARAMETERS = (
    own_data("A column of scores or several, and in the last column the class: 0 or 1, say. The larger is positive."),
    COLUMN,
    ROOT,
)


def _example() -> Data:
    """Two scores of 120 cases, one better than the other, on scales of tenths."""
    drawn = [Binormal(d, 1.0, 0.1).draw(70, 50, stream(1982, place)) for place, d in enumerate(_SEPARATIONS)]
    labels = np.repeat([0.0, 1.0], [70, 50])
    return Data("", ("good score", "poor score", "class"), np.round(np.column_stack([*drawn, labels]), 1))


EXAMPLE = _example()


def table(params: Params) -> Data:
    """The learner's table, or the example."""
    return brought(params) or EXAMPLE


def ranking(params: Params) -> Ranking:
    """The cases, ranked by the chosen score."""
    data = table(params)
    return rank(known(data)[:, params["column"] - 1], positive(data))


class OwnKernel:
    """See `simulations.engine.contract.Kernel`. One seed is one bootstrap resample."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """What the table and the chosen column must be."""
        data = table(params)
        wrong = two_classes(data, fewest=_FEWEST)
        if wrong:
            return {"data": wrong}
        wrong = column_there(data, params["column"])
        return {"column": wrong} if wrong else {}

    def axis(self, params: Params) -> Axis:
        """False positive rates."""
        return Axis("fpr", "False positive rate", "1", tuple(GRID.tolist()))

    def series(self, params: Params) -> tuple[Series, ...]:
        """The curve and the area, of a resample and of the table itself."""
        rate = "share of positives"
        return (
            Series("tpr", "True positive rate, of resamples", rate, scale="linear"),
            Series("sample", "True positive rate, of the table", rate, scale="linear"),
            Series("auc", "Area under the curve, of resamples", "share of pairs", scale="linear"),
            Series("area", "Area under the curve, of the table", "share of pairs", scale="linear"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One resample of all cases that holds both classes."""
        cases = ranking(params)
        counts = next(found for found in _resamples(cases, rng) if len(found))
        own, points = cases.counts()[None], len(GRID)
        return {
            "tpr": true_positive_rates(counts)[0],
            "sample": true_positive_rates(own)[0],
            "auc": np.full(points, areas(counts)[0]),
            "area": np.full(points, areas(own)[0]),
        }

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Of where a table comes from nothing is known."""
        return {}

    def seconds(self, params: Params) -> float:
        """A sort, a draw and two curves."""
        return float(1.2e-3 + 5e-7 * len(table(params).values))

    def code(self, params: Params, seeds: int) -> str:
        """Every resample sorted anew."""
        return code.own(params, seeds, None if brought(params) else EXAMPLE)

    def notes(self, params: Params) -> dict[str, Any]:
        """What one seed is, and what theory says of the error."""
        cases = ranking(params)
        area, error = areas(cases.counts()[None])[0], delong_error(cases)
        data = table(params)
        return {
            "resampling": (
                f"Each seed draws {len(data.values)} of the {len(data.values)} cases with replacement, both classes "
                "together; the band is a percentile bootstrap band, at each false positive rate for itself."
            ),
            "area": (
                f"The area of the table is {area:.4f} for “{data.names[params['column'] - 1]}”, with a standard error "
                f"of {error:.4f} by DeLong; resamples spread about as much."
            ),
        }


def _resamples(cases: Ranking, rng: np.random.Generator) -> Any:
    while True:
        yield from cases.resampled(1, rng)


FAMILY = Family(
    "own",
    "Your own scores",
    PARAMETERS,
    OwnKernel(),
    shard_size=100,
    summary="The curve of a table of yours, with its bootstrap band: each seed is a resample of your cases.",
    max_seeds=2000,
)

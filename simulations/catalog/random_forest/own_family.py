"""The family ``own``: a forest on a given table, judged after every tree by the rows outside its bags."""

from dataclasses import replace
from typing import Any

import numpy as np

from simulations.catalog.random_forest import code
from simulations.catalog.random_forest.out_of_bag_family import PARAMETERS as OTHERS
from simulations.catalog.random_forest.out_of_bag_family import ForestKernel, forest_module, tried_of
from simulations.engine.cases import brought, known, literal
from simulations.engine.contract import Family, Parameter, Params
from simulations.engine.data import Array, Data
from simulations.engine.parameters import own_data
from simulations.engine.seeding import stream

_FEWEST_ROWS, _FEWEST_TESTED, _MOST_CLASSES = 30, 10, 10
_SHARE = Parameter(
    "share",
    "number",
    "Share for training",
    "Of the rows, drawn anew by each seed; the others are the test set.",
    "share",
    0.7,
    minimum=0.3,
    maximum=0.95,
)
PARAMETERS = (
    own_data(
        "Numbers to predict from, and in the last column what to predict: a class where it holds two to ten whole "
        "numbers, else a number."
    ),
    _SHARE,
    *(
        replace(item, default=50) if item.name == "trees" else item
        for item in OTHERS
        if item.name not in ("dataset", "n")
    ),
)


def _example() -> Data:
    """Seventy rows of three columns on scales of tenths; the class depends on two of them, and not along a line."""
    columns = np.round(stream(2001, 0).uniform(-2.0, 2.0, (70, 3)), 1)
    labels = columns[:, 0] * columns[:, 1] + 0.5 * stream(2001, 1).standard_normal(70) > 0
    return Data("", ("first", "second", "third", "class"), np.column_stack([columns, labels]))


EXAMPLE = _example()


def table(params: Params) -> Data:
    """The learner's table, or the example."""
    return brought(params) or EXAMPLE


def classes(data: Data) -> Array | None:
    """The classes that the last column holds, ascending; None where it is to be predicted as a number."""
    different = np.unique(data.values[:, -1])
    whole = bool(np.all(different == np.round(different)))
    return different if whole and 2 <= len(different) <= _MOST_CLASSES else None


class OwnKernel(ForestKernel):
    """See `simulations.engine.contract.Kernel`."""

    def shape(self, params: Params) -> tuple[int, int, int]:
        """Rows, columns to predict from, and outputs of the table."""
        data = table(params)
        kinds = classes(data)
        return len(data.values), data.values.shape[1] - 1, 1 if kinds is None else len(kinds)

    def size(self, params: Params) -> int:
        """How many rows are trained on; ten are left at least."""
        rows = len(table(params).values)
        share: float = params["share"]
        return min(round(share * rows), rows - _FEWEST_TESTED)

    def whole(self, params: Params) -> Any:
        """All rows, with classes numbered from 0, or answers standardised."""
        data = table(params)
        kinds, answers = classes(data), data.values[:, -1]
        coded = (answers - answers.mean()) / answers.std() if kinds is None else np.searchsorted(kinds, answers)
        return forest_module().Table(known(data).astype(np.float32), coded)

    def check(self, params: Params) -> dict[str, list[str]]:
        """What the table must be."""
        wrong = _unusable(table(params))
        return {"data": [wrong]} if wrong else {}

    def code(self, params: Params, seeds: int) -> str:
        """The forest as one would grow it; a learner's table is read from its file, the example is written out."""
        data = table(params)
        if brought(params):
            source = 'np.loadtxt("data.csv", delimiter=",", skiprows=1)  # your table, as its page gives it'
        else:
            source = f"np.array({literal(data.values.ravel())}).reshape(-1, {data.values.shape[1]})"
        features = tried_of(self.shape(params)[1], params["features"])
        return code.own(params, seeds, source, features, n=self.size(params), classes=classes(data) is not None)

    def notes(self, params: Params) -> dict[str, Any]:
        """What is predicted, and what the errors are averages over."""
        data, (rows, _, outputs) = table(params), self.shape(params)
        name = data.names[-1]
        kind = f"{outputs} classes are" if outputs > 1 else "a number, in standard deviations, is"
        told = f"In {name} {kind} predicted; {self.size(params)} of {rows} rows are trained on."
        return super().notes(params) | {"predicted": told}


def _unusable(data: Data) -> str:
    """An objection to a table from which nothing can be learnt, or nothing."""
    rows, columns = data.values.shape
    if columns < 2:
        return "There must be two columns or more: what to predict in the last one."
    if rows < _FEWEST_ROWS:
        return f"There must be {_FEWEST_ROWS} rows or more, and there are {rows}."
    if data.values[:, -1].std() == 0:
        return f"The last column ({data.names[-1]}) holds one value only, so there is nothing to predict."
    return ""


FAMILY = Family(
    "own",
    "A forest on your own data",
    PARAMETERS,
    OwnKernel(),
    shard_size=1,
    summary="A forest on a table of yours, judged after every tree by rows that it has not seen.",
    max_seeds=16,
)

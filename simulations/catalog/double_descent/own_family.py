"""The family ``own``: random features of a table that the learner brings."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from simulations.catalog.double_descent import code, data
from simulations.catalog.double_descent.random_features_family import PARAMETERS as OTHERS
from simulations.catalog.double_descent.random_features_family import RandomFeaturesKernel
from simulations.engine.cases import brought, literal
from simulations.engine.contract import Family, Params
from simulations.engine.data import Data
from simulations.engine.parameters import own_data
from simulations.engine.seeding import stream

_LEFT_OUT = {"dataset", "label_noise"}
_SMALLER: dict[str, dict[str, Any]] = {"n": {"default": 35, "minimum": 15}, "width": {"default": 1000, "maximum": 4000}}
PARAMETERS = (
    own_data(
        "Numbers to predict from, and in the last column what to predict: a number, or a class where it has just two "
        "values."
    ),
    *(replace(item, **_SMALLER.get(item.name, {})) for item in OTHERS if item.name not in _LEFT_OUT),
)


def _example() -> Data:
    """Fifty rows of two inputs and a bumpy answer with noise, on scales of hundredths."""
    rng = stream(2020, 0)
    inputs = np.round(rng.uniform(-1.0, 1.0, (50, 2)), 2)
    answer = np.sin(3.0 * inputs[:, 0]) + inputs[:, 1] ** 2 + 0.2 * rng.standard_normal(50)
    return Data("", ("first", "second", "answer"), np.column_stack([inputs, np.round(answer, 2)]))


EXAMPLE = _example()


def as_table(given: Data) -> data.Table:
    """Inputs standardised column by column, without those that never change; the answer as `data.Table` says."""
    inputs, target = given.values[:, :-1], given.values[:, -1]
    inputs = inputs[:, inputs.std(axis=0) > 0]
    inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    inputs /= np.sqrt(np.mean(np.sum(inputs**2, axis=1)))
    if len(np.unique(target)) == 2:
        labels = (target == target.max()).astype(np.int64)
        return data.Table(inputs, np.eye(2)[labels], labels)
    return data.Table(inputs, ((target - target.mean()) / target.std())[:, None], None)


@cache
def _example_table() -> data.Table:
    return as_table(EXAMPLE)


class OwnKernel(RandomFeaturesKernel):
    """See `simulations.engine.contract.Kernel`."""

    test_rows = 10

    def table(self, params: Params) -> data.Table:
        """The learner's table, or the example."""
        given = brought(params)
        return _example_table() if given is None else as_table(given)

    def shape(self, params: Params) -> tuple[int, int, int]:
        """Rows, inputs and outputs."""
        values = (brought(params) or EXAMPLE).values
        return len(values), values.shape[1] - 1, 2 if len(np.unique(values[:, -1])) == 2 else 1

    def check(self, params: Params) -> dict[str, list[str]]:
        """What the table must be, and that rows are left to test on."""
        given = brought(params) or EXAMPLE
        wrong = _unusable(given)
        return {"data": wrong} if wrong else super().check(params)

    def table_code(self, params: Params) -> str:
        """A learner's table is read from its file; the example is written out."""
        if brought(params):
            values = 'data = np.loadtxt("data.csv", delimiter=",", skiprows=1)  # your table, as its page gives it'
        else:
            rows, columns = EXAMPLE.values.shape
            values = f"data = np.array({literal(EXAMPLE.values.ravel())}).reshape({rows}, {columns})"
        return code.own_table(values)


def _unusable(given: Data) -> list[str]:
    """Objections to a table from which nothing can be learnt."""
    rows, columns = given.values.shape
    least = 15 + OwnKernel.test_rows
    if columns < 2:
        return ["There must be two columns or more: what to predict in the last one."]
    if rows < least:
        return [f"There must be {least} rows or more, and there are {rows}."]
    if given.values[:, -1].std() == 0:
        return [f"The last column ({given.names[-1]}) holds one value only, so there is nothing to predict."]
    if not np.any(given.values[:, :-1].std(axis=0) > 0):
        return [f"No column before the last ({given.names[-1]}) ever changes, so there is nothing to predict from."]
    return []


FAMILY = Family(
    "own",
    "Random features on your own data",
    PARAMETERS,
    OwnKernel(),
    shard_size=1,
    summary="Random Fourier or ReLU features of a table that you bring.",
    max_seeds=32,
)

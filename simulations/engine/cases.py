"""A learner's own table as cases: the class of each in the last column, what is known of it in the others."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.engine.data import Array, Data


def brought(params: Mapping[str, Any]) -> Data | None:
    """The learner's table, or None where they brought none.

    Raises
    ------
    ValueError
        The parameters name a table, and nobody has put it in its place.
    """
    value = params["data"]
    if value and not isinstance(value, Data):
        raise ValueError("The table that the parameters name is not there.")
    return value if isinstance(value, Data) else None


def known(data: Data) -> Array:
    """All columns but the last, shape (cases, columns − 1)."""
    return data.values[:, :-1]


def positive(data: Data) -> NDArray[np.bool_]:
    """Which cases are of the class with the larger number, shape (cases,)."""
    labels = data.values[:, -1]
    return np.asarray(labels == labels.max())


def two_classes(data: Data, *, fewest: int) -> list[str]:
    """Objections to a table whose last column should tell two classes apart."""
    if data.values.shape[1] < 2:
        return ["There must be two columns or more: the class of each case in the last one."]
    different, counts = np.unique(data.values[:, -1], return_counts=True)
    last = f"the last column ({data.names[-1]})"
    if len(different) != 2:
        found = f"{len(different)} different values" if len(different) > 1 else "one value only"
        return [f"Two classes are needed, such as 0 and 1, and {last} holds {found}."]
    if counts.min() < fewest:
        place = int(counts.argmin())
        return [f"Each class needs {fewest} rows or more, and {last} is {different[place]:g} in {counts[place]} only."]
    return []


def column_there(data: Data, column: int) -> list[str]:
    """Objections to the number of a column, counted from 1, that should not be the last."""
    last = data.values.shape[1] - 1
    if column <= last:
        return []
    return [f"There are {last} columns before the class." if last > 1 else "There is one column before the class: 1."]


def literal(values: Array) -> str:
    """Numbers as they stand in a script."""
    return "[" + ", ".join(f"{value:.12g}" for value in values.tolist()) + "]"

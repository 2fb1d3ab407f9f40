"""A table of numbers that somebody pasted or uploaded: every cell of it is one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overlook.kit.tables import cell_faults, grid, refused, shape_faults

MOST_ROWS, MOST_COLUMNS = 2000, 50


@dataclass(frozen=True)
class Table:
    """Names of the columns, and the numbers, shape (rows, columns)."""

    names: tuple[str, ...]
    values: NDArray[np.float64]


def read(content: bytes | str, *, field: str = "csv") -> Table:
    """The table in a CSV, as `overlook.kit.tables` reads it.

    Parameters
    ----------
    content
        At most 64 KB.
    field
        What the refusals are about.

    Raises
    ------
    Invalid
        With a sentence for each of the first five things that are wrong.
    """
    found = grid(content, field=field)
    problems = [
        *shape_faults(found, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS),
        *cell_faults(found, range(found.width)),
    ]
    if problems:
        raise refused(field, problems)
    values = np.array([[float(cell) for cell in cells] for _, cells in found.body], dtype=np.float64)
    return Table(found.names, values + 0.0)

"""`dot-rows`: two values in each of a few rows, compared: what was reported and what is true, say.

`schema.py` says what the artefact holds. A cursor chooses the row that is spoken of.
"""

from overlook.figures.contract import Data, Param, kind_of
from overlook.figures.dot_rows import schema, static


def params(data: Data) -> tuple[Param, ...]:
    return (Param("row", "Row", default=1, values=tuple(range(1, len(data["rows"]) + 1))),)


KIND = kind_of(
    static,
    slug="dot-rows",
    title="Two values in each row",
    params=params,
    columns=schema.COLUMNS,
    check_data=schema.problems,
)

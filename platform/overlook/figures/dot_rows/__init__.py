"""`dot-rows`: two values in each of a few rows, compared: what was reported and what is true, say.

`schema.py` says what the artefact holds. A cursor chooses the row that is spoken of.
"""

from overlook.figures.contract import Data, Kind, Param
from overlook.figures.dot_rows import schema, static


def params(data: Data) -> tuple[Param, ...]:
    return (Param("row", "Row", default=1, values=tuple(range(1, len(data["rows"]) + 1))),)


KIND = Kind(
    slug="dot-rows",
    title="Two values in each row",
    params=params,
    describe=static.describe,
    scene=static.scene,
    height=static.height,
    table=static.table,
    measure=static.measure,
    columns=schema.COLUMNS,
    check_data=schema.problems,
)

"""`splitter`: cases dealt into training, validation and test, a rule fitted to the first, and how it does on each.

The reader moves the borders between the parts, how many neighbours vote, and whether the rule sees what it should not.
Everything is computed where it is shown: no data artefact.
"""

from overlook.figures.contract import Choice, Data, Kind, Param
from overlook.figures.splitter import static

_PARAMS = (
    Param("train", "Training share", default=0.6, minimum=0.1, maximum=0.9, step=0.05),
    Param("validation", "Validation share", default=0.2, minimum=0.05, maximum=0.6, step=0.05),
    Param("k", "Neighbours that vote", default=7, values=(1, 3, 5, 7, 11, 15, 21, 31)),
    Param("n", "Cases in all", default=120, values=(40, 80, 120, 200, 300)),
    Param(
        "leak",
        "The rule sees",
        default="train",
        choices=(Choice("train", "training cases only"), Choice("all", "all cases")),
    ),
    Param("seed", "Draw", default=1, minimum=1, maximum=9999, integer=True, button="Gather again"),
    Param(
        "panel",
        "On a narrow screen show",
        default="both",
        choices=(Choice("both", "both"), Choice("cases", "the cases"), Choice("shares", "the shares")),
    ),
)


def params(data: Data) -> tuple[Param, ...]:
    return _PARAMS


KIND = Kind(
    slug="splitter",
    title="Training, validation, test",
    params=params,
    describe=static.describe,
    scene=static.scene,
    height=static.height,
    table=static.table,
    measure=static.measure,
    columns={},
)

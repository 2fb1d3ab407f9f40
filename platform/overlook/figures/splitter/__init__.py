"""`splitter`: cases dealt into training, validation and test, a rule fitted to the first, and how it does on each.

The reader moves the borders between the parts, how many neighbours vote, and whether the rule sees what it should not.
Everything is computed where it is shown: no data artefact, but a reader may bring cases of their own.
"""

from dataclasses import replace

from overlook.figures.contract import Choice, Data, Param, kind_of, panels
from overlook.figures.splitter import own, static

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
    panels(cases="the cases", shares="the shares"),
)


#: A reader's own cases are there already: they can be dealt anew, not gathered.
_OWN = tuple(replace(param, button="Deal again") if param.button else param for param in _PARAMS if param.name != "n")


def params(data: Data) -> tuple[Param, ...]:
    return _PARAMS if data is None else _OWN


KIND = kind_of(
    static,
    slug="splitter",
    title="Training, validation, test",
    params=params,
    own=own.OWN,
)

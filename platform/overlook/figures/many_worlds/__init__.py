"""`many-worlds`: the same truth measured again and again, a fit to each measurement, and what the fits do at one place.

The reader moves the place, the size of the model, the number of training sets and how many fits are averaged; bias²,
variance and noise at the place add up to the error. Everything is computed where it is shown: no data artefact.
"""

from overlook.figures.contract import Choice, Param, kind_of, panels
from overlook.figures.many_worlds import static
from overlook.figures.many_worlds.model import DEGREES, NEIGHBOURS

_PARAMS = (
    Param("x0", "Place", default=0.5, minimum=-1, maximum=1, step=0.05),
    Param("degree", "Degree", default=3, minimum=0, maximum=DEGREES, integer=True),
    Param("k", "Neighbours k", default=5, minimum=1, maximum=NEIGHBOURS, integer=True),
    Param("worlds", "Data sets", default=100, values=(1, 2, 5, 10, 20, 50, 100)),
    Param("team", "Fits averaged", default=1, values=(1, 2, 4, 8, 16), off="1, no averaging"),
    Param("n", "Points in each", default=30, values=(15, 20, 30, 50, 80, 120)),
    Param("sigma", "Noise σ", default=0.3, minimum=0, maximum=0.6, step=0.1),
    Param(
        "model",
        "Model",
        default="polynomial",
        choices=(
            Choice("polynomial", "polynomial"),
            Choice("knn", "nearest neighbours"),
            Choice("loess", "lines through neighbours"),
        ),
    ),
    Param("seed", "Draw", default=1, minimum=1, maximum=9999, integer=True, button="Measure again"),
    panels(fits="the fits", parts="the parts"),
)

KIND = kind_of(
    static,
    slug="many-worlds",
    title="Many data sets, many fits",
    params=_PARAMS,
)

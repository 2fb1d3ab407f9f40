"""`knot-fit`: the error curve against the number of knots, beside the very fit with its knots.

The reader takes the handle on the error curve (or the range) to change K, draws other knots, changes how they are
drawn, and turns on a ridge. Everything is computed where it is shown: no data artefact.
"""

from overlook.figures.contract import Choice, Param, kind_of, panels
from overlook.figures.knot_fit import static
from overlook.figures.knot_fit.model import MOST

_PARAMS = (
    Param("k", "Knots K", default=10, minimum=1, maximum=MOST, integer=True, log=True),
    Param("ridge", "Ridge, log₁₀ λ", default=-6, minimum=-6, maximum=2, step=0.25, off="off"),
    Param(
        "design",
        "Knots are drawn",
        default="stratified",
        choices=(Choice("stratified", "one per gap"), Choice("iid", "independently")),
    ),
    Param(
        "dataset",
        "Data",
        default="cubic",
        choices=(Choice("cubic", "41 points of a cubic"), Choice("parabola", "6 points of a parabola")),
    ),
    Param("seed", "Draw", default=1, minimum=1, maximum=9999, integer=True, button="Draw other knots"),
    panels(curve="the curve", fit="the fit"),
)

KIND = kind_of(
    static,
    slug="knot-fit",
    title="Error curve and fit",
    params=_PARAMS,
)

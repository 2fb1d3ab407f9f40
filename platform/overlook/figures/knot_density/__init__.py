"""`knot-density`: paint where random knots fall, and see which curve the gentlest chain tends to.

Six exact points of a parabola; the density of the knots is even within each of the five gaps and may be set for each.
Everything is computed where it is shown: no data artefact.
"""

from overlook.figures.contract import Param, kind_of
from overlook.figures.knot_density import static

_WEIGHTS = (1, 2, 3, 4, 5, 6, 8, 10)
_GAPS = ("first", "second", "third", "fourth", "fifth")
_PARAMS = (
    *(Param(f"w{index + 1}", f"Knots in the {gap} gap", default=4, values=_WEIGHTS) for index, gap in enumerate(_GAPS)),
    Param("k", "Knots", default=100, values=(20, 50, 100, 200, 500, 1000, 2000)),
    Param("seed", "Throw", default=1, minimum=1, maximum=9999, integer=True, button="Throw again"),
)

KIND = kind_of(
    static,
    slug="knot-density",
    title="The density of the knots",
    params=_PARAMS,
)

"""`knot-drag`: six exact points of a parabola, and a chain of straight links whose four or five knots can be dragged.

With four knots one chain touches every point, if any does; with a fifth there are many, and a push moves along them.
Everything is computed where it is shown: no data artefact.
"""

from overlook.figures.contract import Param, kind_of
from overlook.figures.knot_drag import static

_LOW, _HIGH = 0.05, 4.95
_PARAMS = (
    Param("a", "First knot", default=1.25, minimum=_LOW, maximum=_HIGH, step=0.01),
    Param("b", "Second knot", default=2.5, minimum=_LOW, maximum=_HIGH, step=0.01),
    Param("c", "Third knot", default=3.75, minimum=_LOW, maximum=_HIGH, step=0.01),
    Param("d", "Fourth knot", default=4.5, minimum=_LOW, maximum=_HIGH, step=0.01),
    Param("e", "Fifth knot", default=0, minimum=0, maximum=4.95, step=0.05, off="none"),
    Param("push", "Push away from the gentlest chain", default=0, minimum=-60, maximum=60, step=2),
)

KIND = kind_of(
    static,
    slug="knot-drag",
    title="Knots under your hand",
    params=_PARAMS,
)

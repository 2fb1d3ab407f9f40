"""`neighbour-map`: marks of two classes on a plane, and the map that the vote of the k nearest marks paints.

The reader moves a place whose neighbours are joined to it, chooses k on the error curve, and turns labels wrong.
Everything is computed where it is shown: no data artefact.
"""

from overlook.figures.contract import Param, kind_of, panels
from overlook.figures.neighbour_map import static
from overlook.figures.neighbour_map.model import KS

_PARAMS = (
    Param("k", "Neighbours k", default=15, values=KS),
    Param("noise", "Labels turned wrong", default=0, minimum=0, maximum=0.4, step=0.05),
    Param("across", "Place, across", default=1.5, minimum=0.2, maximum=2.8, step=0.05),
    Param("up", "Place, up", default=1, minimum=0.2, maximum=1.8, step=0.05),
    Param("seed", "Draw", default=1, minimum=1, maximum=9999, integer=True, button="Draw other marks"),
    panels(map="the map", errors="the errors"),
)

KIND = kind_of(
    static,
    slug="neighbour-map",
    title="A map by nearest neighbours",
    params=_PARAMS,
)

"""Lines of equal loss on the map, in closed form: `contours.ts` in Python."""

import math

from overlook.figures.descent_plane.model import CENTRE, Landscape, Place

#: Half the width of the map.
REACH = 2.4
_SIDES = 48
_LEVELS = {
    "bowl": (0.1, 0.6, 1.6, 3.5, 7.0, 14.0),
    "ravine": (0.1, 0.5, 1.2, 2.2),
    "saddle": (0.06, 0.25, 0.6, 1.2, 2.2),
    "rosenbrock": (1.0, 10.0, 60.0, 250.0),
}


def contours(scape: Landscape) -> list[list[Place]]:
    """Closed or open lines, lowest level first."""
    lines: list[list[Place]] = []
    for level in _LEVELS[scape.land]:
        lines += _ellipse(scape, level) if scape.land == "bowl" else _branches(scape, level)
    return lines


def _ellipse(scape: Landscape, level: float) -> list[list[Place]]:
    """Of the bowl: an ellipse with √κ times as long an axis along the flat direction."""
    c, s = scape.turn
    flat = math.sqrt(2 * level)
    steep = flat / math.sqrt(scape.kappa)
    found = []
    for side in range(_SIDES + 1):
        angle = 2 * math.pi * side / _SIDES
        u, v = flat * math.cos(angle), steep * math.sin(angle)
        found.append((c * u - s * v, s * u + c * v))
    return [found]


def _branches(scape: Landscape, level: float) -> list[list[Place]]:
    """y = m(x) ± r(x) over the places x where r is real; the saddle's is taken the other way round."""
    centre = CENTRE[scape.land]
    lines: list[list[Place]] = []
    run: list[tuple[float, float, float]] = []
    for index in range(2 * _SIDES + 1):
        at = centre[1 if scape.land == "saddle" else 0] - REACH + REACH / _SIDES * index
        middle, square = _middle(scape, level, at)
        if square >= 0:
            run.append((at, middle, math.sqrt(square)))
        if run and (square < 0 or index == 2 * _SIDES):
            upper = [(a, m + r) for a, m, r in run]
            closed = [*upper, *((a, m - r) for a, m, r in reversed(run)), upper[0]]
            lines.append([(b, a) for a, b in closed] if scape.land == "saddle" else closed)
            run = []
    return lines


def _middle(scape: Landscape, level: float, at: float) -> Place:
    if scape.land == "rosenbrock":
        return at * at, (level - (1 - at) ** 2) / 100
    if scape.land == "ravine":
        return math.sin(at), (2 * level - at * at) / scape.kappa
    return 0.0, 2 * (level - (at * at - 1) ** 2 / 4)

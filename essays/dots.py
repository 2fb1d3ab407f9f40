"""The interval dot: an estimate with its likely range, drawn on the server."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from overlook.figures.svg import Shape, number, px, segment, svg

WIDTH, HEIGHT = 156.0, 20.0
_EDGE = 6.0


def interval_dot(estimate: float, low: float, high: float) -> SafeString:
    """A rule from 0 to 1, the range as a thick line on it, the estimate as a dot."""
    middle = HEIGHT / 2
    shapes: list[Shape] = [
        segment("gridline", _EDGE, WIDTH - _EDGE, middle, middle),
        segment("interval", _x(low), _x(high), middle, middle),
        ("circle", {"class": "mark-s1", "cx": px(_x(estimate)), "cy": middle, "r": 5}, []),
    ]
    title = _("%(estimate)s, likely between %(low)s and %(high)s") % {
        "estimate": number(estimate, 2),
        "low": number(low, 2),
        "high": number(high, 2),
    }
    return mark_safe(svg(shapes, width=WIDTH, height=HEIGHT, title=title))  # noqa: S308 - escaped by svg()


def _x(share: float) -> float:
    return _EDGE + (WIDTH - 2 * _EDGE) * min(max(share, 0.0), 1.0)

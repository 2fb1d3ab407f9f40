"""Small server-drawn SVGs of the dashboard. Colours come by class; every number is also in the table beside."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, MARGIN = 272, 34, 20
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def interval(share: float | None, low: float | None, high: float | None) -> SafeString:
    """A dot with its interval over gridlines at the quarters; only gridlines where nothing is known."""
    middle = HEIGHT / 2
    marks = SafeString("")
    if share is not None and low is not None and high is not None:
        marks = format_html(
            '<line class="interval" x1="{}" y1="{}" x2="{}" y2="{}"/><circle class="mark-s1" cx="{}" cy="{}" r="5"/>',
            _x(low),
            middle,
            _x(high),
            middle,
            _x(share),
            middle,
        )
    return _svg(HEIGHT, format_html("{}{}", _gridlines(HEIGHT), marks))


def scale(names: Sequence[str] = ("0%", "25%", "50%", "75%", "100%")) -> SafeString:
    """The axis below a column of intervals, its ends and quarters named."""
    labels = "".join(
        f'<text class="tick" x="{_x(tick)}" y="14" text-anchor="middle">{name}</text>'
        for tick, name in zip(_TICKS, names, strict=True)
    )
    return _svg(20, mark_safe(labels))  # noqa: S308  made of numbers only


def bar(share: float | None) -> SafeString:
    """A bar from zero for a share of a whole."""
    inner = _gridlines(HEIGHT)
    if share is not None:
        width = _x(share) - _x(0)
        inner = format_html(
            '{}<rect class="mark-s1" x="{}" y="12" width="{}" height="10"/>', inner, _x(0), round(width, 1)
        )
    return _svg(HEIGHT, inner)


def _x(share: float) -> float:
    return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def _gridlines(height: int) -> SafeString:
    lines = "".join(f'<path class="gridline" d="M{_x(tick)} 0V{height}"/>' for tick in _TICKS)
    return mark_safe(lines)  # noqa: S308  made of numbers only


def _svg(height: int, inner: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        WIDTH,
        height,
        WIDTH,
        height,
        inner,
    )

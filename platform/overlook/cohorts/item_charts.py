"""Server-drawn pictures of the item analysis. Every number is also in a table beside."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments.engine.analysis import Estimate, Group
from overlook.cohorts import charts

WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 24, 28, 44
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_SIGNED = ("\u22121", "\u22120.5", "0", "0.5", "1")


def level(found: Estimate | None) -> SafeString:
    """A share with its interval, from 0 to 1."""
    return charts.interval(*(found.value, found.low, found.high) if found else (None, None, None))


def separation(found: Estimate | None) -> SafeString:
    """A correlation with its interval, from -1 to 1."""
    return charts.interval(
        *((found.value + 1) / 2, (found.low + 1) / 2, (found.high + 1) / 2) if found else (None, None, None)
    )


def signed_scale() -> SafeString:
    """The axis below a column of correlations."""
    return charts.scale(_SIGNED)


def observed(groups: Sequence[Group]) -> SafeString:
    """The observed curve: share on this question against the mean on the others, a dot with its interval per group."""
    frame = "".join(
        f'<path class="gridline" d="M{LEFT} {_y(share)}H{WIDTH - RIGHT}"/>'
        f'<text class="tick" x="{LEFT - 8}" y="{_y(share) + 4}" text-anchor="end">{share:.0%}</text>'
        f'<text class="tick" x="{_x(share)}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{share:.0%}</text>'
        for share in _SHARES
    )
    path = " ".join(f"{_x(group.rest)} {_y(group.share.value)}" for group in groups)
    marks = "".join(
        f'<path class="interval" d="M{_x(group.rest)} {_y(group.share.low)}V{_y(group.share.high)}"/>'
        f'<circle class="mark-s1" cx="{_x(group.rest)}" cy="{_y(group.share.value)}" r="5"/>'
        for group in groups
    )
    titles = format_html(
        '<text class="label" x="{}" y="16">{}</text><text class="label" x="{}" y="{}" text-anchor="end">{}</text>',
        LEFT,
        _("share on this question"),
        WIDTH - RIGHT,
        HEIGHT - 6,
        _("mean on the other questions"),
    )
    return format_html(
        '<svg class="chart" width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '{}{}<path class="faint" fill="none" d="M{}"/>{}</svg>',
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        mark_safe(frame),  # noqa: S308  made of numbers only
        titles,
        path,
        mark_safe(marks),  # noqa: S308  made of numbers only
    )


def _x(share: float) -> float:
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

"""Small pictures of /me, drawn on the server: the interval dot, and the calibration plot of confidence."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overlook.figures.svg import Scale, Shape, frame, number, px, segment, svg, text
from overlook.progress.calibration import Word
from overlook.progress.selectors import Standing

WIDTH, HEIGHT = 156.0, 20.0
PLOT_WIDTH, PLOT_HEIGHT = 320.0, 280.0
_EDGE = 6.0
NAMES = {"guess": gettext_lazy("a guess"), "fairly": gettext_lazy("fairly sure"), "sure": gettext_lazy("sure")}


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


def dot_of(standing: Standing) -> str:
    """The interval dot, or nothing while there is too little evidence."""
    if standing.estimate is None or standing.low is None or standing.high is None:
        return ""
    return interval_dot(standing.estimate, standing.low, standing.high)


def calibration_plot(words: Sequence[Word]) -> SafeString | str:
    """What each word of confidence is taken to mean, across, against the share that was right, up; nothing while no
    word has been used often enough."""
    if not any(word.found for word in words):
        return ""
    x = Scale((0.0, 1.0), (48.0, PLOT_WIDTH - 24))
    y = Scale((0.0, 1.12), (PLOT_HEIGHT - 44, 30.0))
    shapes = frame(x, y, _("taken to mean"), _("right, with likely range"), x_ticks=4, y_ticks=4)
    shapes.append(segment("truth", x.at(0), x.at(1), y.at(0), y.at(1)))
    said = []
    for word in words:
        if word.found is None:
            continue
        at = x.at(word.found.stated)
        name = NAMES[word.word]
        shapes.append(segment("interval", at, at, y.at(word.found.low), y.at(word.found.high)))
        shapes.append(("circle", {"class": "mark-s1", "cx": px(at), "cy": px(y.at(word.found.share)), "r": 5}, []))
        side, anchor = (-10.0, "end") if word.word == "fairly" else (10.0, "start")
        shapes.append(text(at + side, y.at(word.found.share) + 4, str(name), "label-ink", anchor))
        said.append(_("%(word)s: right %(share)s") % {"word": name, "share": number(word.found.share, 2)})
    title = _("Confidence against correctness. %(words)s") % {"words": "; ".join(said)}
    return mark_safe(svg(shapes, width=PLOT_WIDTH, height=PLOT_HEIGHT, title=title))  # noqa: S308 - escaped by svg()


def _x(share: float) -> float:
    return _EDGE + (WIDTH - 2 * _EDGE) * min(max(share, 0.0), 1.0)

"""Template tags of the cohort pages."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overlook.cohorts import charts
from overlook.cohorts.dashboard import Cell, MisconceptionRow, ObjectiveRow, Person
from overlook.progress.selectors import STATE_WORDS

register = template.Library()


@register.filter
def on(cells: Mapping[str, Cell], objective: str) -> Cell | None:
    """A learner's cell on one objective, or None."""
    return cells.get(objective)


@register.filter
def word(state: str) -> str:
    """The state of a standing in words."""
    return str(STATE_WORDS[state])


@register.filter
def percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


@register.filter
def ago(moment: datetime | None) -> str:
    """When something was, in one unit: “5 days ago”."""
    return _("not yet") if moment is None else _("%(time)s ago") % {"time": timesince(moment, depth=1)}


@register.simple_tag
def heat_cells(person: Person, objectives: Iterable[ObjectiveRow]) -> SafeString:
    """One learner's row of the heat map. Large maps have thousands of cells, and most of them are alike."""
    language = get_language() or ""
    cells = (_heat_cell(person.cells.get(row.slug), language) for row in objectives)
    return mark_safe("".join(cells))  # noqa: S308  joined from format_html


@lru_cache(maxsize=4096)
def _heat_cell(cell: Cell | None, language: str) -> str:
    if cell is None or not cell.answers:
        return format_html(
            '<td class="num heat-none"><span aria-hidden="true">–</span><span class="visually-hidden">{}</span></td>',
            _("no answers"),
        )
    return format_html(
        '<td class="num heat-{}"><b>{}</b> <small>{}</small><span class="visually-hidden"> {}, {}</span></td>',
        cell.state,
        f"{cell.estimate:.2f}" if cell.known else cell.last or "…",
        cell.evidence,
        _("first tries"),
        word(cell.state),
    )


@register.simple_tag
def interval(row: ObjectiveRow) -> SafeString:
    return charts.interval(row.share, row.low, row.high)


@register.simple_tag
def share_bar(share: float | None) -> SafeString:
    return charts.bar(share)


@register.simple_tag
def share_scale() -> SafeString:
    return charts.scale()


@register.filter
def anything(rows: tuple[ObjectiveRow | MisconceptionRow, ...]) -> bool:
    """Whether any row has something to show."""
    return any(row.learners or row.suppressed for row in rows)

"""Template tags of the grade table."""

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from overlook.cohorts.gradebook import Cell, Column, Row

register = template.Library()


@register.filter
def percentage(grade: Decimal | None) -> str:
    """A grade for reading: 0.833333 is 83.3 %; nothing to grade is a dash, never 0."""
    return "–" if grade is None else f"{(grade * 100).quantize(Decimal('0.1'))} %"


@register.simple_tag
def grade_cells(cohort: str, columns: Iterable[Column], row: Row) -> SafeString:
    """One learner's grades, each a link to its own page."""
    cells = (_grade_cell(cohort, column, row, cell) for column, cell in zip(columns, row.cells, strict=True))
    return mark_safe("".join(cells))  # noqa: S308  joined from format_html


def _grade_cell(cohort: str, column: Column, row: Row, cell: Cell) -> str:
    address = reverse("cohort-grade", args=[cohort, column.ref, row.ref])
    grade = percentage(cell.effective)
    by_hand = _("set by hand") if cell.override is not None else ""
    said = by_hand or (_("nothing to grade yet") if cell.effective is None else "")
    mark = format_html(' <span class="tag">{}</span>', by_hand) if by_hand else SafeString("")
    name = _("%(learner)s, %(title)s: %(grade)s %(said)s") % {
        "learner": row.label,
        "title": column.title,
        "grade": grade,
        "said": said,
    }
    return format_html('<td class="num"><a href="{}" aria-label="{}">{}</a>{}</td>', address, name.strip(), grade, mark)

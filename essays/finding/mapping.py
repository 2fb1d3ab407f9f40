"""The map of the essays on the home page: the same for everybody, and once more with where a reader stands."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from essays import selectors
from essays.finding.graph import EDGE, WIDTH, Essay, Map, Node, lay_out
from essays.selectors import Entry, Progress
from overlook.accounts.sessions import present_learner


@never_cache
@require_GET
def own_map(request: HttpRequest) -> HttpResponse:
    """The map with what this reader has read and begun. Empty for a reader about whom nothing is kept."""
    readings = selectors.readings(present_learner(request))
    if not readings:
        return HttpResponse(status=204)
    return HttpResponse(drawing(essay_map(selectors.catalogue(), readings)))


def essay_map(entries: Sequence[Entry], readings: Sequence[Progress] = ()) -> Map:
    """Every published essay, and whatever one of them builds upon and is not written yet."""
    standing = {one.slug: _("read") if one.done else _("begun") for one in readings}
    published = {entry.slug for entry in entries}
    essays = [
        Essay(entry.slug, entry.title, entry.url, entry.prerequisites, _note(entry, standing.get(entry.slug, "")))
        for entry in entries
    ]
    unwritten = [
        Essay(slug, title or slug, note=_("not written yet"))
        for slug, title in selectors.named_before().items()
        if slug not in published
    ]
    return lay_out([*unwritten, *essays])


def _note(entry: Entry, standing: str) -> str:
    minutes = ngettext("%(n)d min", "%(n)d min", entry.minutes) % {"n": entry.minutes}
    return f"{minutes} · {standing}" if standing else minutes


def drawing(found: Map) -> SafeString:
    """The map as SVG: an essay that is there is a link."""
    lines = format_html_join("", '<path class="axis" d="{}"/>', ((line.path,) for line in found.lines))
    boxes = format_html_join("", "{}", ((_box(node),) for node in found.nodes))
    label = _("Map of the essays: each stands to the right of those that it builds upon.")
    size = format_html('width="{}" height="{}"', f"{found.width:g}", f"{found.height:g}")
    return format_html('<svg {} role="group" aria-label="{}">{}{}</svg>', size, label, lines, boxes)


def _box(node: Node) -> SafeString:
    inner = f"{node.x + EDGE:g}"
    rows = [(inner, f"{level:g}", words) for level, words in node.rows]
    drawn = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="6"/>'
        '<text>{} <tspan class="label" x="{}" y="{}">{}</tspan></text>',
        *(f"{node.x:g}", f"{node.y:g}", WIDTH, f"{node.height:g}"),
        format_html_join(" ", '<tspan x="{}" y="{}">{}</tspan>', rows),
        *(inner, f"{node.noted:g}", node.essay.note),
    )
    return (
        format_html('<a href="{}">{}</a>', node.essay.url, drawn) if node.essay.url else format_html("<g>{}</g>", drawn)
    )

"""Template tags of the item analysis."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.analysis import Share
from assessments.analysis_words import sentence_of, title_of
from assessments.engine.analysis import Estimate, Group
from assessments.engine.telling import Flag
from overlook.cohorts import item_charts

register = template.Library()

MINUS = "\u2212"


@register.filter
def number(value: float | str | None) -> str:
    """Two decimals with a true minus; a dash where there is nothing, which templates also say as an empty text."""
    if value is None or isinstance(value, str):
        return "–"
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text


@register.filter
def span(found: Estimate | None) -> str:
    """The 95 % interval of a correlation."""
    return "–" if found is None else _("%(low)s to %(high)s") % {"low": number(found.low), "high": number(found.high)}


@register.filter
def share_span(found: Estimate | None) -> str:
    """The 95 % interval of a share."""
    return "–" if found is None else f"{found.low:.0%} – {found.high:.0%}"


@register.filter
def told(share: Share) -> str:
    """A share, or that its count is withheld."""
    return _("withheld") if share.share is None else f"{share.share:.0%}"


@register.filter
def title(flag: Flag) -> str:
    return f"{title_of(flag)} {flag.option}".strip()


@register.filter
def sentence(flag: Flag) -> str:
    return sentence_of(flag)


@register.simple_tag
def level_chart(found: Estimate | None) -> SafeString:
    return item_charts.level(found)


@register.simple_tag
def separation_chart(found: Estimate | None) -> SafeString:
    return item_charts.separation(found)


@register.simple_tag
def signed_scale() -> SafeString:
    return item_charts.signed_scale()


@register.simple_tag
def observed_chart(groups: Sequence[Group]) -> SafeString:
    return item_charts.observed(groups)

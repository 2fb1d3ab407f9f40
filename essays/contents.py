"""The sections of an essay, for the list at its head."""

import re
from collections.abc import Iterable, Mapping

from django.utils.safestring import SafeString, mark_safe

_HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_LINK = re.compile(r"</?a\b[^>]*>")


def contents(segments: Iterable[Mapping[str, str]]) -> list[tuple[str, SafeString]]:
    """Anchor and words of each second-level heading, in order; a link within a heading is only its words here."""
    html = "".join(segment.get("html", "") for segment in segments)
    return [(anchor, mark_safe(_LINK.sub("", words))) for anchor, words in _HEADING.findall(html)]  # noqa: S308 - cleaned at publish time

"""A short number for the words of a piece of HTML, which a browser makes from the same words in the page."""

import re
from html import unescape

_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_OFFSET, _PRIME = 2166136261, 16777619


def fingerprint(html: str) -> int:
    """The 32-bit FNV-1a hash of the text without its spaces, over UTF-16 units, as a script reads them.

    Source: Fowler, Noll, Vo, https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
    """
    text = _SPACE.sub("", unescape(_TAG.sub("", html)))
    units = text.encode("utf-16-le")
    found = _OFFSET
    for low, high in zip(units[::2], units[1::2], strict=True):
        found = ((found ^ (low | high << 8)) * _PRIME) & 0xFFFFFFFF
    return found

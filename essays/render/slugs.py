"""Names for headings."""

import re
import unicodedata

_ROLE = re.compile(r"\{[a-z]+\}`([^`]*)`")


def slugify(text: str) -> str:
    """``Which peak you see`` → ``which-peak-you-see``; empty headings are ``section``."""
    flat = unicodedata.normalize("NFKD", _ROLE.sub(r"\1", text)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", flat).strip("-") or "section"

"""The site's stylesheet as it is in one scheme, or on paper: its own rules, with what a browser decides decided.

A conditional group is either kept, unwrapped or dropped; no rule is written here, so that a preview cannot drift from
what readers get. Source: https://www.w3.org/TR/css-syntax-3/ (blocks, strings, comments), https://www.w3.org/TR/mediaqueries-5/.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from overlook.kit.assets import asset_path

LIGHT, DARK, PAPER = "light", "dark", "paper"
NAMES = (LIGHT, DARK, PAPER)

_STRING_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|/\*.*?\*/', re.DOTALL)
_SCHEME = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)
_MEDIUM = re.compile(r"\s*(?:only\s+)?(all|screen|print)\b\s*(?:and\b)?\s*", re.IGNORECASE)
_DECLARED = re.compile(r"color-scheme\s*:\s*light dark", re.IGNORECASE)


def sheet(name: str) -> str:
    """The stylesheet of that name; the site's own must have been built.

    Raises
    ------
    KeyError
        There is no sheet of that name.
    """
    if name not in NAMES:
        raise KeyError(name)
    return _sheet(settings.BUILD_DIR / "static" / asset_path(settings.BUILD_DIR, "site.css"), name)


@lru_cache(maxsize=2 * len(NAMES))
def _sheet(path: Path, name: str) -> str:
    # The file's name carries its content's hash, so a new build is a new entry. Its addresses are relative to it.
    own = _decided(path.read_text(encoding="utf-8"), name)
    return re.sub(r"url\((['\"]?)(?:\./)?(?!data:|/)", rf"url(\1{settings.STATIC_URL}", own)


def _decided(css: str, name: str) -> str:
    """The same rules for one scheme and medium. Paper is light: browsers print so."""
    scheme = DARK if name == DARK else LIGHT
    medium = "print" if name == PAPER else "screen"
    parts = []
    for prelude, block in _rules(css):
        if block is None:
            parts.append(prelude)
        elif not prelude.lstrip().lower().startswith("@media"):
            declared = _DECLARED.sub(f"color-scheme:{scheme}", block)
            parts.append(f"{prelude}{{{_decided(declared, name) if prelude.lstrip().startswith('@') else declared}}}")
        else:
            queries = prelude.strip()[len("@media") :].split(",")
            left = [query for query in (_query(one, scheme, medium) for one in queries) if query is not None]
            inner = _decided(block, name)
            if "" in left:
                parts.append(inner)
            elif left:
                parts.append(f"@media {', '.join(left)}{{{inner}}}")
    return "".join(parts)


def _query(query: str, scheme: str, medium: str) -> str | None:
    """What is left to decide of a media query: empty when it holds, None when it does not."""
    match = _MEDIUM.match(query)
    if match:
        if match[1].lower() not in ("all", medium):
            return None
        query = query[match.end() :]
    for wanted in _SCHEME.findall(query):
        if wanted.lower() != scheme:
            return None
    features = [part.strip() for part in re.split(r"\band\b", _SCHEME.sub("", query))]
    return " and ".join(part for part in features if part)


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Each rule as its prelude and what stands between its braces; a statement, or what is left, has no block."""
    # Braces in strings and comments are none: both are masked at their own length while blocks are looked for.
    masked = _STRING_OR_COMMENT.sub(lambda match: "_" * len(match[0]), css)
    start = depth = opened = 0
    for match in re.finditer(r"[{};]", masked):
        at = match.start()
        if match[0] == "{":
            opened = at if not depth else opened
            depth += 1
        elif match[0] == ";" and not depth:
            yield css[start : at + 1], None
            start = at + 1
        elif match[0] == "}" and depth:
            depth -= 1
            if not depth:
                yield css[start:opened], css[opened + 1 : at]
                start = at + 1
    yield css[start:], None

"""refs.bib and data/README.md: where things come from."""

import re
import unicodedata

import bibtexparser
from bibtexparser.bparser import BibTexParser

from essays.contract import Place, Problem, Reference

_WHERE = ("doi", "url", "journal", "booktitle", "publisher")
_ENTRY = re.compile(r"^@\w+\s*\{\s*([^,\s]+)", re.MULTILINE)
_ADDRESSES = frozenset({"doi", "url"})
# TeX's accents by the combining character that each is.
_ACCENTS = dict(
    zip("'`^\"~=.uvHckr", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0328\u030a", strict=True)
)
_ACCENTED = re.compile(r"\\(?:(['`^\"~=.])|([uvHckr])(?=[\s{]))\s*\{?\s*\\?([A-Za-z])\s*\}?")
_LETTERS = {"o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å"}
_LETTERS |= {"AA": "Å", "i": "ı"}
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i)(?![A-Za-z])\s?(?:\{\})?")


def references(text: str) -> tuple[dict[str, Reference], list[Problem]]:
    """The entries of refs.bib by key."""
    lines = {match[1]: text.count("\n", 0, match.start()) + 1 for match in _ENTRY.finditer(text)}
    parser = BibTexParser(common_strings=True, interpolate_strings=True)
    entries = bibtexparser.loads(text, parser).entries if text.strip() else []
    problems, found = [], {}
    for entry in entries:
        key, kind = entry["ID"], entry["ENTRYTYPE"]
        fields = {name: _plain(str(value), name) for name, value in entry.items() if name not in ("ID", "ENTRYTYPE")}
        line = lines.get(key, 1)
        missing = [name for name in ("author", "title", "year") if not fields.get(name)]
        if not any(fields.get(name) for name in _WHERE):
            missing.append(f"one of {', '.join(_WHERE)}")
        if missing:
            problems.append(Place("refs.bib", line).problem("reference", f"{key!r} lacks {', '.join(missing)}."))
        problems += [
            Place("refs.bib", line).problem("reference", f"{name!r} of {key!r} holds TeX that is not known: {value!r}.")
            for name, value in fields.items()
            if "\\" in value
        ]
        found[key] = Reference(key, kind, fields, line)
    lost = set(lines) - set(found)
    problems += [
        Place("refs.bib", lines[key]).problem("reference", f"{key!r} cannot be read.", "Mend its braces and commas.")
        for key in sorted(lost)
    ]
    return found, problems


def _plain(value: str, name: str) -> str:
    """A field as people read it: accents and letters of TeX as characters, without braces."""
    value = re.sub(r"\\([&%$#_])", r"\1", value)
    if name not in _ADDRESSES:
        value = _ACCENTED.sub(lambda found: found[3] + _ACCENTS[found[1] or found[2]], value)
        value = _LETTER.sub(lambda found: _LETTERS[found[1]], value)
        value = value.replace("---", "—").replace("--", "–").replace("~", "\u00a0")
    value = re.sub(r"\s+", " ", value.replace("{", "").replace("}", ""))
    return unicodedata.normalize("NFC", value).strip()


def licensed(readme: str) -> frozenset[str]:
    """The files that data/README.md names with both a licence and a source."""
    found = set()
    for section in re.split(r"^#+\s+", readme, flags=re.MULTILINE)[1:]:
        name = section.split("\n", 1)[0].strip().strip("`")
        if re.search(r"^Licence:\s*\S", section, re.MULTILINE) and re.search(r"^Source:\s*\S", section, re.MULTILINE):
            found.add(name)
    return frozenset(found)

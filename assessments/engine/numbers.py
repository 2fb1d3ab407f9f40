"""Numbers as people write them: read strictly, with a sentence for everything that could mean two things."""

import math
import re

from assessments.engine.sentences import Sentence, gettext_noop
from overlook.kit.errors import Invalid

MAXIMUM_LENGTH = 40
COMMA_LANGUAGES = frozenset(
    {"af", "bg", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl", "hr", "hu", "id", "is", "it", "lt"}
    | {"lv", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi"}
)
"""Languages whose decimal separator is a comma (CLDR); the form declares its language."""

_MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\ufe63": "-", "\uff0d": "-"})
_SPACES = re.compile("[\u00a0\u2009\u202f\u2007 ]")
_TIMES_TEN = re.compile(r"\s*[×x*·]\s*10\s*(?:\^|\*\*)\s*")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,4})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,' ])\d{3}(\1\d{3})*")
_GROUPED = re.compile(r"[+-]?\d{1,3}( \d{3})+(\.\d+)?")


def read_number(text: object, *, language: str = "en", field: str = "value") -> float:
    """The number that a person wrote.

    Accepts ``0.2``, ``.5``, ``1e-3``, ``2×10^3``, a Unicode minus, digits grouped by spaces, and a decimal comma where
    ``language`` has one. Refuses, with a sentence that says what to write instead: nothing, words, NaN and infinities,
    and separators that may mean thousands or decimals.

    Raises
    ------
    Invalid
        With ``fields={field: [sentence]}``.
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        try:
            return _finite(float(text), str(text), field)
        except OverflowError:
            raise _refused(field, gettext_noop("That number is too large to be read.")) from None
    if not isinstance(text, str) or not text.strip():
        raise _refused(field, gettext_noop("Give a number first."))
    written = text.strip()
    if len(written) > MAXIMUM_LENGTH:
        raise _refused(field, gettext_noop("A number has at most %(most)s characters here.", most=MAXIMUM_LENGTH))
    cleaned = _SPACES.sub(" ", written).translate(_MINUS).lower()
    cleaned = _TIMES_TEN.sub("e", cleaned)
    cleaned = _decimal_point(cleaned, written, decimal_comma=language.split("-")[0] in COMMA_LANGUAGES, field=field)
    if _GROUPED.fullmatch(cleaned):
        cleaned = cleaned.replace(" ", "")
    if not _PLAIN.fullmatch(cleaned):
        raise _refused(
            field,
            gettext_noop(
                "“%(written)s” is not a number that can be read. Write one such as 0.25, −3 or 1e-3.", written=written
            ),
        )
    return _finite(float(cleaned), written, field)


def _decimal_point(cleaned: str, written: str, *, decimal_comma: bool, field: str) -> str:
    """The text with a decimal point, or a refusal where a separator may mean two things."""
    if "," in cleaned and "." in cleaned:
        raise _refused(
            field,
            gettext_noop("“%(written)s” mixes a point and a comma. Leave thousands separators out.", written=written),
        )
    if "," in cleaned:
        if not decimal_comma or cleaned.count(",") > 1:
            return _comma_refused(cleaned, written, field)
        return cleaned.replace(",", ".")
    thousands = _THOUSANDS.fullmatch(cleaned)
    leading_zero = cleaned.lstrip("+-").startswith("0")
    if thousands and thousands[1] == "." and not leading_zero and (decimal_comma or cleaned.count(".") > 1):
        bare = cleaned.replace(".", "")
        raise _refused(
            field,
            gettext_noop(
                "“%(written)s” could mean %(bare)s or %(comma)s. Write %(bare)s, or use a comma.",
                written=written,
                bare=bare,
                comma=cleaned.replace(".", ",", 1),
            ),
        )
    return cleaned


def _comma_refused(cleaned: str, written: str, field: str) -> str:
    bare, point = cleaned.replace(",", ""), cleaned.replace(",", ".", 1)
    if _THOUSANDS.fullmatch(cleaned) and not cleaned.lstrip("+-").startswith("0"):
        raise _refused(
            field,
            gettext_noop(
                "“%(written)s” could mean %(bare)s or %(point)s. Write %(bare)s, or use a decimal point.",
                written=written,
                bare=bare,
                point=point,
            ),
        )
    raise _refused(field, gettext_noop("Write a decimal point instead of the comma in “%(written)s”.", written=written))


def _finite(value: float, written: str, field: str) -> float:
    if not math.isfinite(value):
        raise _refused(
            field,
            gettext_noop("“%(written)s” is not a finite number. Write one such as 0.25, −3 or 1e-3.", written=written),
        )
    return value


def _refused(field: str, sentence: Sentence) -> Invalid:
    return Invalid(sentence, fields={field: [sentence]})

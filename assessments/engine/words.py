"""Words as people write them: what does not change the meaning does not change the answer."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from assessments.engine.reading import Reader
from assessments.engine.sentences import gettext_noop
from overlook.kit.errors import Invalid

LONGEST = 200
_APART = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """The text in compatible letters without case, accents or punctuation, its words parted by one space.

    >>> normalised("  The “Minimum-Norm”  solution. ")
    'the minimum norm solution'
    """
    letters = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "").casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_APART.sub(" ", unicodedata.normalize("NFKC", bare)).split())


def read_words(text: object, *, field: str) -> str:
    """What a learner wrote, normalised.

    Raises
    ------
    Invalid
        With ``fields={field: [sentence]}``: nothing, no letter or digit at all, or too much.
    """
    if not isinstance(text, str) or not text.strip():
        sentence = gettext_noop("Write your answer first.")
    elif len(text) > LONGEST:
        sentence = gettext_noop("Write at most %(most)s characters.", most=LONGEST)
    elif "\0" in text or not normalised(text):
        sentence = gettext_noop("Write your answer in words; there are none that can be read.")
    else:
        return normalised(text)
    raise Invalid(sentence, fields={field: [sentence]})


def read_accepted(reader: Reader, name: str) -> list[str]:
    """``accept: [minimum norm, least norm]``: a list of the author's, normalised; a single text is a list of one."""
    found = reader.value(name)
    texts = [found] if isinstance(found, str) else found
    if (
        not isinstance(texts, list)
        or not texts
        or not all(isinstance(text, str) and normalised(text) for text in texts)
    ):
        if found is not None:
            reader.problem(name, "must be a text or a list of texts, with letters or digits in each.")
        return []
    return list(dict.fromkeys(normalised(text) for text in texts))


def among(given: str, accepted: list[str], dropped: list[str]) -> bool:
    """Whether it is one of them, when the words that do not matter are left out of both."""
    return _without(given, dropped) in [_without(text, dropped) for text in accepted]


def _without(text: str, dropped: list[str]) -> str:
    return " ".join(word for word in text.split() if word not in dropped) or text


def trapped(given: str, traps: list[Mapping[str, Any]], dropped: list[str]) -> Mapping[str, Any] | None:
    """The first trap that foresaw these words."""
    return next((trap for trap in traps if among(given, trap["accept"], dropped)), None)

"""What a leaf says to a learner: a message id with its values. The room puts it into the learner's language.

Leaves know no Django, so they cannot translate; but `makemessages` finds what they say by the name of this function.
"""

from typing import Self


class Sentence(str):
    """A sentence in English that remembers its template and values."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, values: dict[str, object]) -> Self:
        sentence = super().__new__(cls, template % values if values else template)
        sentence.template = template
        sentence.values = values
        return sentence


def gettext_noop(template: str, /, **values: object) -> Sentence:
    """``gettext_noop("Keep to %(low)s or more.", low=3)``: said now, translated at the edge."""
    return Sentence(template, values)

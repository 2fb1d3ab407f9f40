"""What leaves say, in the reader's language: they give message ids and values, the room translates."""

from django.utils.translation import gettext

from assessments.engine.sentences import Sentence
from overlook.kit.errors import Invalid


def in_our_language(refusal: Invalid) -> Invalid:
    """The same refusal with every sentence of a leaf translated."""
    fields = {name: [translated(sentence) for sentence in sentences] for name, sentences in refusal.fields.items()}
    return Invalid(translated(refusal.message), code=refusal.error_code, fields=fields)


def translated(sentence: str) -> str:
    if not isinstance(sentence, Sentence):
        return sentence
    template = gettext(sentence.template)
    return template % sentence.values if sentence.values else template

"""The flags of an item analysis in plain words, with what to do about them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.engine import telling
from assessments.engine.telling import Flag

TITLES: Mapping[str, str | Promise] = {
    telling.MIS_KEYED: _("perhaps mis-keyed"),
    telling.AGAINST: _("works against the others"),
    telling.WEAK: _("hardly separates"),
    telling.ATTRACTIVE: _("draws the strong"),
    telling.GUESSING: _("like guessing"),
    telling.EASY: _("very easy"),
    telling.HARD: _("very hard"),
    telling.UNUSED: _("idle options"),
    telling.LOWERS: _("lowers reliability"),
}
SENTENCES: Mapping[str, str | Promise] = {
    telling.MIS_KEYED: _(
        "Perhaps the key is wrong: learners who do well on the other questions choose option %(option)s here, and get "
        "less for it. Check the key; a regrade mends the past."
    ),
    telling.AGAINST: _(
        "Learners who do well on the other questions do worse here. Read the question as they may have read it."
    ),
    telling.WEAK: _(
        "It hardly separates learners who do well on the other questions from those who do not: it may be about "
        "something else, or be unclear."
    ),
    telling.ATTRACTIVE: _(
        "Option %(option)s draws learners who do well on the other questions. Look whether it is right in a way that "
        "was not meant."
    ),
    telling.GUESSING: _("What learners get here cannot be told from guessing."),
    telling.EASY: _("Almost everybody answers it rightly at once, so it says little about anybody."),
    telling.HARD: _("Hardly anybody answers it rightly at once. Is it taught before it is asked?"),
    telling.UNUSED: _(
        "Nobody chooses %(option)s, and what nobody chooses does no work. Put a mistake there that is made."
    ),
    telling.LOWERS: _("The other questions together measure more reliably without it."),
}


def title_of(flag: Flag) -> str:
    return str(TITLES[flag.code])


def sentence_of(flag: Flag) -> str:
    return str(SENTENCES[flag.code]) % {"option": flag.option}

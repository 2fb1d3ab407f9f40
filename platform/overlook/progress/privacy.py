"""What the learning record holds about a person."""

from django.utils.translation import gettext_lazy as _

from overlook.accounts.privacy import Declaration

_WHAT = {
    "Outcome": _("every scored answer of yours"),
    "LearnerObjective": _("where you stand on each objective"),
    "LearnerMisconception": _("which wrong ideas your answers showed"),
    "LearnerDay": _("the days on which you answered"),
    "ReviewLog": _("when you recalled what, and how well"),
    "ReviewCard": _("when you should meet each objective again"),
    "XpEntry": _("the points you earned, and for what"),
    "BadgeAward": _("the badges you reached"),
    "WeeklyGoal": _("on how many days a week you mean to practise"),
}

DECLARATIONS = [
    Declaration(f"progress.{model}", "learner__user", what, "de-identified") for model, what in _WHAT.items()
]

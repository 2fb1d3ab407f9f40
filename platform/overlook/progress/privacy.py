"""What the learning record holds about a person."""

from django.utils.translation import gettext_lazy as _

from overlook.accounts.privacy import Declaration

_WHAT = {
    "Outcome": _("every scored answer of yours"),
    "LearnerObjective": _("where you stand on each objective"),
    "LearnerMisconception": _("which wrong ideas your answers showed"),
    "LearnerDay": _("the days on which you answered"),
}

DECLARATIONS = [
    Declaration(f"progress.{model}", "learner__user", what, "de-identified") for model, what in _WHAT.items()
]

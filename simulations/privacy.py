"""What simulations hold about a person."""

from django.utils.translation import gettext_lazy as _

from overlook.accounts.privacy import Declaration

DECLARATIONS = [
    Declaration(
        "simulations.DataSet",
        "learner__user",
        _("the data that you brought"),
        "deleted",
        secret=("salt", "content"),
        also=("csv",),
    ),
    Declaration("simulations.Run", "learner__user", _("the runs that you asked for"), "de-identified"),
    Declaration("simulations.FairShare", "learner__user", _("the computing time that you were given"), "de-identified"),
    Declaration("simulations.ChallengePlay", "learner__user", _("your games"), "de-identified", secret=("seed",)),
]

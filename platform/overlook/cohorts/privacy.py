"""What cohorts hold about a person."""

from django.utils.translation import gettext_lazy as _

from overlook.accounts.privacy import Declaration

DECLARATIONS = [
    Declaration("cohorts.Enrolment", "user", _("your seats in cohorts"), "deleted"),
    Declaration(
        "cohorts.Extension", "enrolment__user", _("extensions given to you"), "deleted", secret=("granted_by",)
    ),
    Declaration("cohorts.Extension", "granted_by", _("extensions that you gave"), "de-identified"),
    Declaration("cohorts.JoinTries", "user", _("how often you tried join codes lately"), "deleted"),
    Declaration("cohorts.FlagSettled", "settled_by", _("flags that you dealt with as an instructor"), "de-identified"),
    Declaration(
        "cohorts.FlagSettled",
        "enrolment__user",
        _("flags about you that an instructor dealt with"),
        "deleted",
        secret=("settled_by",),
    ),
    Declaration("cohorts.BoardSeat", "enrolment__user", _("the boards that you chose to be on"), "deleted"),
]

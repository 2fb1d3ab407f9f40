"""What assessments hold about a person."""

from django.utils.translation import gettext_lazy as _

from overlook.accounts.privacy import Declaration

DECLARATIONS = [
    Declaration("assessments.Attempt", "learner__user", _("your attempts at questions"), "de-identified"),
    Declaration("assessments.AttemptSlot", "attempt__learner__user", _("the questions you met"), "de-identified"),
    Declaration("assessments.Response", "attempt__learner__user", _("every answer of yours"), "de-identified"),
    Declaration(
        "assessments.Draft", "slot__attempt__learner__user", _("answers that you have not given yet"), "de-identified"
    ),
    Declaration(
        "assessments.PendingScore", "response__attempt__learner__user", _("answers being graded"), "de-identified"
    ),
    Declaration("assessments.Score", "response__attempt__learner__user", _("the scores you got"), "de-identified"),
    Declaration("assessments.HintTaken", "slot__attempt__learner__user", _("the hints you took"), "de-identified"),
]

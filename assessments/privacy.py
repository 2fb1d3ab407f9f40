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
    Declaration("assessments.Grade", "learner__user", _("your grades"), "de-identified"),
    Declaration(
        "assessments.GradeRevision",
        "grade__learner__user",
        _("every change of your grades, and why"),
        "de-identified",
        secret=("by",),
    ),
    Declaration("assessments.GradeRevision", "by", _("grades that you set by hand"), "de-identified"),
    Declaration("assessments.Regrade", "by", _("regrades that you made"), "de-identified"),
    Declaration("assessments.RegradeUndo", "by", _("regrades that you took back"), "de-identified"),
    Declaration("assessments.Outbox", "learner__user", _("grades to be told to other systems"), "de-identified"),
]

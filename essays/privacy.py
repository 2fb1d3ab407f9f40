"""What essays hold about a person."""

from django.utils.translation import gettext_lazy as _

from overlook.accounts.privacy import Declaration

DECLARATIONS = [
    Declaration("essays.Reading", "learner__user", _("how far you read in each essay"), "de-identified"),
    Declaration("essays.Reveal", "learner__user", _("the predictions whose outcome you saw"), "de-identified"),
    Declaration(
        "essays.Suggestion", "learner__user", _("edits that you suggested"), "de-identified", secret=("digest", "key")
    ),
    Declaration(
        "essays.SuggestionEvent",
        "suggestion__learner__user",
        _("what became of the edits that you suggested"),
        "de-identified",
        secret=("by",),
    ),
    Declaration("essays.SuggestionEvent", "by", _("what you decided about suggested edits"), "de-identified"),
]

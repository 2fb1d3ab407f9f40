"""The form that asks for a regrade, and the one that agrees to its table."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Regrade
from assessments.regrade_selectors import Met

POLICIES = [
    (Regrade.Policy.BEST, _("The better of both scores: nobody falls")),
    (Regrade.Policy.REPLACE, _("The new score, even where it is lower")),
    (Regrade.Policy.FULL, _("Full credit for every answer")),
    (Regrade.Policy.DROP, _("Leave the question out, where that does not lower")),
]


class ProposalForm(forms.Form):
    """Which answers are scored anew, and how. What is shown is a dry run."""

    seen = forms.TypedChoiceField(label=_("Answers to"), coerce=int)
    policy = forms.ChoiceField(
        label=_("What counts"), choices=POLICIES, initial=Regrade.Policy.BEST, widget=forms.RadioSelect
    )
    mended = forms.TypedChoiceField(label=_("Score them by"), coerce=int, required=False, empty_value=None)
    may_lower = forms.BooleanField(
        label=_("Grades may fall; leaving the question out then does so for everybody"),
        required=False,
    )

    def __init__(self, *args: Any, met: tuple[Met, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answered = [(each.version.number, _said(each)) for each in met if each.answers]
        known = [(each.version.number, _named(each)) for each in met]
        self.fields["seen"].choices = answered  # type: ignore[attr-defined]
        self.fields["mended"].choices = known  # type: ignore[attr-defined]
        older = [each.version.number for each in met if each.answers and not each.present]
        self.fields["seen"].initial = older[-1] if older else None
        self.fields["mended"].initial = next((each.version.number for each in met if each.present), None)


class AgreementForm(ProposalForm):
    """The same again, with the hash of the table that was seen and a reason."""

    agreed = forms.CharField(max_length=64)
    note = forms.CharField(max_length=500, required=False)


def _named(each: Met) -> str:
    words = {"number": each.version.number, "date": f"{each.version.created_at:%Y-%m-%d}"}
    if each.present:
        return gettext("version %(number)s of %(date)s, present") % words
    return gettext("version %(number)s of %(date)s") % words


def _said(each: Met) -> str:
    return gettext("%(version)s: %(count)s answers") % {"version": _named(each), "count": each.answers}

"""Forms of the cohort pages: shape only; the verbs decide."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overlook.accounts.forms import zones
from overlook.cohorts.models import Role


class WallTimeField(forms.Field):
    """A naive wall time, as ``<input type=datetime-local>`` sends it: the zone is the cohort's, not the browser's."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        if isinstance(value, datetime):
            return value
        try:
            wall = datetime.fromisoformat(str(value))
        except ValueError as error:
            raise forms.ValidationError(_("Write a date and a time, such as 2026-11-27T23:59.")) from error
        if wall.tzinfo is not None or not 2000 <= wall.year <= 2200:
            raise forms.ValidationError(_("Write a date and a time without a zone, such as 2026-11-27T23:59."))
        return wall


class CohortForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Such as “Statistics 2, autumn”."))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, help_text=_("Due dates are wall time there."))


class JoinForm(forms.Form):
    code = forms.CharField(
        label=_("Join code"), max_length=40, help_text=_("Eight letters and digits, from your instructor.")
    )


class AssignForm(forms.Form):
    essay = forms.ChoiceField(label=_("Essay"))
    opens = WallTimeField(label=_("Opens"))
    due = WallTimeField(label=_("Due"))
    closes = WallTimeField(
        label=_("Closes"),
        required=False,
        help_text=_("Empty: work stays possible after the due date, and is marked late."),
    )

    def __init__(self, *args: Any, essays: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["essay"].choices = essays  # type: ignore[attr-defined]


class SettingsForm(CohortForm):
    inactive_days = forms.IntegerField(label=_("Days without an answer while work is due"), min_value=1, max_value=365)
    wrong_in_a_row = forms.IntegerField(
        label=_("Wrong answers on one objective without a success"), min_value=1, max_value=365
    )
    confident_and_wrong = forms.IntegerField(label=_("Answers that were sure and wrong"), min_value=1, max_value=365)
    assignments_behind = forms.IntegerField(label=_("Assignments behind the median"), min_value=1, max_value=365)


class SeatForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    time_multiplier = forms.DecimalField(
        label=_("Time multiplier"),
        min_value=1,
        max_value=10,
        max_digits=4,
        decimal_places=2,
        help_text=_("1.5 gives half as much time again in everything that is timed."),
    )


class FlagForm(forms.Form):
    seat = forms.CharField(max_length=16)
    reason = forms.CharField(max_length=40)
    evidence = forms.CharField(max_length=160)
    snooze = forms.BooleanField(required=False)

"""Forms of the cohort pages: shape only; the verbs decide."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
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


class CreditField(forms.CharField):
    """Numbers from 0 to 1, parted by semicolons or spaces; a comma parts them too, unless it is a decimal one."""

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").strip()
        parts = text.replace(";", " ").replace(", ", " ").split() if text else []
        if len(parts) == 1 and parts[0].count(",") > 0 and "." in parts[0]:
            parts = parts[0].split(",")
        try:
            return [Decimal(part.strip(",").replace(",", ".")) for part in parts]
        except InvalidOperation as error:
            raise forms.ValidationError(_("Write numbers from 0 to 1, such as: 1; 0.5; 0.25")) from error


class PaperForm(AssignForm):
    """A paper: what is asked, when, and how it may be taken."""

    questions = forms.ChoiceField(
        label=_("Questions"),
        choices=[("post-test", _("the post-test of the essay")), ("all", _("all questions of the essay"))],
    )
    minutes = forms.IntegerField(
        label=_("Time limit in minutes"),
        min_value=1,
        max_value=1440,
        required=False,
        help_text=_("Empty: no limit. A learner's time multiplier applies, also to a sitting that is under way."),
    )
    sittings = forms.IntegerField(
        label=_("How often it may be taken"),
        min_value=1,
        max_value=50,
        required=False,
        initial=1,
        help_text=_("Empty: as often as one likes."),
    )
    keep = forms.ChoiceField(
        label=_("Which one counts"), choices=[("best", _("the best")), ("last", _("the last"))], initial="best"
    )
    feedback = forms.ChoiceField(
        label=_("Feedback and results"),
        choices=[
            ("after-attempt", _("after handing in")),
            ("after-close", _("after the closing, when nobody can answer any more")),
            ("at-once", _("at once, after each answer")),
        ],
        initial="after-attempt",
    )
    tries = forms.IntegerField(
        label=_("Tries at each question"),
        min_value=1,
        max_value=50,
        required=False,
        initial=1,
        help_text=_("More than one only with feedback at once. Empty: as many as one likes."),
    )
    credit = CreditField(
        label=_("What each try earns"),
        required=False,
        help_text=_("Such as: 1; 0.5; 0.25. With feedback at once it counts tries at a question, else sittings."),
    )
    shuffle = forms.BooleanField(label=_("Shuffle the questions for each sitting"), required=False, initial=True)
    fresh = forms.BooleanField(
        label=_("New numbers in each sitting, where a question has variants"), required=False, initial=True
    )
    review = forms.BooleanField(label=_("Look over all answers before handing in"), required=False, initial=True)

    field_order = ["essay", "questions", "opens", "due", "closes"]


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


class PercentField(forms.Field):
    """A grade as a person writes it: 0 to 100, up to four decimals, a comma or a point, with or without the sign."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 8})

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").replace("%", "").strip().replace(",", ".")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not 0 <= number <= 100 or number != round(number, 4):
            raise forms.ValidationError(_("Write a number from 0 to 100, such as 87.5."))
        return number


class GradeForm(forms.Form):
    value = PercentField(label=_("Grade, %"), required=False)
    note = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        help_text=_("A sentence. It is kept with the grade and is part of the learner's own data."),
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    lift = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("lift") and given.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Write a grade from 0 to 100, or let the answers speak."))
        return given

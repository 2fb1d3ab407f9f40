"""Forms of the account pages."""

from typing import ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from overlook.accounts.models import User
from overlook.accounts.tokens import MAX_DAYS, scopes_on_offer


def zones() -> list[tuple[str, str]]:
    """The IANA zones that a person may live in, ``UTC`` first."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, help_text=_("Your due dates are shown in it."))

    class Meta:
        model = User
        fields: ClassVar = ["name", "time_zone"]
        help_texts: ClassVar = {"name": _("Your instructors see it. Leave it empty to be shown by e-mail address.")}


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Where the token is used, such as “notebook”."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(scopes_on_offer().items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("Days until it expires"), min_value=1, max_value=MAX_DAYS, initial=90)


class EraseForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("Type it in full, so that this cannot happen by a slip.")
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.user = user

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.user.email:
            raise forms.ValidationError(_("This is not the address of your account."))
        return email

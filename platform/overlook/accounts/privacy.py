"""What is stored about a person, table by table: how it is exported and what erasure does to it.

Each room declares its own tables in a module ``privacy.py`` with ``DECLARATIONS``; a test fails when a model that
points to a user or a learner is declared nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from django.apps import apps
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overlook.accounts.models import User


@dataclass(frozen=True)
class Declaration:
    """One table that holds something about people.

    Parameters
    ----------
    model
        ``app.Model``.
    person
        Lookup from a row to its user, such as ``learner__user``.
    what
        One phrase for the person whose data it is.
    erasure
        ``deleted`` with the account, or ``de-identified``: kept, hanging on a learner that is nobody.
    secret
        Fields that are not handed out: secrets, and what belongs to somebody else.
    also
        Attributes that are handed out besides the fields, such as a readable form of stored bytes.
    """

    model: str
    person: str
    what: str | Promise
    erasure: Literal["deleted", "de-identified"]
    secret: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def rows(self, user: User) -> Iterator[dict[str, Any]]:
        model: type[Model] = apps.get_model(self.model)
        for row in model._default_manager.filter(**{self.person: user.pk}).order_by("pk"):
            fields = [field.name for field in model._meta.concrete_fields if field.name not in self.secret]
            values = model_to_dict(row, fields=fields)
            values |= {name: getattr(row, name) for name in fields if name not in values and _plain(row, name)}
            yield values | {name: getattr(row, name) for name in self.also}


def declarations() -> list[Declaration]:
    """Every declaration of every installed room, in the order of the rooms."""
    found: list[Declaration] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.privacy"
        if find_spec(name) is not None:
            found += getattr(import_module(name), "DECLARATIONS", [])
    return found


def export_of(user: User, *, at: datetime) -> dict[str, Any]:
    """All rows about ``user``, by table."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for declaration in declarations():
        tables.setdefault(declaration.model, []).extend(declaration.rows(user))
    return {"about": user.email, "exported_at": at, "tables": tables}


def _plain(row: Model, name: str) -> bool:
    return not row._meta.get_field(name).is_relation


DECLARATIONS = [
    Declaration("accounts.User", "pk", _("your account"), "deleted", secret=("password",)),
    Declaration("accounts.Membership", "user", _("the organisations that you teach in"), "deleted"),
    Declaration("accounts.ExternalIdentity", "user", _("sign-ins from other systems"), "deleted"),
    Declaration("accounts.Learner", "user", _("the learner whose record is yours"), "de-identified"),
    Declaration("accounts.PersonalToken", "user", _("names of your API tokens"), "deleted"),
    Declaration("account.EmailAddress", "user", _("your e-mail addresses"), "deleted"),
    Declaration(
        "account.EmailConfirmation", "email_address__user", _("confirmations sent"), "deleted", secret=("key",)
    ),
    Declaration("mfa.Authenticator", "user", _("your second factors"), "deleted", secret=("data",)),
    Declaration("usersessions.UserSession", "user", _("where you are signed in"), "deleted", secret=("session_key",)),
    Declaration(
        "oauth2_provider.AccessToken", "user", _("your API tokens"), "deleted", secret=("token", "token_checksum")
    ),
    Declaration(
        "oauth2_provider.RefreshToken",
        "user",
        _("tokens of other sites"),
        "deleted",
        secret=("token", "token_checksum"),
    ),
    Declaration(
        "oauth2_provider.Application",
        "user",
        _("API clients that you registered"),
        "deleted",
        secret=("client_secret",),
    ),
    Declaration("oauth2_provider.Grant", "user", _("sign-ins to API clients under way"), "deleted", secret=("code",)),
    Declaration(
        "oauth2_provider.DeviceGrant",
        "user",
        _("devices that asked to sign in as you"),
        "deleted",
        secret=("device_code", "user_code"),
    ),
    Declaration("oauth2_provider.IDToken", "user", _("identity tokens given out"), "deleted", secret=("jti",)),
    Declaration("admin.LogEntry", "user", _("what you changed in the site's administration"), "deleted"),
]

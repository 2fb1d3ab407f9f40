"""Verbs about API tokens: hashed at rest, scoped, expiring, revocable; shown once."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.db import transaction
from oauth2_provider.models import AccessToken, set_token_value

from overlook.accounts.models import PersonalToken, User
from overlook.kit.errors import Invalid, NotFound

PREFIX = "overlook_"
MAX_DAYS = 366
MAX_TOKENS = 20


def scopes_on_offer() -> dict[str, str]:
    """Every scope with what it lets a token do."""
    return cast("dict[str, str]", settings.OAUTH2_PROVIDER["SCOPES"])


@transaction.atomic
def issue_token(*, user: User, name: str, scopes: Sequence[str], days: int, at: datetime) -> tuple[PersonalToken, str]:
    """Make a token. The second value is the token itself, which is nowhere stored: show it once.

    Raises
    ------
    Invalid
        An unknown scope or none, a lifetime outside 1…366 days, an empty name, or twenty tokens already.
    """
    known = scopes_on_offer()
    problems: dict[str, list[str]] = {}
    if not name.strip():
        problems["name"] = ["Give the token a name that tells you where it is used."]
    if not scopes or not set(scopes) <= set(known):
        problems["scopes"] = [f"Choose at least one of: {', '.join(known)}."]
    if not 1 <= days <= MAX_DAYS:
        problems["days"] = [f"A token lives 1 to {MAX_DAYS} days."]
    if problems:
        raise Invalid("The token was not made.", fields=problems)
    if PersonalToken.objects.filter(user=user).count() >= MAX_TOKENS:
        raise Invalid(f"There are {MAX_TOKENS} tokens already. Revoke one that you no longer use.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken(user=user, scope=" ".join(dict.fromkeys(scopes)), expires=at + timedelta(days=days))
    set_token_value(token, secret)
    token.save()
    return PersonalToken.objects.create(user=user, name=name.strip()[:80], token=token, created_at=at), secret


@transaction.atomic
def revoke_token(*, user: User, ref: str) -> None:
    """Forget a token at once. One that is not this user's is not found."""
    try:
        personal = PersonalToken.objects.select_related("token").get(user=user, ref=ref)
    except PersonalToken.DoesNotExist as error:
        raise NotFound("There is no such token.") from error
    personal.token.delete()

"""People for the account tests."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from overlook.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "a heron stands very still"


def person(name: str = "anna") -> User:
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.capitalize())
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def client_of(user: User | None = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def found(pattern: str, text: str) -> str:
    """The first group of the first match, which must be there."""
    match = re.search(pattern, text)
    assert match, f"no {pattern} in {text[:500]}"
    return match[1]


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": password})

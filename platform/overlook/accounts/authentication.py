"""Who is calling the API: a bearer token, or the site's own session."""

from typing import Any

from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class TokenAuthentication(OAuth2Authentication):  # type: ignore[misc]  # the toolkit ships no types
    """A personal token or a client's, by ``Authorization: Bearer`` only: an address ends in logs, a header does not.

    A token that is presented and not good is refused; it never turns into an anonymous request.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        if not request.headers.get("Authorization", "").lower().startswith("bearer"):
            return None
        found: tuple[Any, Any] | None = super().authenticate(request)
        if found is None:
            raise AuthenticationFailed("This token is unknown, expired or revoked.", code="token-invalid")
        user, token = found
        if user is None or not user.is_active:
            raise AuthenticationFailed("This token belongs to nobody who may sign in.", code="token-invalid")
        return user, token


class SiteSessionAuthentication(SessionAuthentication):
    """The session of the site, guarded by Django's CSRF check."""

"""Hooks into django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from overlook.accounts.models import User
from overlook.accounts.services import claim_learner, learner_for
from overlook.accounts.sessions import anonymous_learner, forget_anonymous
from overlook.kit.clock import now


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types for its adapters
    """Sign-up and sign-in as we want them."""

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and claim what was done in this browser before: every way in (sign-up, passkey, code) ends here."""
        anonymous = anonymous_learner(request)
        super().login(request, user)
        forget_anonymous(request)
        if anonymous is None:
            learner_for(user)
        else:
            claim_learner(anonymous=anonymous, user=user, at=now())

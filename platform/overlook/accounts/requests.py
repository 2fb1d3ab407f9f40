"""The request of a view behind ``login_required``, for the type checker: its user is one of ours."""

from django.http import HttpRequest

from overlook.accounts.models import User


class PersonRequest(HttpRequest):
    user: User

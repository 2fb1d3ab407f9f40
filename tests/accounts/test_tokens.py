"""API tokens: hashed, scoped, expiring, revocable, shown once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from oauth2_provider.models import AccessToken
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from overlook.accounts.models import PersonalToken
from overlook.accounts.tokens import issue_token
from overlook.kit.clock import now
from overlook.kit.errors import Invalid
from tests.accounts.cast import client_of, found, person

pytestmark = pytest.mark.django_db


class Echo(APIView):
    """An endpoint that asks for nothing in particular."""

    def get(self, request: Request) -> Response:
        return Response({"who": str(request.user.pk)})

    post = get


class Taught(Echo):
    required_scopes = ("cohorts.read",)


def call(secret, view=Echo, method="get"):
    headers = {"Authorization": f"Bearer {secret}"}
    request = RequestFactory().generic(method.upper(), "/", "{}", content_type="application/json", headers=headers)
    request.session = SessionStore()
    response = view.as_view()(request)
    response.render()
    return response


def issue(user=None, scopes=("read",), days=30, at=None):
    return issue_token(user=user or person(), name="notebook", scopes=scopes, days=days, at=at or now())


def test_the_token_is_nowhere_in_the_database():
    _token, secret = issue()
    for model in apps.get_models():
        for row in model._default_manager.all():
            assert secret not in str(vars(row)), model
    assert AccessToken.objects.get().token == ""


def test_a_token_acts_as_its_user():
    user = person()
    _token, secret = issue(user)
    assert call(secret).data == {"who": str(user.pk)}


@pytest.mark.parametrize(
    ("scopes", "view", "method", "status"),
    [
        (["read"], Echo, "get", 200),
        (["read"], Echo, "post", 403),
        (["write"], Echo, "post", 200),
        (["write"], Echo, "get", 403),
        (["read", "write"], Taught, "get", 403),
        (["cohorts.read"], Taught, "get", 200),
        (["cohorts.read"], Taught, "post", 200),
    ],
)
def test_a_token_does_what_its_scopes_say(scopes, view, method, status):
    _token, secret = issue(scopes=scopes)
    response = call(secret, view, method)
    assert response.status_code == status
    if status == 403:
        assert response.data["code"] == "scope-missing"


def test_an_expired_a_revoked_and_an_unknown_token_are_refused_not_taken_for_nobody():
    token, revoked = issue()
    token.token.delete()
    _token, expired = issue(person("ben"), at=now() - timedelta(days=31))
    for secret in (revoked, expired, "overlook_unknown", "", "a b"):
        response = call(secret)
        assert response.status_code == 401, secret
        assert response.data["code"] == "authentication-failed" or response.data["code"] == "token-invalid"
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_the_token_of_somebody_who_may_not_sign_in_is_refused():
    user = person()
    _token, secret = issue(user)
    user.is_active = False
    user.save()
    assert call(secret).status_code == 401


def test_a_token_in_the_address_is_not_looked_at():
    _token, secret = issue()
    request = RequestFactory().get("/", {"access_token": secret})
    request.session = SessionStore()
    response = Echo.as_view()(request)
    assert response.data == {"who": "None"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read", "root"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
    ],
)
def test_what_is_wrong_with_a_token_is_said_by_field_and_none_is_made(change, field):
    with pytest.raises(Invalid) as refusal:
        issue_token(**{"user": person(), "name": "n", "scopes": ["read"], "days": 1, "at": now(), **change})
    assert list(refusal.value.fields) == [field]
    assert not AccessToken.objects.exists()


def test_the_page_shows_a_new_token_once_and_revokes_it():
    user = person()
    client = client_of(user)
    made = client.post("/me/tokens", {"name": "notebook", "scopes": ["read", "write"], "days": "30"})
    secret = found(r"<code>(overlook_[\w-]+)</code>", made.content.decode())
    assert made["Cache-Control"].startswith("max-age=0")
    assert call(secret, method="post").status_code == 200
    assert secret not in client.get("/me/tokens").content.decode()
    client.post(f"/me/tokens/{PersonalToken.objects.get().ref}/revoke")
    assert call(secret).status_code == 401
    assert not AccessToken.objects.exists()


def test_nobody_revokes_the_token_of_somebody_else():
    token, secret = issue()
    assert client_of(person("ben")).post(f"/me/tokens/{token.ref}/revoke").status_code == 404
    assert client_of().post(f"/me/tokens/{token.ref}/revoke").status_code == 302
    assert call(secret).status_code == 200


def test_the_command_prints_a_token_with_the_scopes_asked_for():
    user, out = person(), StringIO()
    call_command("token", "ANNA@example.org", scopes=["read", "cohorts.read"], days=5, stdout=out)
    assert call(out.getvalue().strip(), Taught).status_code == 200
    token = PersonalToken.objects.get(user=user)
    assert token.token.scope == "read cohorts.read"
    assert timedelta(days=4) < token.token.expires - now() <= timedelta(days=5)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["nobody@example.org"], "Nobody has an account"), (["anna@example.org", "--days", "999"], "1 to 366 days")],
)
def test_the_command_says_why_it_made_none(arguments, sentence):
    person()
    with pytest.raises(CommandError, match=sentence):
        call_command("token", *arguments)

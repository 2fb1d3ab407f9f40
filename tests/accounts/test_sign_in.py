"""The sign-in set: every page on our own base, under the strict policy, with or without the cache."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache.backends.locmem import LocMemCache

from overlook.accounts.models import User
from overlook.kit.cache import SteadyRedisCache
from tests.accounts.cast import PASSWORD, client_of, found, person, sign_in

pytestmark = pytest.mark.django_db

ENTRANCE = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/"]
MANAGE = [
    "/me/account",
    "/me/tokens",
    "/me/data",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/logout/",
]
GUARDED = ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/generate/"]


def check_page(body: str) -> None:
    assert '<main id="main"' in body
    assert body.count("<h1") == 1
    assert " style=" not in body
    assert not re.search(r" on[a-z]+=", body)
    for tag in re.findall(r"<script[^>]*>", body):
        assert "src=" in tag or 'type="application/json"' in tag
    for field in re.findall(r"<(?:input|select|textarea)[^>]*>", body):
        if 'type="hidden"' in field or 'type="submit"' in field:
            continue
        name = re.search(r' id="([^"]+)"', field)
        assert name, field
        assert f'for="{name.group(1)}"' in body, field


@pytest.mark.parametrize("address", ENTRANCE)
def test_every_page_at_the_entrance_is_ours_and_labelled(address):
    answer = client_of().get(address)
    assert answer.status_code == 200
    check_page(answer.content.decode())


@pytest.mark.parametrize("address", MANAGE)
def test_every_page_about_oneself_is_ours_and_labelled(address):
    client, user = client_of(), person()
    sign_in(client, user)
    answer = client.get(address)
    assert answer.status_code == 200, answer.get("Location")
    check_page(answer.content.decode())


def confirm(client, address: str):
    """Give the password again, as the library asks before anything about second factors."""
    asked = client.get(address)
    assert asked.url.startswith("/accounts/reauthenticate/")
    check_page(client.get(asked.url).content.decode())
    return client.post(asked.url, {"password": PASSWORD}, follow=True)


@pytest.mark.parametrize("address", GUARDED[:2])
def test_second_factors_are_set_up_only_after_the_password_was_given_again(address):
    client, user = client_of(), person()
    sign_in(client, user)
    answer = confirm(client, address)
    assert answer.redirect_chain[-1][0] == address
    check_page(answer.content.decode())


@pytest.mark.parametrize("address", MANAGE)
def test_pages_about_oneself_ask_for_a_sign_in_first(address):
    answer = client_of().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/") or address == "/accounts/logout/"


def test_signing_up_in_lower_case_and_signing_in_in_any_case():
    client_of().post("/accounts/signup/", {"email": "New.Reader@Example.ORG", "password1": PASSWORD})
    user = User.objects.get()
    assert user.email == "new.reader@example.org"
    client = client_of()
    answer = client.post("/accounts/login/", {"login": "NEW.reader@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me")


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123"])
def test_a_weak_password_is_refused_at_its_field(password):
    answer = client_of().post("/accounts/signup/", {"email": "new@example.org", "password1": password})
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not User.objects.exists()


def test_an_address_that_is_taken_makes_no_second_account():
    person()
    answer = client_of().post("/accounts/signup/", {"email": "ANNA@example.org", "password1": PASSWORD})
    assert "already registered" in answer.content.decode()
    assert User.objects.count() == 1


def test_asking_for_a_new_password_does_not_tell_who_has_an_account():
    person()
    answers = [
        client_of().post("/accounts/password/reset/", {"email": email})
        for email in ("anna@example.org", "nobody@example.org")
    ]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, "/accounts/password/reset/done/")
    }
    assert [letter.to for letter in mail.outbox] == [["anna@example.org"], ["nobody@example.org"]]
    assert all(letter.subject.startswith("Overlook: ") for letter in mail.outbox)


def test_a_forgotten_password_is_reset_by_mail():
    user = person()
    client_of().post("/accounts/password/reset/", {"email": user.email})
    link = found(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    client = client_of()
    form = client.get(link, follow=True)
    check_page(form.content.decode())
    fresh = "an otter floats on its back"
    client.post(form.redirect_chain[-1][0], {"password1": fresh, "password2": fresh})
    assert sign_in(client_of(), user, fresh).status_code == 302


def test_an_address_is_changed_only_after_its_link_was_followed():
    client, user = client_of(), person()
    sign_in(client, user)
    client.post("/accounts/email/", {"email": "anna.new@example.org", "action_add": ""})
    assert "waiting for you to follow the link" in client.get("/accounts/email/").content.decode()
    user.refresh_from_db()
    assert user.email == "anna@example.org"
    link = next(
        found(r"http://testserver(/\S+confirm-email\S+)", str(letter.body))
        for letter in mail.outbox
        if "anna.new@example.org" in letter.to
    )
    client.post(link)
    user.refresh_from_db()
    assert user.email == "anna.new@example.org"


def test_a_second_factor_is_set_up_and_then_asked_for():
    client, user = client_of(), person()
    sign_in(client, user)
    page = confirm(client, "/accounts/2fa/totp/activate/").content.decode()
    secret = found(r'value="([A-Z2-7]{16,})"', page)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert answer.status_code == 302
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    check_page(client.get("/accounts/2fa/recovery-codes/").content.decode())
    fresh = client_of()
    asked = sign_in(fresh, user)
    assert asked.url == "/accounts/2fa/authenticate/"
    check_page(fresh.get(asked.url).content.decode())
    assert fresh.get("/me/account").status_code == 302
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert fresh.post(asked.url, {"code": recovery}).headers["Location"] == "/me"
    assert fresh.get("/me/account").status_code == 200


def test_other_sessions_are_listed_and_ended():
    user = person()
    here, there = client_of(), client_of()
    sign_in(here, user)
    sign_in(there, user)
    here.post("/accounts/sessions/")
    assert there.get("/me/account").status_code == 302
    assert here.get("/me/account").status_code == 200


def test_trying_passwords_is_slowed_down():
    user = person()
    client = client_of()
    answers = [sign_in(client, user, f"wrong {number}") for number in range(8)]
    assert answers[-1].status_code == 429 or "Too many failed" in answers[-1].content.decode()
    assert "_auth_user_id" not in client.session
    sign_in(client, user)
    assert "_auth_user_id" not in client.session


def test_with_the_cache_away_people_still_sign_in(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "overlook.kit.cache.SteadyRedisCache",
            "LOCATION": "unix:///nowhere/to/be/found.sock",
        }
    }
    client, user = client_of(), person()
    assert sign_in(client, user, "wrong").status_code == 200
    assert sign_in(client, user).url == "/me"
    assert client.get("/me/account").status_code == 200


def test_a_cache_that_is_away_forgets_and_does_not_fail():
    away = SteadyRedisCache("unix:///nowhere/to/be/found.sock", {})
    assert away.get("a", "default") == "default"
    assert away.add("a", 1) is True
    away.set("a", 1)
    assert away.get_many(["a"]) == {}
    assert away.delete("a") is False
    assert away.incr("a") == 1
    assert LocMemCache("here", {}).get("a") is None


def test_name_and_time_zone_are_kept_and_a_place_that_does_not_exist_is_refused():
    user = person()
    client = client_of(user)
    assert client.post("/me/account", {"name": "Anna B.", "time_zone": "Europe/Berlin"}).status_code == 302
    assert client.post("/me/account", {"name": "Anna B.", "time_zone": "Mars/Olympus"}).status_code == 422
    user.refresh_from_db()
    assert (user.name, user.time_zone) == ("Anna B.", "Europe/Berlin")

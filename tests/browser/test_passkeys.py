"""Passkeys in a real browser, under the strict content policy: add one, sign in with it, and be told when it fails."""

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.cast import PASSWORD, person
from tests.browser.conftest import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server) -> str:
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def authenticator(page):
    """A key that the browser pretends to have, and whose owner always says yes."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return protocol, added["authenticatorId"]


def test_a_passkey_is_added_and_then_signs_in_without_a_password(page, site, authenticator):
    user = person()
    page.goto(f"{site}/accounts/login/")
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    page.click(".button")
    page.wait_for_url("**/me")
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    page.click("main .button")
    page.fill("#id_name", "Laptop")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    page.goto(f"{site}/accounts/2fa/webauthn/")
    assert "Laptop" in page.inner_text("main")
    page.goto(f"{site}/accounts/logout/")
    page.click("main .button")
    page.goto(f"{site}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/me")
    assert faults(page) == []


def test_without_a_passkey_the_page_says_what_happened(page, site, authenticator):
    protocol, key = authenticator
    protocol.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto(f"{site}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_selector(".passkey-trouble:not([hidden])")
    assert "No passkey was used" in page.inner_text(".passkey-trouble")
    assert page.url.endswith("/accounts/login/")

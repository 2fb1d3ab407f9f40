"""A form whose answer cannot be kept says so below itself, and keeps what was typed."""

import psycopg
import pytest
from django.db.utils import OperationalError

from assessments.models import Response
from tests.assessments.conftest import publish_specimen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_answer_that_cannot_be_kept_is_told_below_the_form_and_sent_again_later(
    page, live_server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise OperationalError("connection refused") from psycopg.OperationalError("connection refused")

    publish_specimen()
    page.goto(f"{live_server.url}/items/dd/the-threshold")
    page.locator("input[name=option]").first.check()
    with monkeypatch.context() as patched:
        patched.setattr("assessments.services.answer_item", away)
        page.locator(".item button.button").click()
        page.wait_for_selector("form .errors[role=alert]")
    assert "What you typed is still here" in page.locator(".errors").inner_text()
    assert page.locator("input[name=option]").first.is_checked()

    page.locator(".item button.button").click()
    page.wait_for_selector(".feedback")
    assert page.locator(".errors").count() == 0
    assert Response.objects.count() == 1

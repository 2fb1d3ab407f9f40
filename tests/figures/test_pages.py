"""The base page and the error pages, which must stand when nothing else does."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory, override_settings

from overlook.kit import views
from overlook.kit.errors import Conflict, Invalid, TooMany
from overlook.kit.middleware import DomainErrorMiddleware

SHARED = """{% extends "kit/shared.html" %}{% block title %}T{% endblock %}{% block main %}<h1>T</h1>{% endblock %}"""
BASE = SHARED.replace("shared", "base")


class Untouchable:
    """A session or user that fails when it is looked at."""

    def __getattr__(self, name):
        raise AssertionError(f"touched: {name}")

    def __bool__(self):
        raise AssertionError("touched")


@pytest.fixture
def request_without_anything():
    request = RequestFactory().get("/nowhere")
    for name in ("session", "user"):
        setattr(request, name, Untouchable())
    return request


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views.bad_request, 400),
        (views.permission_denied, 403),
        (views.csrf_failure, 403),
        (views.page_not_found, 404),
        (views.server_error, 500),
    ],
)
def test_an_error_page_renders_without_database_session_or_cache(request_without_anything, view, status):
    # No `db` fixture here: any query fails the test.
    with override_settings(CACHES={"default": {"BACKEND": "no.such.cache"}}):
        response = view(request_without_anything)
    assert response.status_code == status
    page = response.content.decode()
    assert page.count("<h1>") == 1
    assert 'href="/"' in page


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (Invalid("The ridge is negative.", fields={"params.ridge": ["It must be 0 or more."]}), "Not possible"),
        (Conflict("It is closed."), "Not possible"),
        (TooMany("Wait a minute.", retry_after=60), "Not so fast"),
    ],
)
def test_a_refusal_is_a_page_with_its_sentence(request_without_anything, error, title):
    response = DomainErrorMiddleware(lambda _: None).process_exception(request_without_anything, error)  # type: ignore[arg-type, return-value]
    assert response is not None
    page = response.content.decode()
    assert response.status_code == error.status
    assert error.message in page
    assert title in page
    assert all(sentence in page for sentences in error.fields.values() for sentence in sentences)
    assert response.get("Retry-After") == (str(error.retry_after) if error.retry_after else None)


def rendered(template, request, **context):
    return engines["django"].from_string(template).render(context, request)


def test_a_shared_page_looks_at_nobody(request_without_anything):
    page = rendered(SHARED, request_without_anything)
    assert 'hx-get="/account-bar"' in page
    assert "Sign out" not in page


def test_every_page_has_a_skip_link_a_main_and_one_navigation():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = rendered(BASE, request, nav="simulations")
    assert page.index('class="skip" href="#main"') < page.index("<nav")
    assert page.count("<main") == page.count("<nav") == 1
    assert '<a href="/simulations" aria-current="page">' in page
    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')


@pytest.mark.django_db
def test_the_personal_part_of_the_bar_is_never_cached_by_others(client):
    response = client.get("/account-bar")
    assert "no-store" in response["Cache-Control"]
    assert "Sign in" in response.content.decode()
    assert not response.cookies

"""Health, metrics and the API's own description."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client, override_settings
from redis.exceptions import ConnectionError as Away

from overlook.kit import pulse
from overlook.ops import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker(monkeypatch):
    """A broker that answers; the real one is met in test_site."""

    class Broker:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def ping(self):
            return True

        def llen(self, name):
            return 2

    cache.delete("pulse:worker")
    monkeypatch.setattr(health, "broker_client", Broker)


def test_live_asks_for_nothing_but_an_answer(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live")
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_ready_with_a_worker_that_gives_signs_is_ok(client, broker):
    pulse.beat("worker")
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"database": "ok", "broker": "ok", "worker": "ok"}}


def test_ready_with_a_silent_worker_is_degraded_and_still_serves(client, broker):
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["worker"] == "silent"


def test_ready_without_a_broker_is_unavailable(client, monkeypatch):
    def away():
        raise Away("no socket")

    monkeypatch.setattr(health, "broker_client", away)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"


def test_metrics_are_refused_to_everybody_else(client):
    learner = get_user_model().objects.create_user("reader@example.org")
    assert client.get("/metrics").status_code == 403
    client.force_login(learner)
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


@override_settings(METRICS_TOKEN="scrape-me")
def test_metrics_open_to_the_token_and_name_routes_not_paths(client, broker):
    client.get("/accounts/password/reset/key/1-secretsecret/")
    response = client.get("/metrics", headers={"Authorization": "Bearer scrape-me"})
    text = response.content.decode()
    assert response.status_code == 200
    assert 'overlook_up{part="database"} 1.0' in text
    assert "overlook_tasks_waiting 6.0" in text
    assert "secretsecret" not in text
    assert client.get("/metrics", headers={"Authorization": "Bearer scrape-mf"}).status_code == 403


def test_metrics_open_to_staff(client, broker):
    client.force_login(get_user_model().objects.create_superuser("staff@example.org"))
    assert client.get("/metrics").status_code == 200


def test_the_log_line_of_a_request_holds_its_route_and_nothing_of_the_person(client, caplog):
    with caplog.at_level("INFO", logger="overlook.requests"):
        client.get("/accounts/password/reset/key/1-secretsecret/?email=ada@example.org")
    assert "GET /accounts/password/reset/key/" in caplog.text
    assert "secretsecret" not in caplog.text
    assert "ada@example.org" not in caplog.text


def test_a_request_id_is_kept_when_harmless_and_made_when_not(client):
    assert client.get("/health/live", headers={"X-Request-ID": "abc-123"})["X-Request-ID"] == "abc-123"
    assert "<" not in client.get("/health/live", headers={"X-Request-ID": "<script>"})["X-Request-ID"]


def test_the_schema_is_openapi_3_1_and_public(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/api/v1/schema")
    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.1")
    assert "Set-Cookie" not in response


def test_the_index_lists_every_address_that_needs_no_reference(client):
    body = client.get("/api/v1/").json()
    assert body["documentation"] == "/api/v1/docs"
    schema = client.get(body["schema"]).json()
    assert sorted(body["collections"].values()) == sorted(p for p in schema["paths"] if "{" not in p)


def test_the_docs_page_holds_no_inline_script_and_no_inline_style(client):
    response = client.get("/api/v1/docs")
    html = response.content.decode()
    assert response.status_code == 200
    assert "<style" not in html
    assert "style=" not in html
    assert html.count("<script") == html.count("<script src=") == 2


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v2/", "/api/v1/runs/nothing/here/at/all"])
def test_an_unknown_address_of_the_api_is_problem_json(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not-found"


def test_an_address_with_a_nul_is_refused(client):
    for address in ("/api/v1/runs/a%00b", "/api/v1/?q=%00"):
        response = client.get(address)
        assert (response.status_code, response.json()["code"]) == (400, "bad-request")
    assert client.get("/e/a%00b").status_code == 400


def test_an_unhandled_error_of_the_api_is_problem_json(monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("broken")

    monkeypatch.setattr("overlook.ops.api.IndexView.get", broken)
    response = Client(raise_request_exception=False).get("/api/v1/")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "internal"
    assert "broken" not in response.content.decode()

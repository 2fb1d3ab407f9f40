"""What a reader meets while the database or Redis is away: published essays are read, the rest says so plainly."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.db.utils import OperationalError, ProgrammingError
from django.test import Client

from assessments.models import Response
from essays import pages, standby
from overlook.kit.database import is_away
from tests.essays.conftest import SLUG

ANSWER = f"/items/{SLUG}/what-is-a-knot"


@contextmanager
def database_away() -> Iterator[None]:
    """Every query fails as it does when PostgreSQL cannot be reached."""

    def refuse(*_: object) -> None:
        raise OperationalError("connection refused") from psycopg.OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has just started."""
    fresh = standby.Standby()
    for module in ("essays.pages", "essays.selectors", "essays.sharing"):
        monkeypatch.setattr(f"{module}.standby", fresh)
    # Nor does it keep a page that another test made of the same essay.
    monkeypatch.setattr("essays.sharing._pages", OrderedDict())


def test_a_process_that_knows_the_essays_serves_them_without_the_database(published: str, client: Client) -> None:
    pages.warm()
    with database_away():
        home, essay = client.get("/"), client.get(f"/e/{SLUG}")
        numbers, figure = client.get(f"/e/{SLUG}/numbers"), client.get(f"/e/{SLUG}?fig=fig-story&k=3")
    assert [answer.status_code for answer in (home, essay, numbers, figure)] == [200] * 4
    assert essay["Cache-Control"] == "public, max-age=5"
    for page in (home, essay):
        assert "Our record is away just now" in page.content.decode()


def test_the_page_is_the_ordinary_one_again_when_the_database_is_back(
    published: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "_REST_SECONDS", 0.0)
    before = client.get(f"/e/{SLUG}")
    with database_away():
        away = client.get(f"/e/{SLUG}", headers={"If-None-Match": before["ETag"]})
    after = client.get(f"/e/{SLUG}")
    assert (away.status_code, after["ETag"], after.content) == (200, before["ETag"], before.content)
    assert "Our record is away" not in after.content.decode()


def test_a_process_that_knows_nothing_says_that_the_record_is_away(published: str, client: Client) -> None:
    with database_away():
        answer = client.get(f"/e/{SLUG}")
    assert answer.status_code == 503
    assert "Our database does not answer just now" in answer.content.decode()
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("10", "no-store")


def test_while_it_is_away_the_database_is_not_asked_by_every_reader(published: str, client: Client) -> None:
    pages.warm()
    asked: list[object] = []

    def refuse(*arguments: object) -> None:
        asked.append(arguments)
        raise OperationalError("refused") from psycopg.OperationalError("refused")

    with connection.execute_wrapper(refuse):
        for _ in range(5):
            assert client.get(f"/e/{SLUG}").status_code == 200
    assert len(asked) == 1


@pytest.mark.parametrize("path", ["/me", f"/e/{SLUG}/predict/first-guess", "/simulations/double-descent", ANSWER])
def test_personal_pages_say_that_the_record_is_away(
    published: str, client: Client, path: str, ask_for: Callable[..., None]
) -> None:
    ask_for(client)
    pages.warm()
    with database_away():
        answer = client.get(path)
    assert answer.status_code == 503
    assert "The record is away" in answer.content.decode()


@pytest.fixture
def ask_for(django_user_model) -> Callable[..., None]:
    """Sign a reader in, so that each page has something personal to look for."""
    return lambda client: client.force_login(django_user_model.objects.create_user("reader@example.org"))


def test_a_form_of_a_page_is_told_below_itself_and_a_part_of_a_page_stays_away(published: str, client: Client) -> None:
    pages.warm()
    fragment = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
    with database_away():
        sent = client.post(ANSWER, {"option": "a"}, headers=fragment)
        part = client.get(f"/e/{SLUG}/predict/first-guess", headers=fragment)
    assert (sent.status_code, sent["HX-Retarget"], sent["HX-Reswap"]) == (503, "this", "beforeend")
    assert 'role="alert"' in sent.content.decode()
    assert "<html" not in sent.content.decode()
    assert part.status_code in (204, 503)


def test_the_api_says_the_same_as_a_problem(published: str, client: Client) -> None:
    with database_away():
        answer = client.get("/api/v1/runs/abcdefghij", HTTP_AUTHORIZATION="Bearer abc")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "unavailable"


def test_a_mistake_of_ours_is_not_taken_for_a_database_that_is_away() -> None:
    assert not is_away(ValueError("no"))
    assert not is_away(OperationalError("by hand"))
    missing = ProgrammingError("no table")
    missing.__cause__ = psycopg.errors.UndefinedTable("no table")
    assert not is_away(missing)


def test_without_redis_essays_are_read_and_answers_are_kept(published: str, client: Client, settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "overlook.kit.cache.SteadyRedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
            "OPTIONS": {"socket_connect_timeout": 1},
        }
    }
    assert client.get(f"/e/{SLUG}").status_code == 200
    option = re.search(r'name="option" value="([^"]+)"', client.get(ANSWER).content.decode())
    assert option
    sent = client.post(ANSWER, {"option": option[1]}, headers={"Sec-Fetch-Site": "same-origin"})
    assert sent.status_code == 302, sent.content.decode()
    assert Response.objects.count() == 1

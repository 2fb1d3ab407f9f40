"""Reviews and tests over the API: the same question, the same turn, the same refusals as on the page."""

from datetime import timedelta

import pytest
from django.test import Client

from assessments.models import Response
from overlook.accounts.models import User
from overlook.kit.clock import now
from overlook.progress.models import ReviewCard
from tests.essays.conftest import SLUG
from tests.essays.test_review import RIGHT, answer_all

ASK, ANSWER = "/api/v1/me/reviews/next", "/api/v1/me/reviews/answers"


@pytest.fixture
def reader(published: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody signed in, who has answered everything, for whom all of it is due."""
    user = User.objects.create_user("ada@example.org")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(ASK).status_code == 204
    answer_all(client)
    ReviewCard.objects.update(due_at=now() - timedelta(days=1), last_at=now() - timedelta(days=30))
    for module in ("essays.asking.questions", "overlook.progress.choosing"):
        monkeypatch.setattr(f"{module}.may_be_asked", lambda met, at: True)
    return client


def send(client: Client, body: object, key: str = "k"):
    return client.post(ANSWER, body, content_type="application/json", headers={"Idempotency-Key": key})


def test_a_review_is_asked_and_answered(reader):
    asked = reader.get(ASK).json()
    assert (asked["essay"], asked["turn"], asked["reason"], len(asked["why"])) == (SLUG, 1, "due", 2)
    assert "feedback" not in str(asked["question"])
    option = next(one["id"] for one in asked["question"]["options"] if RIGHT[asked["item"]] in one["text"])
    body = {name: asked[name] for name in ("essay", "item", "turn", "version")} | {"answer": {"option": option}}
    told = send(reader, body)
    assert (told.status_code, told.json()["feedback"]["state"]) == (201, "right")
    assert send(reader, body).status_code == 200
    assert send(reader, body, "another").status_code == 409
    assert Response.objects.filter(attempt__context="review").count() == 1


def test_what_cannot_be_read_or_is_not_there_is_refused(reader):
    asked = reader.get(ASK).json()
    body = {name: asked[name] for name in ("essay", "item", "turn")}
    assert send(reader, {**body, "answer": {}}).status_code == 422
    assert send(reader, {**body, "answer": {"option": "x"}, "item": "first-guess"}).status_code == 404
    assert send(reader, {**body, "answer": {"option": "x"}}, key="").status_code == 422
    assert Client().get(ASK).status_code in (401, 403)


def test_the_tests_of_an_essay_are_told_with_their_state(reader):
    body = reader.get(f"/api/v1/essays/{SLUG}/tests").json()
    assert [(one["kind"], one["standing"], one["questions"]) for one in body["tests"]] == [
        ("pre", "past", 1),
        ("post", "ready", 1),
        ("delayed", "waiting", 1),
    ]
    assert body["gains"] == []
    assert reader.get("/api/v1/essays/nothing/tests").status_code == 404

"""One's own record over the API: standing, reviews, points, badges, the week, confidence."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from overlook.accounts.models import User
from overlook.accounts.services import learner_for
from overlook.accounts.tokens import issue_token
from overlook.kit.clock import now
from overlook.progress import services

pytestmark = pytest.mark.django_db
OWN = ["progress", "reviews", "xp", "badges", "confidence", "week"]


@pytest.fixture
def client(db) -> Client:
    services.publish_objectives(essay="dd", objectives={"dd-a": "Do a."}, misconceptions={})
    user = User.objects.create_user("ada@example.org", time_zone="Europe/Berlin")
    for number in range(5):
        services.record_outcome(
            learner=learner_for(user),
            objectives=["dd-a"],
            source=f"r{number}",
            item=f"dd/{number}",
            first_try=True,
            fraction=Decimal(1),
            confidence="sure",
            misconception="",
            context="personal",
            at=now() - timedelta(days=90),
        )
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_reviews_points_badges_and_confidence(client):
    reviews = client.get("/api/v1/me/reviews").json()
    assert reviews["due"] == 1
    assert (reviews["results"][0]["objective"], reviews["results"][0]["reviews"]) == ("dd-a", 5)
    assert 0 < reviews["results"][0]["recall"] < 0.95
    ledger = client.get("/api/v1/me/xp").json()
    assert (ledger["points"], ledger["results"][0]["reason"], ledger["results"][0]["source"]) == (
        100,
        "mastery",
        "dd-a",
    )
    (badge,) = client.get("/api/v1/me/badges").json()["results"]
    assert (badge["kind"], badge["objective"], badge["essay"]) == ("secure", "dd-a", "dd")
    said = {word["word"]: word for word in client.get("/api/v1/me/confidence").json()["words"]}
    assert (said["sure"]["answers"], said["sure"]["share"], said["guess"]["share"]) == (5, 1.0, None)


def test_the_week_is_ones_own_and_the_goal_holds_from_monday(client):
    week = client.get("/api/v1/me/week").json()
    assert (week["time_zone"], week["goal"], week["weeks"], len(week["days"])) == ("Europe/Berlin", 3, 0, 7)
    goal = client.put("/api/v1/me/week", {"days": 5}, content_type="application/json")
    assert (goal.status_code, goal.json()["days"]) == (200, 5)
    assert client.get("/api/v1/me/week").json()["goal"] == 3
    refused = client.put("/api/v1/me/week", {"days": 8}, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "days")


@pytest.mark.parametrize("name", OWN)
def test_it_is_nobody_elses_and_is_not_stored_on_the_way(client, name):
    assert Client().get(f"/api/v1/me/{name}").status_code in (401, 403)
    assert client.get(f"/api/v1/me/{name}")["Cache-Control"] == "no-store"


def test_a_token_that_may_read_reads_and_may_not_set_the_goal(client):
    user = User.objects.get()
    _token, secret = issue_token(user=user, name="notebook", scopes=["read"], days=1, at=now())
    bearer = Client(headers={"Authorization": f"Bearer {secret}"})
    assert [bearer.get(f"/api/v1/me/{name}").status_code for name in OWN] == [200] * 6
    assert bearer.put("/api/v1/me/week", {"days": 5}, content_type="application/json").status_code == 403

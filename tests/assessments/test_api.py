"""Attempts over the API: open, answer, hand in, read."""

from typing import Any

import pytest
from django.test import Client

from assessments.models import Attempt, Response
from assessments.simulated import possible_answers
from tests.assessments.conftest import raw_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(ada) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def post(client, path, body=None, key=None, **more):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers, **more)


@pytest.fixture
def opened(client, bank) -> dict[str, Any]:
    found: dict[str, Any] = post(client, "attempts", {"assessment": "dd"}).json()
    return found


def test_an_attempt_is_opened_once_and_shows_every_question(client, bank, opened):
    assert opened["state"] == "open"
    assert [item["item"] for item in opened["items"]] == [item["id"] for item in raw_bank()]
    assert {option["text"] for option in opened["items"][0]["question"]["options"]} == {
        "At 39 hinges",
        "At 41 hinges",
        "It never peaks",
    }
    again = post(client, "attempts", {"assessment": "dd"})
    assert (again.status_code, again.json()["id"]) == (201, opened["id"])
    assert again["Location"] == f"/api/v1/attempts/{opened['id']}"
    assert Attempt.objects.count() == 1


def test_every_type_can_be_answered_to_full_marks(client, opened):
    for item in opened["items"]:
        fields = possible_answers("dd", item["item"])[0].fields
        body = {"item": item["item"], "answer": fields, "confidence": "sure", "version": item["version"]}
        answered = post(client, f"attempts/{opened['id']}/responses", body, key=item["item"])
        assert answered.status_code == 201
        assert answered.json()["feedback"]["fraction"] == "1.000000"
    read = client.get(f"/api/v1/attempts/{opened['id']}").json()
    assert [item["feedback"]["state"] for item in read["items"]] == ["right"] * len(raw_bank())


def test_reading_an_attempt_costs_a_fixed_number_of_queries(client, opened, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        client.get(f"/api/v1/attempts/{opened['id']}")


def test_the_same_key_is_the_same_answer_and_with_another_it_is_422(client, opened):
    right, wrong = (possible.fields for possible in possible_answers("dd", "the-threshold")[:2])
    path = f"attempts/{opened['id']}/responses"
    first = post(client, path, {"item": "the-threshold", "answer": right}, key="k")
    again = post(client, path, {"item": "the-threshold", "answer": right}, key="k")
    other = post(client, path, {"item": "the-threshold", "answer": wrong}, key="k")
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert again.json() == {**first.json(), "repeated": True}
    assert other.json()["code"] == "idempotency-mismatch"
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "key", "status", "field"),
    [
        ({"item": "the-threshold", "answer": {"option": "zzz"}}, "k", 422, "option"),
        ({"item": "the-threshold", "answer": {}}, "k", 422, "option"),
        ({"item": "the-threshold", "answer": "39"}, "k", 422, "answer"),
        ({"item": "the-threshold"}, "k", 422, "answer"),
        ({"answer": {}}, "k", 422, "item"),
        ({"item": "nothing", "answer": {}}, "k", 404, None),
        ({"item": "largest-step", "answer": {"value": "1,234"}}, "k", 422, "value"),
        ({"item": "largest-step", "answer": {"value": 10**400}}, "k", 422, "value"),
        ({"item": "largest-step", "answer": {"value": 1, "unit": {}}}, "k", 422, "unit"),
        ({"item": "draw-it", "answer": {"y": [1, 2]}}, "k", 422, "y"),
        ({"item": "draw-it", "answer": {"y": [1] * 7 + ["high"]}}, "k", 422, "y-7"),
        ({"item": "mark-the-peak", "answer": {"x": 0, "y": 1}}, "k", 422, "x"),
        ({"item": "largest-step", "answer": {"value": 1}, "confidence": "very"}, "k", 422, "confidence"),
        ({"item": "largest-step", "answer": {"value": 1}}, None, 422, "Idempotency-Key"),
        ({"item": "largest-step", "answer": {"value": 1}}, "x" * 101, 422, "idempotency_key"),
        ({"item": "largest-step", "answer": {"value": 1}, "version": "beef"}, "k", 422, None),
    ],
)
def test_hostile_answers_are_refused_with_the_field_named(client, opened, body, key, status, field):
    answered = post(client, f"attempts/{opened['id']}/responses", body, key=key)
    assert answered.status_code == status
    assert answered["Content-Type"] == "application/problem+json"
    problem = answered.json()
    assert problem["code"]
    if field:
        assert field in [error["field"] for error in problem["errors"]]
    assert Response.objects.count() == 0


def test_broken_json_is_400_and_nan_is_no_json(client, opened):
    path = f"/api/v1/attempts/{opened['id']}/responses"
    for body in ("{", "[]", '{"item": "largest-step", "answer": {"value": NaN}}', '"x"'):
        answered = client.post(path, body, content_type="application/json", headers={"Idempotency-Key": "k"})
        assert answered.status_code == 400


def test_an_attempt_that_is_handed_in_takes_no_more_answers(client, opened):
    closed = post(client, f"attempts/{opened['id']}/submit").json()
    assert closed["state"] == "submitted"
    assert post(client, f"attempts/{opened['id']}/submit").json()["closed_at"] == closed["closed_at"]
    body = {"item": "largest-step", "answer": {"value": 1}}
    answered = post(client, f"attempts/{opened['id']}/responses", body, key="k")
    assert (answered.status_code, answered.json()["code"]) == (409, "attempt-closed")
    assert post(client, "attempts", {"assessment": "dd"}).json()["number"] == 2


def test_an_unknown_assessment_is_404_and_a_shapeless_one_422(client, bank):
    assert post(client, "attempts", {"assessment": "nothing"}).status_code == 404
    assert post(client, "attempts", {"assessment": "no slug!"}).status_code == 422
    assert post(client, "attempts", {}).status_code == 422


def test_progress_shows_the_standing_with_its_evidence(client, opened):
    fields = possible_answers("dd", "the-threshold")[0].fields
    post(client, f"attempts/{opened['id']}/responses", {"item": "the-threshold", "answer": fields}, key="k")
    read = client.get("/api/v1/me/progress")
    assert "no-store" in read["Cache-Control"]
    found = {row["objective"]: row for row in read.json()["objectives"]}
    assert (found["locate-threshold"]["evidence"], found["locate-threshold"]["last"]) == (1, "✓")
    assert (found["locate-threshold"]["state"], found["locate-threshold"]["estimate"]) == ("not-enough-evidence", None)
    assert found["read-curvature"]["evidence"] == 0


def test_progress_needs_somebody(bank):
    assert Client().get("/api/v1/me/progress").status_code == 401

"""What a hostile or careless client may send: each a clear 4xx that names the field."""

import json

import pytest
from django.test import Client

from overlook.accounts.models import Learner
from simulations.models import Run
from tests.assessments.conftest import raw_bank

RUN = {"simulation": "double-descent", "params": {"family": "spline"}, "seeds": 8}


@pytest.fixture
def api(world):
    """Somebody with a token; errors are answers here, not exceptions."""
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {world.token}"})


@pytest.fixture
def runs(world):
    return Run.objects.count()


def post(client, path, body, **headers):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(path, data=text, content_type="application/json", headers=headers)


def fields(answer):
    assert answer["Content-Type"] == "application/problem+json"
    assert all(error["message"] for error in answer.json()["errors"])
    return {error["field"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"params": {"family": "spline", "ridge": [-1]}}, "params.ridge"),
        ({"params": {"family": "spline", "ridge": [1e300]}}, "params.ridge"),
        ({"params": {"family": "spline", "ridge": "much"}}, "params.ridge"),
        ({"params": {"family": "spline", "ridge": {"a": 1}}}, "params.ridge"),
        ({"params": {"family": "spline", "ridge": [0.1] * 10_000}}, "params.ridge"),
        ({"params": {"family": "gaussian", "n": 10**400}}, "params.n"),
        ({"params": {"family": "gaussian", "n": 2.5}}, "params.n"),
        ({"params": {"family": "gaussian", "n": True}}, "params.n"),
        ({"params": {"family": "gaussian", "n": None}}, "params.n"),
        ({"params": {"family": "nothing"}}, "params.family"),
        ({"params": {"family": ["spline"]}}, "params.family"),
        ({"params": {"family": "spline", "surprise": 1}}, "params.surprise"),
        ({"params": [1, 2]}, "params"),
        ({"params": "spline"}, "params"),
        ({"seeds": 0}, "seeds"),
        ({"seeds": -8}, "seeds"),
        ({"seeds": 10**12}, "seeds"),
        ({"seeds": 10**400}, "seeds"),
        ({"seeds": 1.5}, "seeds"),
        ({"seeds": "all"}, "seeds"),
        ({"seeds": None}, "seeds"),
        ({"simulation": "unknown"}, "simulation"),
        ({"simulation": "../double-descent"}, "simulation"),
        ({"simulation": "x" * 10_000}, "simulation"),
        ({"simulation": 5.5}, "simulation"),
        ({"simulation": None}, "simulation"),
    ],
    ids=lambda value: value if isinstance(value, str) else json.dumps(value)[:60],
)
def test_a_wrong_value_is_refused_and_its_field_named(api, runs, change, field):
    answer = post(api, "/api/v1/runs", {**RUN, **change})
    assert answer.status_code == 422, answer.content
    assert any(name == field or name.startswith(f"{field}.") for name in fields(answer)), answer.json()
    assert Run.objects.count() == runs


@pytest.mark.parametrize("missing", ["simulation", "seeds"])
def test_a_missing_field_is_named(api, missing):
    body = {name: value for name, value in RUN.items() if name != missing}
    answer = post(api, "/api/v1/runs", body)
    assert answer.status_code == 422
    assert fields(answer) == {missing}


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[1, 2]",
        '"text"',
        "null",
        '{"seeds": NaN}',
        '{"seeds": Infinity}',
        '{"seeds": ' + "9" * 5000 + "}",
        '{"simulation": "\\u0000"}',
        '{"simulation": "\\ud800"}',
        "[" * 100_000,
        b"\xff\xfe{}",
    ],
    ids=lambda body: repr(body)[:30],
)
@pytest.mark.parametrize("path", ["/api/v1/runs", "/api/v1/attempts"])
def test_what_cannot_be_parsed_is_400_with_a_sentence(api, path, body):
    answer = post(api, path, body)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"]


@pytest.mark.parametrize("path", ["/api/v1/runs", "/api/v1/attempts"])
def test_an_oversized_body_is_413(api, path):
    answer = post(api, path, {"simulation": "x" * 600_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_an_oversized_form_is_413(world):
    client = Client(raise_request_exception=False, headers={"Sec-Fetch-Site": "same-origin"})
    item = raw_bank()[0]["id"]
    assert client.post(f"/items/dd/{item}", {"value": "1" * 600_000}).status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
def test_another_content_type_is_415(api, kind):
    answer = api.post("/api/v1/runs", data=json.dumps(RUN), content_type=kind)
    assert answer.status_code == 415
    assert answer["Content-Type"] == "application/problem+json"


def test_another_method_is_405(api):
    answer = api.put("/api/v1/runs", data="{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")


def test_a_key_replayed_with_another_body_is_refused_and_named(api, world):
    first = post(api, "/api/v1/runs", RUN, **{"Idempotency-Key": "one"})
    again = post(api, "/api/v1/runs", RUN, **{"Idempotency-Key": "one"})
    other = post(api, "/api/v1/runs", {**RUN, "seeds": 9}, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert (other.status_code, fields(other)) == (422, {"Idempotency-Key"})


@pytest.mark.parametrize("key", ["x" * 10_000, "\x7f\x01"])
def test_a_strange_key_is_refused_and_named(api, key):
    answer = post(api, "/api/v1/runs", RUN, **{"Idempotency-Key": key})
    assert answer.status_code in (201, 422)
    if answer.status_code == 422:
        assert fields(answer) == {"Idempotency-Key"}


@pytest.mark.parametrize("room", ["runs", "attempts", "cohorts"])
@pytest.mark.parametrize("tail", ["", "/events", "/result", "/code", "/dashboard", "/learners", "/results"])
def test_what_is_somebody_elses_cannot_be_told_from_what_is_not_there(api, world, room, tail):
    theirs = api.get(f"/api/v1/{room}/{world.foreign[room][0]}{tail}")
    nowhere = api.get(f"/api/v1/{room}/{'2' * 16}{tail}")
    assert (theirs.status_code, theirs.content) == (nowhere.status_code, nowhere.content)
    assert theirs.status_code == 404
    assert theirs.json()["code"] == "not-found"


def test_nobody_cancels_a_strangers_run(api, world):
    answer = api.delete(f"/api/v1/runs/{world.foreign['runs'][0]}")
    assert answer.status_code == 404
    assert Run.objects.get(ref=world.foreign["runs"][0]).status == Run.Status.DONE


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "\u00e9"])
def test_a_wrong_token_is_401_and_makes_nobody(token, db):
    answer = Client(raise_request_exception=False).get(
        "/api/v1/me/progress", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert Learner.objects.count() == 0

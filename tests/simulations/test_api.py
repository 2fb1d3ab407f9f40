"""The run API over HTTP: four people, idempotency, problems with field paths, polling and events."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from pytest_django import Settings

from overlook.accounts.models import Learner, User
from overlook.accounts.sessions import SESSION_KEY
from simulations import channel, streams
from simulations.models import Run, Shard
from tests.simulations.conftest import deliver

pytestmark = pytest.mark.django_db
# A stream gives its database connection back, which a test inside a transaction could not survive.
streaming = pytest.mark.django_db(transaction=True)
BODY = {"simulation": "stepping-stones", "params": {"family": "normal"}, "seeds": 8}


def signed_in(email: str) -> Client:
    user = User.objects.create_user(email)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def owner() -> Client:
    return signed_in("owner@example.org")


def post(client: Client, body: Any = BODY, **headers: str) -> Any:
    return client.post("/api/v1/runs", data=body, content_type="application/json", headers=headers)


@pytest.fixture
def run(owner: Client) -> Run:
    post(owner)
    return Run.objects.get()


def finish(run: Run) -> None:
    for shard in Shard.objects.filter(recipe=run.recipe, status="queued"):
        deliver(shard)


def fields(answer: Any) -> list[str]:
    return [error["field"] for error in answer.json()["errors"]]


def test_a_run_is_made_and_tells_where_to_follow_it(owner: Client) -> None:
    answer = post(owner)
    made = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == made["url"] == f"/api/v1/runs/{made['id']}"
    assert made["events"] == f"{made['url']}/events"
    assert (made["status"], made["seeds_total"], made["params"]["points"]) == ("queued", 8, 5)


def test_the_same_key_gives_the_same_run_with_200(owner: Client) -> None:
    first = post(owner, **{"Idempotency-Key": "one"})
    again = post(owner, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = post(owner, {**BODY, "seeds": 9}, **{"Idempotency-Key": "one"})
    assert (other.status_code, fields(other)) == (422, ["Idempotency-Key"])


def test_a_run_that_was_computed_before_is_done_at_once(owner: Client, run: Run) -> None:
    finish(run)
    answer = post(signed_in("peer@example.org"))
    assert answer.status_code == 201
    assert answer.json()["status"] == "done"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"simulation": "none-such"}, "simulation"),
        ({"simulation": None}, "simulation"),
        ({"params": {"family": "normal", "points": -1}}, "params.points"),
        ({"params": {"family": "normal", "points": 1e400}}, ""),
        ({"params": {"family": "normal", "points": "many"}}, "params.points"),
        ({"params": {"family": "normal", "pionts": 4}}, "params.pionts"),
        ({"params": {"family": ["normal"]}}, "params.family"),
        ({"params": [1]}, "params"),
        ({"params": {}}, "params.family"),
        ({"seeds": 10**30}, "seeds"),
        ({"seeds": 1.5}, "seeds"),
        ({"seeds": []}, "seeds"),
    ],
)
def test_hostile_input_is_refused_with_the_field_named(owner: Client, change: dict[str, Any], field: str) -> None:
    answer = post(owner, json.dumps({**BODY, **change}))
    if not field:  # Infinity is not JSON.
        assert answer.status_code == 400
    else:
        assert (answer.status_code, fields(answer)) == (422, [field])
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not Run.objects.exists()


def test_a_body_that_is_no_json_object_is_refused(owner: Client) -> None:
    assert post(owner, "{").status_code == 400
    assert post(owner, "[]").status_code == 400
    assert post(owner, "[" * 100_000).status_code == 400
    assert post(owner, json.dumps({**BODY, "params": {"x": "y" * 600_000}})).status_code == 413


@pytest.mark.parametrize("key", ["k" * 201, "a\x7fb"])
def test_a_strange_key_is_refused(owner: Client, key: str) -> None:
    assert fields(post(owner, **{"Idempotency-Key": key})) == ["Idempotency-Key"]


def test_without_credentials_nothing_is_made() -> None:
    answer = post(Client())
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not Run.objects.exists()
    assert not Learner.objects.exists()


def anonymous_reader(*, enforce_csrf_checks: bool) -> Client:
    client = Client(enforce_csrf_checks=enforce_csrf_checks)
    session = client.session
    session[SESSION_KEY] = Learner.objects.create().ref
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


def test_an_anonymous_reader_with_a_session_may_ask_but_not_without_the_csrf_token() -> None:
    assert post(anonymous_reader(enforce_csrf_checks=False)).status_code == 201
    assert post(anonymous_reader(enforce_csrf_checks=True)).status_code == 403
    assert Run.objects.count() == 1


@pytest.mark.parametrize("path", ["", "/events", "/result", "/code"])
@pytest.mark.parametrize("who", ["peer", "anonymous", "nobody"])
def test_a_run_is_its_owners_only(run: Run, who: str, path: str) -> None:
    clients: dict[str, Callable[[], Client]] = {
        "peer": lambda: signed_in("peer@example.org"),
        "anonymous": lambda: anonymous_reader(enforce_csrf_checks=False),
        "nobody": Client,
    }
    assert clients[who]().get(f"/api/v1/runs/{run.ref}{path}").status_code == 404


def test_only_the_owner_can_cancel(owner: Client, run: Run) -> None:
    url = f"/api/v1/runs/{run.ref}"
    assert signed_in("peer@example.org").delete(url).status_code == 404
    assert Client().delete(url).status_code == 401
    run.refresh_from_db()
    assert run.status == "queued"
    assert owner.delete(url).json()["status"] == "cancelled"
    assert owner.delete(url).status_code == 200


def test_a_done_run_is_not_cancelled(owner: Client, run: Run) -> None:
    finish(run)
    answer = owner.delete(f"/api/v1/runs/{run.ref}")
    assert (answer.status_code, answer.json()["code"]) == (409, "run-over")


def test_polling_gives_curves_only_when_there_is_news(owner: Client, run: Run) -> None:
    url = f"/api/v1/runs/{run.ref}"
    assert owner.get(url).json()["series"] is None
    deliver(Shard.objects.get(index=0))
    partial = owner.get(url, {"after": 0}).json()
    assert (partial["status"], partial["seeds_done"], partial["series_of"]) == ("running", 4, 4)
    assert len(partial["series"]["test"]["median"]) == len(partial["axis"]["values"]) == 5
    assert owner.get(url, {"after": partial["seq"]}).json()["series"] is None
    finish(run)
    done = owner.get(url, {"after": partial["seq"]})
    assert done["Cache-Control"] == "no-store"
    assert (done.json()["status"], done.json()["series_of"]) == ("done", 8)
    assert owner.get(url, {"series": "none"}).json()["series"] is None


@pytest.mark.parametrize("query", [{"after": "x"}, {"after": "-1"}, {"after": "9" * 30}, {"series": "some"}])
def test_a_strange_cursor_is_refused(owner: Client, run: Run, query: dict[str, str]) -> None:
    answer = owner.get(f"/api/v1/runs/{run.ref}", query)
    assert (answer.status_code, fields(answer)) == (422, list(query))


def test_the_result_comes_with_its_provenance_once_done(owner: Client, run: Run) -> None:
    url = f"/api/v1/runs/{run.ref}/result"
    assert owner.get(url).status_code == 409
    finish(run)
    found = owner.get(url).json()
    assert found["url"] == owner.get(f"/api/v1/runs/{run.ref}").json()["result"]
    assert found["engine"].startswith("stepping-stones/normal@1 shard=4")
    assert (found["seeds"], len(found["digest"])) == (8, 64)


def test_the_code_is_shown(owner: Client, run: Run) -> None:
    code = owner.get(f"/api/v1/runs/{run.ref}/code").json()
    assert code["language"] == "python"
    assert "import numpy" in code["code"]


def test_simulations_are_listed_and_described(client: Client) -> None:
    (brief,) = client.get("/api/v1/simulations").json()
    assert brief["families"] == ["normal", "weighed", "trouble"]
    detail = client.get(brief["url"]).json()
    assert detail["params_schema"]["oneOf"][0]["properties"]["points"]["maximum"] == 1000
    assert detail["presets"][0]["cost_seconds"] > 0
    assert detail["cost"]["cap_seconds"] == 120
    assert client.get("/api/v1/simulations/none-such").status_code == 404


def read(answer: Any) -> list[tuple[str, str, Any]]:
    """The events of a finished stream: id, name, data."""
    blocks = b"".join(answer.streaming_content).decode().strip().split("\n\n")
    events = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks if block.startswith("id")]
    return [(event["id"], event["event"], json.loads(event["data"])) for event in events]


@streaming
def test_events_begin_with_the_present_state_and_end_with_the_end(owner: Client, run: Run) -> None:
    finish(run)
    answer = owner.get(f"/api/v1/runs/{run.ref}/events", headers={"accept": "text/event-stream"})
    assert answer["Content-Type"] == "text/event-stream; charset=utf-8"
    assert answer["Content-Encoding"] == "identity"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Accel-Buffering"] == "no"
    run.refresh_from_db()
    snapshot, done = read(answer)
    assert (snapshot[0], snapshot[1], snapshot[2]["status"]) == (str(run.seq), "snapshot", "done")
    assert snapshot[2]["series"]["test"]["median"]
    assert (done[1], done[2]["result"]) == ("done", snapshot[2]["result"])


@streaming
def test_events_follow_a_run_without_redis(owner: Client, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_POLL_SECONDS", 0.0)
    monkeypatch.setattr(channel, "watch", lambda ref: nullcontext())
    answer: Any = owner.get(f"/api/v1/runs/{run.ref}/events?series=none")
    stream = iter(answer.streaming_content)
    assert next(stream) == b"retry: 2000\n\n"
    assert b'"status":"queued"' in next(stream)
    finish(run)
    assert b'"seeds_done":8' in next(stream)
    assert b"event: done" in next(stream)


@streaming
def test_a_reader_who_has_everything_is_not_sent_the_curves_again(owner: Client, run: Run) -> None:
    finish(run)
    run.refresh_from_db()
    answer = owner.get(f"/api/v1/runs/{run.ref}/events", headers={"Last-Event-ID": str(run.seq)})
    assert read(answer)[0][2]["series"] is None


def test_an_event_stream_that_fails_to_open_answers_with_a_problem(owner: Client) -> None:
    answer = owner.get("/api/v1/runs/none-such/events", headers={"accept": "text/event-stream"})
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/problem+json")
    assert json.loads(answer.content)["code"] == "not-found"


@streaming
def test_too_many_streams_are_refused_and_closing_one_makes_room(
    owner: Client, run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "STREAMS_PER_LEARNER": 2}
    # Slots of its own: a stream that another test left open may end at any moment.
    slots = streams._Slots()
    monkeypatch.setattr(streams, "slots", slots)
    url = f"/api/v1/runs/{run.ref}/events"
    held = [owner.get(url) for _ in range(2)]
    assert slots.taken() == 2
    refused = owner.get(url)
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    with patch.object(streams, "_COMMENT_SECONDS", 0):
        held.pop().close()
    assert slots.taken() == 1
    again = owner.get(url)
    assert again.status_code == 200
    again.close()
    held.pop().close()
    assert slots.taken() == 0

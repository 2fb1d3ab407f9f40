"""Challenges over the API: list, begin, act, read; keys; four people; a score is never taken from a client."""

import json
from typing import Any

import pytest
from django.test import Client

from overlook.accounts.models import User
from overlook.accounts.tokens import issue_token
from overlook.kit.clock import now
from simulations.models import ChallengePlay
from tests.simulations.catalog.stepping_stones.game import hidden

pytestmark = pytest.mark.django_db
BASE = "/api/v1/challenges"


def caller(name: str, scopes: tuple[str, ...] = ("read", "write")) -> Client:
    user = User.objects.create_user(f"{name}@example.org")
    _, token = issue_token(user=user, name="api", scopes=list(scopes), days=1, at=now())
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def api(db: None) -> Client:
    return caller("ada")


def post(client: Client, path: str, body: object = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(path, data=json.dumps(body or {}), content_type="application/json", headers=headers)


def begin(client: Client, **body: str) -> dict[str, Any]:
    state: dict[str, Any] = post(client, f"{BASE}/three-jumps/plays", body).json()
    return state


def act(client: Client, state: dict[str, Any], action: object, key: str = "", **more: object) -> Any:
    return post(client, f"{state['url']}/actions", {"step": state["step"], "action": action, **more}, key)


def test_a_whole_game(api: Client) -> None:
    (listed,) = api.get(BASE).json()
    assert (listed["slug"], listed["best"], listed["weeks"][0]["play"]) == ("three-jumps", None, None)
    assert api.get(listed["url"]).json() == listed
    begun = post(api, f"{listed['url']}/plays")
    assert begun.status_code == 201
    state = begun.json()
    assert begun["Location"] == state["url"]
    assert list(state["action_schema"]["properties"]) == ["jump"]
    stone = hidden(ChallengePlay.objects.get().seed)
    for _step in range(3):
        told = [state[name] for name in ("score", "stars", "loss", "base", "oracle", "debrief")]
        assert told == [None] * 6
        state = act(api, state, {"jump": stone}).json()
    assert (state["finished"], state["score"], state["stars"], state["debrief"]) == (True, 100.0, 3, {"stone": stone})
    assert (state["loss"], state["base"], state["oracle"], state["action_schema"]) == (0.0, 30.0, 0.0, None)
    assert api.get(state["url"]).json() == state
    assert api.get(listed["url"]).json()["best"] == {"score": 100.0, "stars": 3}


def test_the_seed_is_told_nowhere(api: Client) -> None:
    state = begin(api)
    ChallengePlay.objects.update(seed=1_234_567_891)
    texts = [api.get(state["url"]).content, act(api, state, {"jump": 1}).content, api.get(BASE).content]
    assert not [text for text in texts if b"1234567891" in text or b"seed" in text]


def test_a_forged_score_is_not_even_read(api: Client) -> None:
    state = begin(api)
    after = act(api, state, {"jump": 0}, score=100, stars=3, finished=True).json()
    assert (after["score"], after["finished"], after["step"]) == (None, False, 1)
    refused = act(api, after, {"jump": 0, "score": 100})
    assert refused.status_code in (200, 422)
    assert ChallengePlay.objects.get().score is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"step": 0, "action": {"jump": 99}}, "actions.0.jump"),
        ({"step": 0, "action": {"jump": "far"}}, "actions.0.jump"),
        ({"step": 0, "action": 3}, "action"),
        ({"step": -1, "action": {}}, "step"),
        ({"action": {}}, "step"),
        ({"step": 0}, "action"),
    ],
)
def test_an_impossible_action_is_refused_by_name(api: Client, body: object, field: str) -> None:
    state = begin(api)
    answer = post(api, f"{state['url']}/actions", body)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert ChallengePlay.objects.get().revision == 0


def test_a_step_of_another_moment_and_one_after_the_end_are_refused(api: Client) -> None:
    state = begin(api)
    ahead = act(api, {**state, "step": 5}, {"jump": 1})
    assert (ahead.status_code, ahead.json()["code"]) == (409, "play-moved")
    for _step in range(3):
        state = act(api, state, {"jump": 1}).json()
    for step in (2, 3):
        over = act(api, {**state, "step": step}, {"jump": 1})
        assert (over.status_code, over.json()["code"]) == (409, "play-over")
    assert ChallengePlay.objects.get().revision == 3


def test_keys_make_both_requests_safe_to_repeat(api: Client) -> None:
    path = f"{BASE}/three-jumps/plays"
    first, again = post(api, path, key="one"), post(api, path, key="one")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = post(api, path, {"week": "everybody"}, key="one")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")
    state = first.json()
    taken = [act(api, state, {"jump": 2}, key="two").json() for _time in range(2)]
    assert taken[0] == taken[1]
    assert act(api, state, {"jump": 3}, key="two").json()["code"] == "idempotency-mismatch"
    assert post(api, path, key="x" * 300).status_code == 422


def test_a_weeks_game_is_begun_once(api: Client) -> None:
    state = begin(api, week="everybody")
    for _step in range(3):
        state = act(api, state, {"jump": 1}).json()
    answer = post(api, f"{BASE}/three-jumps/plays", {"week": "everybody"})
    assert (answer.status_code, answer.json()["code"]) == (409, "week-played")


def test_a_game_is_its_players_only_and_a_reader_needs_a_token_that_may_write(api: Client) -> None:
    state = begin(api)
    for other in (caller("ben"), Client()):
        assert other.get(state["url"]).status_code == 404
    assert act(caller("cy"), state, {"jump": 1}).status_code == 404
    assert act(Client(), state, {"jump": 1}).status_code == 401
    reader = caller("dee", ("read",))
    assert post(reader, f"{BASE}/three-jumps/plays").status_code == 403
    assert post(api, f"{BASE}/none-such/plays").status_code == 404
    assert ChallengePlay.objects.get().revision == 0

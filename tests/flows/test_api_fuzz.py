"""Whatever the schema allows, and what it does not, the API never breaks: schemathesis invents the requests."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.flows.conftest import World

# Not the one that is served: that reads the published essays when it is made, before a test has a database.
application = get_wsgi_application()
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/schema", application)
OPERATIONS: dict[str, Any] = {result.ok().label: result.ok() for result in SCHEMA.get_all_operations()}  # type: ignore[union-attr]
_EXAMPLES = 15


@pytest.fixture(autouse=True)
def one_connection():
    """As with Django's own client, the end of a request must not close the connection of the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_the_fuzz_covers_every_operation_of_the_api():
    assert len(OPERATIONS) >= 19


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("signed_in", [False, True], ids=["anonymous", "signed-in"])
def test_no_request_breaks_the_server(label, signed_in, world):
    operation = OPERATIONS[label]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])
    headers = {"Accept-Encoding": "identity"}
    if signed_in:
        headers["Authorization"] = f"Bearer {world.token}"

    @settings(
        max_examples=_EXAMPLES,
        deadline=timedelta(seconds=20),
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, choices=st.data())
    def ask(case: Any, choices: st.DataObject) -> None:
        _lead_inside(case, choices, world)
        response = case.call(headers=headers)
        body = response.content.decode(errors="replace")
        assert response.status_code < 500, f"{case.as_curl_command()}\n{body}"
        assert not (signed_in and response.status_code == 401), body
        if response.status_code >= 400:
            _is_a_problem(case, response.headers["content-type"], body)

    ask()


def _lead_inside(case: Any, choices: st.DataObject, world: World) -> None:
    """Replace invented references by real ones half of the time, or nothing but 404 would ever be tried."""
    if not case.path_parameters or not choices.draw(st.booleans()):
        return
    room = case.path.split("/")[3]
    for name in case.path_parameters:
        pool = world.known.get(name) or [*world.known.get(room, []), *world.foreign.get(room, [])]
        if pool:
            case.path_parameters[name] = choices.draw(st.sampled_from(pool))


def _is_a_problem(case: Any, content_type: Any, body: str) -> None:
    told = content_type[0] if isinstance(content_type, list) else content_type
    assert str(told).startswith("application/problem+json"), f"{case.as_curl_command()}\n{told} {body[:300]}"
    problem = json.loads(body)
    assert {"type", "code", "title", "status"} <= problem.keys()
    assert list(_sentences(problem)) == [text for text in _sentences(problem) if text]


def _sentences(problem: dict[str, Any]) -> Iterator[str]:
    yield problem["title"]
    yield from (error["message"] for error in problem.get("errors", []))

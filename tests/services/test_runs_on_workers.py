"""Runs from end to end: a real web server, broker and workers, and what happens when some of them are killed.

``make test`` runs this on SQLite and the embedded broker, ``make check-services`` on PostgreSQL and Redis.
"""

import json
import os
import signal
import time
from contextlib import closing
from typing import Any

import pytest

from tests.services.asking import PAGE, ask, digest, expected, finished, forget, newcomer, state, working
from tests.worker_stack import Stack, Visitor, children, eventually
from tests.worker_stack import stack as stack

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("workers")]


@pytest.fixture(scope="module")
def reader(stack: Stack) -> Visitor:
    return newcomer(stack)


def test_a_run_goes_from_the_request_to_the_result_and_the_second_is_answered_from_the_cache(
    stack: Stack, reader: Visitor
) -> None:
    with working(stack, 1):
        run = ask(reader, seeds=12, points=50)
        assert finished(reader, run)["status"] == "done"
        seen = stack.sql("SELECT count(*), sum(tries) FROM simulations_shard WHERE status = 'done'")
        again = ask(reader, seeds=12, points=50)
        assert (again["status"], again["result"]) == ("done", state(reader, run)["result"])
        assert stack.sql("SELECT count(*), sum(tries) FROM simulations_shard WHERE status = 'done'") == seen


def test_a_request_made_while_no_worker_is_there_is_taken_when_one_comes(stack: Stack, reader: Visitor) -> None:
    run = ask(reader, seeds=4, root=11)
    time.sleep(0.5)
    assert state(reader, run)["status"] == "queued"
    with working(stack, 1):
        assert finished(reader, run)["status"] == "done"


def test_any_number_of_workers_gives_the_same_bytes(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1):
        run = ask(reader, seeds=24, points=40, root=3, dawdle=0.01)
        finished(reader, run)
        alone = digest(reader, run)
    forget(stack)
    with working(stack, 2, 1):
        run = ask(reader, seeds=24, points=40, root=3, dawdle=0.01)
        finished(reader, run)
    assert digest(reader, run) == alone


def test_killing_a_worker_process_in_mid_run_ends_in_the_same_bytes(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1) as (worker,):
        run = ask(reader, seeds=8, root=5, dawdle=0.2)
        undisturbed = digest(reader, run) if finished(reader, run) else ""
        forget(stack)
        run = ask(reader, seeds=8, root=5, dawdle=0.2)
        assert eventually(lambda: state(reader, run)["status"] == "running")
        (child,) = children(worker)
        os.kill(child, signal.SIGKILL)
        assert finished(reader, run)["status"] == "done"
        assert digest(reader, run) == undisturbed
        assert child not in children(worker)
    assert stack.sql("SELECT max(tries) FROM simulations_shard")[0][0] == 2


def test_killing_the_whole_worker_loses_nothing(stack: Stack, reader: Visitor) -> None:
    run = ask(reader, seeds=8, root=6, dawdle=0.3)
    with working(stack, 1) as (worker,):
        assert eventually(lambda: state(reader, run)["status"] == "running")
        stack.stop(worker)
    with working(stack, 1, beat=True):
        assert finished(reader, run, seconds=60)["status"] == "done"
    assert digest(reader, run) == expected(seeds=8, root=6)


def test_a_shard_that_kills_every_worker_fails_its_run_and_no_other(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1, beat=True):
        poison = ask(reader, seeds=1, family="trouble", trouble="kill")
        sound = ask(reader, seeds=4, root=8)
        assert finished(reader, sound)["status"] == "done"
        ended = finished(reader, poison, seconds=60)
    assert ended["status"] == "failed"
    assert "the worker was lost 4 times" in ended["error"]


@pytest.mark.parametrize(
    ("kernel", "root"),
    [({"root": 9, "dawdle": 15}, 10), ({"family": "trouble", "trouble": "deaf"}, 15)],
    ids=["gives-signs", "gives-none"],
)
def test_cancelling_stops_the_worker_within_a_second(
    stack: Stack, reader: Visitor, kernel: dict[str, Any], root: int
) -> None:
    with working(stack, 1):
        slow = ask(reader, seeds=1, **kernel)
        assert eventually(lambda: state(reader, slow)["status"] == "running")
        cancelled = time.monotonic()
        assert reader.delete(slow["url"]).json()["status"] == "cancelled"
        quick = ask(reader, seeds=1, root=root)
        assert finished(reader, quick)["status"] == "done"
        assert time.monotonic() - cancelled < 1
    assert stack.sql("SELECT count(*) FROM simulations_shard WHERE status = 'running'") == [(0,)]


def test_events_arrive_as_the_seeds_do(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1):
        run = ask(reader, seeds=12, root=12, dawdle=0.1)
        connection, response = reader.open("GET", run["events"], headers={"Accept-Encoding": "gzip"})
        with closing(connection):
            assert response.headers["Content-Encoding"] == "identity"
            events = [
                json.loads(line[6:]) for line in response.read().decode().split("\n") if line.startswith("data: ")
            ]
    done = [event["seeds_done"] for event in events[:-1]]
    assert done == sorted(done)
    assert {4, 8, 12} <= set(done)
    assert events[-1]["result"].startswith("/r/")
    assert len(events[-2]["series"]["test"]["median"]) == 5


def test_a_second_delivery_of_a_message_computes_nothing(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1):
        run = ask(reader, seeds=4, root=13)
        finished(reader, run)
        seen = stack.sql("SELECT id, tries FROM simulations_shard")
        send = "app.send_task('simulations.compute_next', kwargs={'kind': 'short'}, queue='short')"
        stack.manage("shell", "-c", f"from overlook.celery import app; {send}")
        finished(reader, ask(reader, seeds=4, root=14))
        assert set(seen) < set(stack.sql("SELECT id, tries FROM simulations_shard"))


def test_open_streams_are_capped_and_leave_ordinary_requests_quick(stack: Stack) -> None:
    held, refused = [], 0
    try:
        for _ in range(7):
            reader = newcomer(stack)
            run = ask(reader, seeds=1, root=21)
            for _ in range(6):
                connection, response = reader.open("GET", run["events"])
                held.append(connection)
                assert response.status in (200, 503)
                refused += response.status == 503
                assert response.status == 503 or response.readline() == b"retry: 2000\n"
        assert refused == 2
        began = time.monotonic()
        assert stack.visitor().get(PAGE).status == 200
        assert time.monotonic() - began < 2
    finally:
        for connection in held:
            connection.close()
    with working(stack, 1):
        assert finished(reader, run)["status"] == "done"
    connection, response = reader.open("GET", run["events"])
    with closing(connection):
        assert response.status == 200

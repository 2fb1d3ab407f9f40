"""What breaks under a run, on a real broker with real workers: nothing gets stuck, and no bit changes.

``make test`` runs the short ones on the embedded broker, ``make soak`` the long ones too, ``make check-services`` those
marked ``service`` as well: there broker and database are cut off through proxies of the tests' own.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.services.asking import ask, digest, expected, finished, newcomer, state, working
from tests.worker_stack import Stack, Visitor, children, eventually, worker_stack

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("workers")]
AWAY_SECONDS = 10
T = TypeVar("T")


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack whose broker and database can be cut off, with short leases and a short patience."""
    catalogue = "tests.simulations.catalog"
    with worker_stack(
        cuttable=True, SIMULATION_CATALOGUES=catalogue, SIMULATION_LEASE="2", SIMULATION_PATIENCE="2"
    ) as running:
        yield running


@pytest.fixture(scope="module")
def reader(stack: Stack) -> Visitor:
    return newcomer(stack)


@pytest.fixture(autouse=True)
def record(stack: Stack) -> Iterator[None]:
    """After each fault: no run waits, nothing is half done, and whatever was computed twice came out the same."""
    yield
    assert stack.sql("SELECT ref FROM simulations_run WHERE status IN ('queued', 'running')") == []
    assert stack.sql("SELECT id FROM simulations_shard WHERE status IN ('queued', 'running')") == []
    assert stack.sql("SELECT id FROM simulations_run WHERE status = 'done' AND seeds_done <> seeds") == []
    assert "not_reproducible" not in stack.log()


def started(reader: Visitor, run: dict[str, Any]) -> bool:
    return eventually(lambda: state(reader, run)["seeds_done"] > 0)


def prompt(act: Callable[[], T]) -> T:
    """What ``act`` gives, within a second."""
    began = time.monotonic()
    given = act()
    assert time.monotonic() - began < 1
    return given


def tries(stack: Stack, run: dict[str, Any]) -> list[int]:
    wanted = f"SELECT recipe_id FROM simulations_run WHERE ref = '{run['id']}'"
    rows = stack.sql(f'SELECT tries FROM simulations_shard WHERE recipe_id = ({wanted}) ORDER BY "index"')
    return [row[0] for row in rows]


def sound(reader: Visitor, run: dict[str, Any], *, seeds: int, seconds: float = 40, **params: object) -> None:
    """The run ends well, with the digest that it has undisturbed."""
    ended = finished(reader, run, seconds)
    assert (ended["status"], ended["seeds_done"]) == ("done", seeds), ended
    assert digest(reader, run) == expected(seeds=seeds, **params)


def test_killing_the_broker_in_mid_run_loses_neither_run_nor_worker(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1, beat=True):
        run = ask(reader, seeds=16, root=2, dawdle=0.1)
        assert started(reader, run)
        stack.cut_broker()
        stack.restore_broker()
        later = ask(reader, seeds=4, root=3)
        sound(reader, run, seeds=16, root=2)
        sound(reader, later, seeds=4, root=3)


def test_a_broker_that_hangs_holds_no_request_for_a_second_and_loses_nothing(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1, beat=True):
        run = ask(reader, seeds=12, root=20, dawdle=0.1)
        assert started(reader, run)
        stack.hang_broker()
        try:
            meanwhile = prompt(lambda: ask(reader, seeds=4, root=21))
            withdrawn = prompt(lambda: ask(reader, seeds=4, root=22))
            time.sleep(2.1)  # the broker is asked again, after it was left alone for a moment
            assert prompt(lambda: reader.delete(withdrawn["url"])).json()["status"] == "cancelled"
            assert prompt(lambda: reader.get(f"/runs/{run['id']}")).status == 200
        finally:
            stack.release_broker()
        sound(reader, run, seeds=12, seconds=60, root=20)
        sound(reader, meanwhile, seeds=4, seconds=60, root=21)


def test_a_poison_shard_fails_its_run_by_name_and_the_others_go_on(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1):
        poison = ask(reader, seeds=2, family="trouble", trouble="raise")
        run = ask(reader, seeds=4, root=4)
        sound(reader, run, seeds=4, root=4)
        ended = finished(reader, poison)
    assert ended["status"] == "failed"
    assert "could not be computed: ValueError: the stone rolled away" in ended["error"]


def test_a_shard_over_its_time_limit_fails_its_run_with_the_limit_and_frees_the_worker(
    stack: Stack, reader: Visitor
) -> None:
    with working(stack, 1):
        endless = ask(reader, seeds=1, family="trouble", trouble="linger")
        run = ask(reader, seeds=4, root=5)
        ended = finished(reader, endless)
        sound(reader, run, seeds=4, root=5)
    assert ended["status"] == "failed"
    assert "it took longer than 2 s" in ended["error"]


def test_a_message_delivered_to_two_workers_is_computed_by_one(stack: Stack, reader: Visitor) -> None:
    run = ask(reader, seeds=4, root=6, dawdle=0.3)
    send = "app.send_task('simulations.compute_next', kwargs={'kind': 'short'}, queue='short')"
    stack.manage("shell", "-c", f"from overlook.celery import app; [{send} for _ in range(3)]")
    with working(stack, 1, 1):
        sound(reader, run, seeds=4, root=6)
    assert tries(stack, run) == [1]


def test_two_workers_on_one_shard_store_it_once(stack: Stack, reader: Visitor) -> None:
    """The first is stopped until its lease has gone to the second, and then goes on as if nothing had been."""
    with working(stack, 1, beat=True) as (first,):
        run = ask(reader, seeds=4, root=7, dawdle=0.4)
        assert eventually(lambda: state(reader, run)["status"] == "running")
        frozen = children(first)
        for process in frozen:
            os.kill(process, signal.SIGSTOP)
        with working(stack, 1):
            sound(reader, run, seeds=4, root=7)
        for process in frozen:
            os.kill(process, signal.SIGCONT)
        again = ask(reader, seeds=4, root=8)
        sound(reader, again, seeds=4, root=8)
    assert tries(stack, run) == [2]
    assert digest(reader, run) == expected(seeds=4, root=7)


@pytest.mark.soak
def test_a_broker_that_is_away_for_ten_seconds_delays_and_loses_nothing(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1, beat=True):
        run = ask(reader, seeds=40, root=9, dawdle=0.1)
        assert started(reader, run)
        stack.cut_broker()
        asked = time.monotonic()
        meanwhile = ask(reader, seeds=4, root=10)
        assert time.monotonic() - asked < 3
        assert json.loads(stack.manage("engine", "--json"))["queues"] is None
        time.sleep(AWAY_SECONDS)
        stack.restore_broker()
        sound(reader, run, seeds=40, seconds=90, root=9)
        sound(reader, meanwhile, seeds=4, seconds=60, root=10)
        told = json.loads(stack.manage("engine", "--json"))
    assert [worker["processes"] for worker in told["workers"]] == [1]
    assert told["queues"] == {"celery": 0, "short": 0, "long": 0}
    assert (told["silent"], told["shards"]["running"]) == (0, 0)


@pytest.mark.service
def test_a_database_that_is_away_for_ten_seconds_delays_and_loses_nothing(stack: Stack, reader: Visitor) -> None:
    with working(stack, 1, beat=True):
        run = ask(reader, seeds=40, root=11, dawdle=0.1)
        assert started(reader, run)
        stack.cut_database()
        asked = time.monotonic()
        refused = reader.post_json("/api/v1/runs", {"simulation": "stepping-stones", "params": {"family": "normal"}})
        assert (refused.status, refused.json()["code"]) == (503, "unavailable")
        assert time.monotonic() - asked < 8
        home = stack.visitor().get("/")
        assert (home.status, "Our record is away" in home.text) == (200, True)
        time.sleep(AWAY_SECONDS)
        stack.restore_database()
        assert eventually(lambda: reader.get("/health/ready").status == 200, 15)
        sound(reader, run, seeds=40, seconds=90, root=11)
        after = ask(reader, seeds=4, root=12)
        sound(reader, after, seeds=4, root=12)
    assert max(tries(stack, run)) <= 3


@pytest.mark.service
def test_a_worker_on_another_host_needs_the_two_addresses_and_the_secret(
    stack: Stack, reader: Visitor, tmp_path: Path
) -> None:
    """Its own data folder, production settings, nothing else of the first host; and one queue of the three."""
    shared = ("PATH", "PYTHONPATH", "DATABASE_URL", "REDIS_URL", "QUEUE_PREFIX", "SIMULATION_CATALOGUES")
    environment = {name: stack.environment[name] for name in shared}
    environment |= {"OVERLOOK_ENV": "production", "OVERLOOK_VAR": str(tmp_path), "SECRET_KEY": "elsewhere" * 6}
    slow = ask(reader, seeds=1, root=13, dawdle=1.0)
    worker = stack.start_worker(1, "-Q", "short", environment=environment)
    run = ask(reader, seeds=4, root=14)
    sound(reader, run, seeds=4, root=14)
    assert state(reader, slow)["status"] == "queued"
    stack.stop(worker)
    with working(stack, 1):
        sound(reader, slow, seeds=1, root=13)

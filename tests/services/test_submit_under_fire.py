"""The web server and a worker are killed with ``kill -9`` while hundreds submit: what was acknowledged is there, once.

``make test`` sends fewer on SQLite; ``make soak`` and, on PostgreSQL, ``make check-services`` send five hundred.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Barrier

import pytest

from tests.services.submitting import Submission, Submitting, class_of, post
from tests.worker_stack import Stack, eventually

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("workers")]
DEFERRED = "single-choice,numeric,multiple-choice"


@pytest.fixture
def stack() -> Iterator[Stack]:
    """Broker and database; a quarter of the questions is graded by workers."""
    with tempfile.TemporaryDirectory(prefix="overlook-stack-", ignore_cleanup_errors=True) as folder:
        stack = Stack(Path(folder), ASSESSMENT_DEFERRED=DEFERRED)
        try:
            stack.prepare()
            yield stack
        finally:
            stack.close()


def counts(stack: Stack) -> dict[str, int]:
    tables = ("response", "score", "pendingscore")
    return {table: stack.sql(f"SELECT count(*) FROM assessments_{table}")[0][0] for table in tables}


def everything_holds(stack: Stack, sent: list[Submission], submitting: Submitting) -> None:
    """Each answer acknowledged, stored once, scored once; the audit finds nothing."""
    assert submitting.refused == []
    assert set(submitting.acknowledged) == {(one.attempt, one.key) for one in sent}
    rows = stack.sql(
        "SELECT a.ref, r.idempotency_key, r.seq FROM assessments_response r JOIN assessments_attempt a"
        " ON a.id = r.attempt_id"
    )
    assert Counter((ref, key) for ref, key, _seq in rows) == Counter(dict.fromkeys(submitting.acknowledged, 1))
    assert {(ref, key): seq for ref, key, seq in rows} == submitting.acknowledged
    assert eventually(lambda: counts(stack)["pendingscore"] == 0, 60), counts(stack)
    scored = stack.sql("SELECT response_id, count(*) FROM assessments_score GROUP BY response_id")
    assert Counter(count for _response, count in scored) == {1: len(sent)}
    stack.manage("audit")


def under_fire(stack: Stack, learners: int) -> None:
    sent = class_of(stack, learners)
    Random(1).shuffle(sent)
    web, worker = stack.start_web(), stack.start_worker(1)
    beat = stack.start_beat()
    submitting = Submitting(stack)

    def fire() -> None:
        nonlocal web, worker
        assert submitting.reached(len(sent) // 4)
        stack.stop(web)
        stack.stop(worker)
        before = len(submitting.acknowledged)
        assert before < len(sent)
        web, worker = stack.start_web(), stack.start_worker(1)
        assert submitting.reached(before + len(sent) // 4)
        stack.stop(worker)
        stack.stop(web)
        web, worker = stack.start_web(), stack.start_worker(1)

    submitting.send_all(sent, fire)
    assert submitting.away > 0, "nobody noticed that the server was gone"
    everything_holds(stack, sent, submitting)
    one_answer_from_many_clicks(stack)
    for process in (web, worker, beat):
        stack.stop(process)


def one_answer_from_many_clicks(stack: Stack) -> None:
    """Twenty posts at once with one key, and two tabs with a key each, on questions with one try."""
    same, tabs = class_of(stack, 1, first=1000)[:2]
    clicks = [same] * 20 + [replace(tabs, key=f"tab-{number % 2}") for number in range(20)]
    barrier = Barrier(len(clicks))

    def click(one: Submission) -> tuple[str, int, str]:
        barrier.wait()
        told = post(stack, one)
        return one.item, told.status, "" if told.status < 400 else told.json()["code"]

    with ThreadPoolExecutor(len(clicks)) as pool:
        told = Counter(pool.map(click, clicks))
    assert {key: told[key] for key in told if key[0] == same.item} == {
        (same.item, 201, ""): 1,
        (same.item, 200, ""): 19,
    }
    assert told[tabs.item, 201, ""] == 1
    assert told[tabs.item, 200, ""] == 9
    assert told[tabs.item, 409, "no-tries-left"] == 10
    rows = stack.sql(f"SELECT count(*) FROM assessments_response WHERE attempt_id = {attempt_id(stack, same)}")
    assert rows == [(2,)]
    assert eventually(lambda: counts(stack)["pendingscore"] == 0, 60)
    stack.manage("audit")


def attempt_id(stack: Stack, one: Submission) -> int:
    return int(stack.sql(f"SELECT id FROM assessments_attempt WHERE ref = '{one.attempt}'")[0][0])


def test_a_class_that_submits_loses_and_doubles_nothing_when_server_and_worker_are_killed(stack: Stack) -> None:
    under_fire(stack, 6)


@pytest.mark.soak
def test_five_hundred_submissions_under_fire(stack: Stack) -> None:
    under_fire(stack, 46)


@pytest.mark.service
def test_five_hundred_submissions_under_fire_on_services(stack: Stack) -> None:
    under_fire(stack, 46)

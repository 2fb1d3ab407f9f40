"""Twenty clicks at once: what a double click, two tabs and a retrying network do to one question.

On SQLite the threads share a file, as the processes of a real server do; under ``make check-services`` they meet in
PostgreSQL.
"""

import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from assessments import services
from assessments.models import Assessment, Attempt, Response, Score
from assessments.simulated import possible_answers
from overlook.kit.errors import Conflict
from overlook.progress.models import LearnerDay, LearnerMisconception, LearnerObjective, Outcome
from overlook.progress.services import rebuild
from tests.assessments.conftest import AT

pytestmark = pytest.mark.django_db(transaction=True)

CLICKS = 20


@pytest.fixture
def fields(bank) -> dict[str, Any]:
    return possible_answers("dd", "the-threshold")[0].fields


@pytest.fixture
def threads(bank, learner, tmp_path):
    """Run callables in threads on one shared database; the main thread's in-memory one cannot be shared."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(tmp_path / "shared.sqlite3") as target:
            connection.connection.backup(target)
            # As `migrate` leaves it: turning a file to WAL waits for nobody, and twenty threads would do it at once.
            target.execute("PRAGMA journal_mode=WAL")
        target.close()
        connection.settings_dict["NAME"] = str(tmp_path / "shared.sqlite3")

    def run(*jobs):
        barrier = Barrier(len(jobs))

        def one(job):
            try:
                barrier.wait()
                return job()
            except Conflict as refusal:
                return refusal.error_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(one, jobs))

    yield run
    connection.settings_dict["NAME"] = name


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Attempt, Response, Score, Outcome, LearnerObjective))


def test_one_key_clicked_twenty_times_at_once_is_one_answer(threads, learner, fields):
    def click():
        return services.answer_item(
            learner=learner, bank="dd", item_id="the-threshold", payload=fields, idempotency_key="click", at=AT
        )

    told = threads(*[click] * CLICKS)
    assert Counter(answered.repeated for answered in told) == {False: 1, True: CLICKS - 1}
    assert {answered.seq for answered in told} == {1}
    assert threads(stored) == [(1, 1, 1, 1, 1)]


def test_twenty_keys_at_once_are_twenty_tries_of_one_attempt_with_one_first_try(threads, learner, fields):
    def click(number):
        return lambda: services.answer_item(
            learner=learner, bank="dd", item_id="the-threshold", payload=fields, idempotency_key=f"{number}", at=AT
        )

    told = threads(*(click(number) for number in range(CLICKS)))
    assert sorted(answered.seq for answered in told) == list(range(1, CLICKS + 1))
    assert threads(stored) == [(1, CLICKS, CLICKS, CLICKS, 1)]
    assert threads(lambda: list(LearnerObjective.objects.values_list("evidence", "answers"))) == [[(1, CLICKS)]]


def test_two_tabs_on_a_question_with_one_try_leave_one_answer(threads, learner, fields):
    def opened():
        attempt = services.open_attempt(
            learner=learner,
            assessment=Assessment.objects.get(),
            context="assignment:x",
            policy={"tries": 1},
            at=AT,
        )
        return attempt

    (attempt,) = threads(opened)

    def click(key):
        return lambda: services.respond(
            attempt=attempt, item_id="the-threshold", payload=fields, idempotency_key=key, at=AT
        )

    told = threads(*(click(key) for key in ["tab-a"] * 10 + ["tab-b"] * 10))
    assert Counter(isinstance(answered, str) for answered in told) == {True: 10, False: 10}
    assert {answered for answered in told if isinstance(answered, str)} == {"no-tries-left"}
    assert threads(stored) == [(1, 1, 1, 1, 1)]


def test_attempts_at_the_same_time_lose_no_update_of_what_they_share(threads, learner):
    """Two attempts do not wait for each other's row; the day and the misconception are theirs in common."""
    wrong = {item: possible_answers("dd", item)[-1].fields for item in ("the-threshold", "largest-step")}

    def click(number):
        item = ("the-threshold", "largest-step")[number % 2]
        return lambda: services.answer_item(
            learner=learner,
            bank="dd",
            item_id=item,
            payload=wrong[item],
            idempotency_key=f"{number}",
            context=f"assignment:{number % 4}",
            at=AT,
        )

    threads(*(click(number) for number in range(CLICKS)))
    assert threads(lambda: list(LearnerDay.objects.values_list("answers", flat=True))) == [[CLICKS]]
    assert threads(lambda: list(LearnerObjective.objects.values_list("evidence", "answers"))) == [[(1, 10), (1, 10)]]
    rolled_up = threads(snapshot)
    threads(lambda: rebuild(learner=learner))
    assert threads(snapshot) == rolled_up


def snapshot() -> list[list[tuple[object, ...]]]:
    return [
        sorted(LearnerObjective.objects.values_list("objective__slug", "evidence", "answers", "alpha", "beta", "last")),
        sorted(LearnerMisconception.objects.values_list("misconception", "first_tries", "later_tries")),
        sorted(LearnerDay.objects.values_list("day", "answers")),
    ]

"""Twenty clicks at once on one game: a double click, two tabs, a retrying network. One step, one score, three stars.

On SQLite the threads share a file, as the processes of a real server do; on PostgreSQL they meet in the server.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict
from overlook.progress.models import XpEntry
from simulations import plays
from simulations.models import ChallengePlay
from simulations.weeks import EVERYBODY
from tests.simulations.catalog.stepping_stones.game import hidden
from tests.simulations.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)

CLICKS = 20
Run = Callable[..., list[Any]]


@pytest.fixture
def threads(learner: Learner, tmp_path: Path) -> Iterator[Run]:
    """Run callables in threads on one shared database; the main thread's in-memory one cannot be shared."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(tmp_path / "shared.sqlite3") as target:
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
        target.close()
        connection.settings_dict["NAME"] = str(tmp_path / "shared.sqlite3")

    def run(*jobs: Callable[[], Any]) -> list[Any]:
        barrier = Barrier(len(jobs))

        def one(job: Callable[[], Any]) -> Any:
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


def begin(learner: Learner, **how: str) -> str:
    play, _new = plays.begin_play(learner=learner, challenge="three-jumps", at=NOON, **how)
    return play.ref


def step(number: int, key: str) -> Callable[[], Any]:
    def click() -> Any:
        play = ChallengePlay.objects.get()
        action = {"jump": hidden(play.seed)}
        return plays.take_step(play=play, step=number, action=action, key=key, at=NOON).revision

    return click


def test_a_week_begun_twenty_times_at_once_is_one_game(threads: Run, learner: Learner) -> None:
    refs = threads(*[lambda: begin(learner, whose_week=EVERYBODY)] * CLICKS)
    assert len(set(refs)) == 1
    assert threads(ChallengePlay.objects.count) == [1]


def test_one_key_sent_twenty_times_at_once_is_one_step(threads: Run, learner: Learner) -> None:
    threads(lambda: begin(learner))
    assert threads(*[step(0, "click")] * CLICKS) == [1] * CLICKS
    assert threads(lambda: len(ChallengePlay.objects.get().actions)) == [1]


def test_twenty_tabs_at_once_take_one_step_and_the_last_one_pays_its_stars_once(threads: Run, learner: Learner) -> None:
    threads(lambda: begin(learner))
    for number in range(3):
        told = Counter(threads(*[step(number, f"tab {number} {tab}") for tab in range(CLICKS)]))
        assert told[number + 1] == 1
        assert sum(told[code] for code in ("play-moved", "play-over")) == CLICKS - 1
    assert threads(lambda: ChallengePlay.objects.get().score) == [100.0]
    assert threads(XpEntry.objects.count) == [3]

"""``manage.py engine``: what an operator sees of queues, workers, shards, cache and cost."""

import json
import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from redis.exceptions import ConnectionError as Away

from overlook.accounts.models import Learner
from overlook.kit.clock import now
from overlook.ops import engine_state
from overlook.ops.engine_state import Worker
from simulations.models import Host, Run, Shard
from tests.simulations.conftest import NOON, work_off
from tests.simulations.conftest import ask as ask
from tests.simulations.conftest import catalogue as catalogue
from tests.simulations.conftest import learner as learner

pytestmark = pytest.mark.django_db
Ask = Callable[..., Run]


class Broker:
    def __enter__(self) -> "Broker":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def llen(self, name: str) -> int:
        return {"short": 3, "long": 2}.get(name.rpartition(":")[2], 0)

    def hlen(self, name: str) -> int:
        return 1


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_state, "broker_client", Broker)
    monkeypatch.setattr(engine_state, "_workers", lambda: (Worker("celery@one", 2, 1), Worker("celery@two", 16, 0)))


@pytest.fixture
def history(ask: Ask) -> Learner:
    """One who asked for much, and one for whom the same was in the cache. Times are now, as the command counts."""
    work_off(ask(seeds=8))
    frugal = Learner.objects.create()
    ask(seeds=8, by=frugal)
    ask(seeds=4, root=1, by=frugal, dawdle=2)
    ask(seeds=8, root=2, dawdle=5)
    ask(seeds=8, root=3, dawdle=5)
    Run.objects.update(created_at=now())
    Host.objects.create(name="number-one", factor=1.3, measured_at=NOON)
    return frugal


def engine(*options: str) -> str:
    told = StringIO()
    call_command("engine", *options, stdout=told)
    return told.getvalue()


def test_the_table_shows_queues_workers_shards_cache_and_who_asked_for_most(
    history: Learner, learner: Learner, broker: None
) -> None:
    said = engine().splitlines()
    assert said[:3] == [
        "calls     celery 0, short 3, long 2 · 1 with workers",
        "waiting   short 0, long 5 shards",
        "shards    idle 0, queued 5, running 0, done 2, failed 0 · 0 without a sign of life",
    ]
    assert re.fullmatch(r"store     0\.0 of 4096 MB", said[3])
    assert said[4:9] == [
        "workers   name        processes  busy",
        "          celery@one          2     1",
        "          celery@two         16     0",
        "hosts     name        times slower                   measured",
        "          number-one          1.30  2026-03-14T12:00:00+00:00",
    ]
    assert "runs      queued 3, running 0, done 2, failed 0, cancelled 0" in said
    assert "cache     answered 20% of the runs" in said
    (first, second) = [line.split() for line in said[-2:]]
    assert (first[0], first[1:3]) == (learner.ref, ["3", "2"])
    assert (second[0], second[1:3]) == (history.ref, ["1", "1"])


def test_a_program_reads_the_same_as_json(history: Learner, broker: None) -> None:
    told = json.loads(engine("--json"))
    assert told["queues"] == {"celery": 0, "short": 3, "long": 2}
    assert told["hit_rate"] == 0.2
    assert told["workers"][1] == {"name": "celery@two", "processes": 16, "busy": 0}
    assert [one["runs"] for one in told["learners"]] == [3, 1]
    assert told["waiting"] == {"short": 0, "long": 5}
    assert told["seconds"] == pytest.approx(sum(one["seconds"] for one in told["learners"]), abs=0.2)


def test_an_engine_at_rest_and_without_its_broker_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Broker:
        raise Away("no socket")

    monkeypatch.setattr(engine_state, "broker_client", away)
    said = engine("--hours", "1")
    assert "calls     the broker is away" in said
    assert "hosts     none" in said
    assert "cache     answered no runs" in said
    assert "learners  none" in said
    assert Shard.objects.count() == 0

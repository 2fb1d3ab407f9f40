"""Claims, leases, double deliveries and sweeping: what happens when workers die or dawdle."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from simulations import computing, selectors, services, tasks
from simulations.models import Result, Run, Shard
from tests.simulations.conftest import NOON, deliver, work_off

pytestmark = pytest.mark.django_db
Ask = Callable[..., Run]
LATER = NOON + timedelta(seconds=11)


def claim(shard: Shard, at: datetime = NOON, message: str = "m1") -> computing.Claim | None:
    return computing.claim_shard(shard_id=shard.pk, delivery=message, at=at)


@pytest.fixture
def shard(ask: Ask) -> Shard:
    return ask(seeds=4).recipe.shards.get()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[tuple[int, str]]:
    """What was enqueued: shard and queue."""
    messages: list[tuple[int, str]] = []

    def enqueue(task: str, /, *, queue: str, seconds: int, shard_id: int) -> None:
        assert 60 <= seconds <= settings.CELERY_TASK_SOFT_TIME_LIMIT
        messages.append((shard_id, queue))

    monkeypatch.setattr(computing, "enqueue", enqueue)
    return messages


def test_a_claimed_shard_is_not_given_to_a_second_worker(shard: Shard) -> None:
    assert claim(shard) is not None
    assert claim(shard, message="m2") is None


def test_a_shard_whose_worker_fell_silent_is_given_to_another(shard: Shard) -> None:
    first, second = claim(shard), claim(shard, at=LATER, message="m2")
    assert first is not None
    assert second is not None
    assert second.owner != first.owner
    assert not computing.renew_lease(claim=first, at=LATER)
    assert computing.renew_lease(claim=second, at=LATER)


def test_a_message_delivered_again_after_its_worker_died_need_not_wait_for_the_lease(shard: Shard) -> None:
    first, again = claim(shard, message="m1"), claim(shard, message="m1")
    assert first is not None
    assert again is not None
    assert not computing.renew_lease(claim=first, at=NOON)


def test_a_shard_that_is_done_is_not_computed_again(shard: Shard) -> None:
    deliver(shard, "m1")
    assert claim(shard, at=LATER, message="m1") is None


def test_bytes_from_a_worker_that_lost_its_lease_are_welcome_once(shard: Shard) -> None:
    late, prompt = claim(shard), claim(shard, at=LATER, message="m2")
    assert late is not None
    assert prompt is not None
    computing.store_shard(claim=late, blob=b"same", at=LATER)
    computing.store_shard(claim=prompt, blob=b"same", at=LATER)
    shard.refresh_from_db()
    assert (shard.status, bytes(shard.blob or b"")) == ("done", b"same")
    assert Run.objects.get().status == "done"


def test_other_bytes_for_a_stored_shard_are_refused_and_the_first_stay(shard: Shard) -> None:
    late, prompt = claim(shard), claim(shard, at=LATER, message="m2")
    assert late is not None
    assert prompt is not None
    computing.store_shard(claim=late, blob=b"one", at=LATER)
    with pytest.raises(computing.NotReproducible):
        computing.store_shard(claim=prompt, blob=b"two", at=LATER)
    shard.refresh_from_db()
    assert bytes(shard.blob or b"") == b"one"


def test_a_withdrawn_shard_loses_its_lease(shard: Shard) -> None:
    mine = claim(shard)
    assert mine is not None
    services.withdraw(run=Run.objects.get(), at=NOON)
    assert not computing.renew_lease(claim=mine, at=NOON)


def test_a_worker_stops_within_a_beat_of_the_withdrawal(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ask(seeds=4, dawdle=1.0)
    monkeypatch.setattr(tasks, "_BEAT_SECONDS", 0.0)
    beats: list[Any] = []

    def withdrawing(**arguments: Any) -> bool:
        if not beats:
            services.withdraw(run=run, at=NOON)
        beats.append(arguments)
        return bool(real(**arguments))

    real = computing.renew_lease
    monkeypatch.setattr(computing, "renew_lease", withdrawing)
    deliver(run.recipe.shards.get())
    assert len(beats) == 1
    assert Shard.objects.get().status == "idle"


def test_the_sweep_sends_an_expired_lease_and_a_lost_message_again(ask: Ask, sent: list[tuple[int, str]]) -> None:
    run = ask(seeds=8)
    first, second = run.recipe.shards.order_by("index")
    claim(first)
    sent.clear()
    assert computing.sweep(at=NOON + timedelta(seconds=9)) == 0
    assert computing.sweep(at=NOON + timedelta(seconds=16)) == 2
    assert sent == [(first.pk, "interactive"), (second.pk, "interactive")]
    assert computing.sweep(at=NOON + timedelta(seconds=17)) == 0


def test_a_message_that_nobody_takes_is_sent_ever_more_rarely(shard: Shard) -> None:
    for seconds in (16, 47, 108):
        assert computing.sweep(at=NOON + timedelta(seconds=seconds)) == 1
        assert computing.sweep(at=NOON + timedelta(seconds=seconds + 14)) == 0


def test_a_shard_that_kills_its_workers_fails_after_the_last_try(shard: Shard, settings: Settings) -> None:
    at = NOON
    for number in range(settings.SIMULATIONS["TRIES"]):
        assert claim(shard, at=at, message=f"m{number}") is not None
        at += timedelta(seconds=11)
    computing.sweep(at=at)
    run = Run.objects.get()
    assert run.status == "failed"
    assert "the worker was lost 4 times" in run.error


def test_a_long_run_leaves_room_for_others(ask: Ask, sent: list[tuple[int, str]], settings: Settings) -> None:
    window = settings.SIMULATIONS["SHARDS_IN_FLIGHT"]
    run = ask(seeds=100)
    assert len(sent) == window
    deliver(Shard.objects.get(pk=sent[0][0]))
    assert len(sent) == window + 1
    assert Shard.objects.in_flight().count() == window
    assert work_off(run).status == "done"


def test_slow_shards_wait_in_a_queue_of_their_own(ask: Ask, sent: list[tuple[int, str]]) -> None:
    ask(seeds=1, dawdle=5)
    ask(seeds=1)
    assert [queue for _, queue in sent] == ["batch", "interactive"]


def test_a_run_whose_engine_was_renewed_meanwhile_waits_for_a_worker_of_its_release_and_then_says_so(
    ask: Ask, sent: list[tuple[int, str]], settings: Settings
) -> None:
    run = ask(seeds=4)
    run.recipe.engine = "stepping-stones/normal@0"
    run.recipe.save()
    sent.clear()
    for _ in range(settings.SIMULATIONS["TRIES"]):
        run.refresh_from_db()
        assert run.is_active
        deliver(run.recipe.shards.get())
        assert sent == []
    run.refresh_from_db()
    assert run.status == "failed"
    assert "the engine was renewed" in run.error


def test_bytes_that_nobody_asked_for_lately_are_set_aside_and_come_back_the_same(ask: Ask) -> None:
    old, fresh = work_off(ask(seeds=4, root=1)), work_off(ask(seeds=4, root=2))
    Shard.objects.update(finished_at=NOON - timedelta(days=100))
    Run.objects.filter(pk=old.pk).update(created_at=NOON - timedelta(days=100))
    digest = Result.objects.get(recipe=old.recipe).digest

    assert computing.set_aside(before=NOON - timedelta(days=90)) == 1
    assert old.recipe.shards.get().blob is None
    assert fresh.recipe.shards.get().blob is not None
    assert not selectors.is_complete(old.recipe, 4)

    again = work_off(ask(seeds=4, root=1))
    assert (again.status, again.cached) == ("done", False)
    assert Result.objects.get(recipe=old.recipe).digest == digest

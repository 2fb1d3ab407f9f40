"""Claims, leases, double deliveries and sweeping: what happens when workers die or dawdle."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from overlook.kit.clock import now
from simulations import computing, dispatch, services, tasks
from simulations.models import Run, Shard
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
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    """What was enqueued: the queue, and up to how many calls were to wait in it (None: one more)."""
    made: list[tuple[str, int | None]] = []

    def enqueue(task: str, /, *, queue: str, kind: str, upto: int | None = None) -> None:
        assert (task, kind) == ("simulations.compute_next", queue)
        made.append((queue, upto))

    monkeypatch.setattr(dispatch, "enqueue", enqueue)
    return made


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


def test_the_sweep_queues_an_expired_lease_again_and_calls_for_whatever_is_ready(
    ask: Ask, calls: list[tuple[str, int | None]]
) -> None:
    run = ask(seeds=12)
    assert calls == [("short", 3)]
    claim(run.recipe.shards.get(index=0))
    calls.clear()
    assert computing.sweep(at=NOON + timedelta(seconds=9)) == 0
    assert calls == [("short", 2)]
    assert computing.sweep(at=NOON + timedelta(seconds=11)) == 1
    assert calls == [("short", 2), ("short", 3)]


def test_the_sweep_of_an_engine_at_rest_calls_nobody(ask: Ask, calls: list[tuple[str, int | None]]) -> None:
    work_off(ask(seeds=8))
    services.withdraw(run=ask(seeds=8, root=7), at=NOON)
    calls.clear()
    assert computing.sweep(at=LATER) == 0
    assert calls == []


def test_a_shard_that_kills_its_workers_fails_after_the_last_try(shard: Shard, settings: Settings) -> None:
    at = NOON
    for number in range(settings.SIMULATIONS["TRIES"]):
        assert claim(shard, at=at, message=f"m{number}") is not None
        at += timedelta(seconds=11)
    computing.sweep(at=at)
    run = Run.objects.get()
    assert run.status == "failed"
    assert "the worker was lost 4 times" in run.error


def test_as_many_workers_are_called_as_there_is_use_for(
    ask: Ask, calls: list[tuple[str, int | None]], settings: Settings
) -> None:
    ask(seeds=100)
    ask(seeds=5)
    assert calls == [("short", settings.SIMULATIONS["CALLS"]), ("short", 2)]


def test_slow_shards_wait_in_a_queue_of_their_own(ask: Ask, calls: list[tuple[str, int | None]]) -> None:
    ask(seeds=1, dawdle=5)
    ask(seeds=1)
    assert calls == [("long", 1), ("short", 1)]
    assert computing.claim_next(queue="long", delivery="m1", at=NOON) is not None
    assert computing.claim_next(queue="long", delivery="m2", at=NOON) is None


def test_a_call_is_answered_for_half_a_second_and_then_passed_on(
    ask: Ask, calls: list[tuple[str, int | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(seeds=12)
    calls.clear()
    monkeypatch.setattr(tasks, "_SPELL_SECONDS", -1.0)
    tasks.compute_next.apply(kwargs={"kind": "short"}, throw=True)
    assert Shard.objects.filter(status="done").count() == 1
    assert calls == [("short", None)]
    monkeypatch.undo()
    tasks.compute_next.apply(kwargs={"kind": "short"}, throw=True)
    assert Shard.objects.filter(status="done").count() == 3


def test_a_message_delivered_again_takes_up_what_it_had_in_hand(ask: Ask) -> None:
    ask(seeds=8)
    first = computing.claim_next(queue="short", delivery="m1", at=NOON)
    other = computing.claim_next(queue="short", delivery="m2", at=NOON)
    again = computing.claim_next(queue="short", delivery="m1", at=NOON)
    assert first is not None
    assert other is not None
    assert again is not None
    assert (again.shard_id == first.shard_id, again.shard_id == other.shard_id) == (True, False)
    assert Shard.objects.get(pk=first.shard_id).tries == 2


def test_a_run_whose_engine_was_renewed_meanwhile_waits_for_a_worker_of_its_release_and_then_says_so(
    ask: Ask, settings: Settings
) -> None:
    run = ask(seeds=4)
    run.recipe.engine = "stepping-stones/normal@0"
    run.recipe.save()
    for _ in range(settings.SIMULATIONS["TRIES"]):
        run.refresh_from_db()
        assert run.is_active
        deliver(run.recipe.shards.get())
        assert computing.claim_next(queue="short", delivery="m1", at=now() + timedelta(seconds=14)) is None
    run.refresh_from_db()
    assert run.status == "failed"
    assert "the engine was renewed" in run.error

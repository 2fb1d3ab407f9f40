"""While a kernel computes: a withdrawal is noticed in mid-seed, a shard has its time, and the alarm is given back."""

import signal
import time
from collections.abc import Callable
from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from pytest_django import Settings

from simulations import computing, services, tasks, watching
from simulations.models import Run, Shard
from tests.simulations.conftest import NOON, deliver
from tests.worker_stack import eventually

pytestmark = pytest.mark.django_db
Ask = Callable[..., Run]


@pytest.fixture
def withdrawing(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The learner withdraws at the third look; gives the times of the looks."""
    looks: list[float] = []

    def ours(verb: Callable[..., bool]) -> Callable[..., bool]:
        def look(**arguments: Any) -> bool:
            looks.append(time.monotonic())
            if len(looks) == 3:
                services.withdraw(run=Run.objects.get(), at=NOON)
            return verb(**arguments)

        return look

    for name in ("renew_lease", "is_wanted"):
        monkeypatch.setattr(computing, name, ours(getattr(computing, name)))
    return looks


@pytest.mark.parametrize("params", [{"dawdle": 15}, {"family": "trouble", "trouble": "deaf"}])
def test_a_withdrawn_shard_is_let_go_in_mid_seed_whether_its_kernel_gives_signs_or_not(
    ask: Ask, withdrawing: list[float], params: dict[str, Any]
) -> None:
    run = ask(seeds=1, **params)
    deliver(run.recipe.shards.get())
    assert len(withdrawing) == 3
    assert time.monotonic() - withdrawing[-1] < 0.5
    assert Shard.objects.get().status == "idle"


def test_only_a_kernel_that_gives_signs_renews_its_lease(ask: Ask, settings: Settings) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "LEAST_PATIENCE_SECONDS": 1, "PATIENCE": 0}
    leases: dict[str, datetime | None] = {}
    for trouble in ("linger", "deaf"):
        shard = ask(seeds=1, family="trouble", trouble=trouble).recipe.shards.get()
        claim = computing.claim_shard(shard_id=shard.pk, delivery="m1", at=NOON)
        assert claim is not None
        with pytest.raises(watching.OverTime), watching.Watch(claim) as watch:
            tasks._compute(claim, watch)
        leases[trouble] = Shard.objects.get(pk=shard.pk).lease_until
    assert leases["deaf"] == NOON + computing._lease()
    assert leases["linger"] != leases["deaf"]


def test_a_shard_over_its_time_fails_its_run_even_without_a_sign_of_life(ask: Ask, settings: Settings) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "LEAST_PATIENCE_SECONDS": 1, "PATIENCE": 0}
    run = ask(seeds=1, family="trouble", trouble="deaf")
    deliver(run.recipe.shards.get())
    run.refresh_from_db()
    assert run.status == "failed"
    assert "it took longer than 1 s" in run.error


def test_the_alarm_is_given_back_to_whoever_used_it(ask: Ask) -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 3.0)
        deliver(ask(seeds=4, dawdle=0.1).recipe.shards.get())
        assert rung == []
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] < 2.6
        assert eventually(lambda: rung == [signal.SIGALRM], 10)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert Run.objects.get().status == "done"


def test_without_an_alarm_the_beats_of_the_kernel_do_the_looking(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = computing.claim_shard(shard_id=ask(seeds=4).recipe.shards.get().pk, delivery="m1", at=NOON)
    assert claim is not None
    monkeypatch.setattr(computing, "renew_lease", lambda **_: False)
    ended: list[str] = []

    def elsewhere() -> None:
        try:
            with watching.Watch(claim) as watch:
                for _ in range(100):
                    time.sleep(0.02)
                    watch.beat(0.5)
        except watching.LeaseLost:
            ended.append("lost")

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join(5)
    assert ended == ["lost"]

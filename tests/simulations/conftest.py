"""The cast of the simulation tests: a catalogue with one small leaf, a learner, and a worker without a broker."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import Settings

from overlook.accounts.models import Learner
from overlook.kit.clock import now
from overlook.kit.refs import new_ref
from simulations import computing, services, tasks
from simulations.models import Run, Shard

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def catalogue(settings: Settings) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "CATALOGUES": ["tests.simulations.catalog"]}


@pytest.fixture
def learner(db: None) -> Learner:
    return Learner.objects.create()


@pytest.fixture
def ask(learner: Learner) -> Callable[..., Run]:
    """Ask for a run of the test leaf as ``learner``, with a key of its own."""

    def ask(
        *,
        seeds: object = 8,
        by: Learner | None = None,
        key: str = "",
        at: datetime = NOON,
        priority: Run.Priority = Run.Priority.INTERACTIVE,
        **params: Any,
    ) -> Run:
        return services.request_run(
            learner=by or learner,
            simulation="stepping-stones",
            params={"family": "normal", **params},
            seeds=seeds,
            idempotency_key=key or new_ref(),
            at=at,
            priority=priority,
        )

    return ask


def deliver(shard: Shard, message: str = "") -> None:
    """Let a worker compute this shard, here and now, if it may be taken."""
    claim = computing.claim_shard(shard_id=shard.pk, delivery=message or new_ref(), at=now())
    if claim is not None:
        tasks.compute(claim)


def work_off(run: Run, order: Callable[[list[Shard]], list[Shard]] = list) -> Run:
    """Let a worker compute everything that the run waits for, in any order."""
    for shard in order(list(run.recipe.shards.filter(status=Shard.Status.QUEUED).order_by("index"))):
        deliver(shard)
    run.refresh_from_db()
    return run

"""The cast of the simulation tests: a catalogue with one small leaf, a learner, and a worker without a broker."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import Settings

from overlook.accounts.models import Learner
from overlook.kit.refs import new_ref
from simulations import services
from simulations.models import Run, Shard
from simulations.tasks import compute_shard

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

    def ask(*, seeds: object = 8, by: Learner | None = None, key: str = "", at: datetime = NOON, **params: Any) -> Run:
        return services.request_run(
            learner=by or learner,
            simulation="stepping-stones",
            params={"family": "normal", **params},
            seeds=seeds,
            idempotency_key=key or new_ref(),
            at=at,
        )

    return ask


def deliver(shard: Shard, message: str = "") -> None:
    """Let a worker receive a shard's message, here and now."""
    compute_shard.apply(kwargs={"shard_id": shard.pk}, task_id=message or new_ref(), throw=True)


def work_off(run: Run, order: Callable[[list[Shard]], list[Shard]] = list) -> Run:
    """Let a worker compute everything that the run waits for, in any order."""
    for shard in order(list(run.recipe.shards.filter(status=Shard.Status.QUEUED).order_by("index"))):
        deliver(shard)
    run.refresh_from_db()
    return run

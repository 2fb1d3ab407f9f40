"""When the broker is away a request is answered at once, and nothing is lost."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from simulations import computing
from simulations.models import Run, Shard
from tests.simulations.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def test_asking_without_a_broker_is_quick_and_the_shards_wait_to_be_swept(ask: Callable[..., Run]) -> None:
    ask(root=1)
    began = time.monotonic()
    run = ask(seeds=100)
    assert time.monotonic() - began < 1.5
    assert run.status == "queued"
    assert Shard.objects.due(NOON + timedelta(seconds=16)).count() == 8
    assert computing.sweep(at=NOON + timedelta(seconds=16)) == 8

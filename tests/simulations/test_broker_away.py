"""When the broker is away a request is answered at once, and nothing is lost."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from simulations import computing, dispatch
from simulations.models import Run, Shard
from tests.simulations.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def test_asking_without_a_broker_is_quick_and_the_shards_wait_to_be_called_for(
    ask: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(root=1)
    began = time.monotonic()
    run = ask(seeds=100)
    assert time.monotonic() - began < 1
    assert run.status == "queued"
    assert Shard.objects.ready(NOON).count() == 25
    called: list[tuple[str, int]] = []
    monkeypatch.setattr(dispatch, "call", lambda queue, shards: called.append((queue, shards)))
    computing.sweep(at=NOON + timedelta(seconds=5))
    assert called == [("short", 16)]

"""Recipes and digests stay for ever; bytes go by age and by size, and come back the same."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from simulations import retention, selectors
from simulations.models import Recipe, Result, Run, Shard
from tests.simulations.conftest import NOON, deliver, work_off

pytestmark = pytest.mark.django_db
Ask = Callable[..., Run]


def kept() -> list[int]:
    """The roots of the recipes whose bytes are there."""
    held = Recipe.objects.filter(shards__status="done").distinct().order_by("pk")
    return [params["root"] for params in held.values_list("params", flat=True)]


def test_the_size_of_the_store_is_known_without_reading_it(ask: Ask) -> None:
    work_off(ask(seeds=8))
    assert retention.stored_bytes() == sum(len(bytes(shard.blob or b"")) for shard in Shard.objects.all())


def test_bytes_that_nobody_asked_for_lately_are_set_aside_and_come_back_the_same(ask: Ask) -> None:
    old = work_off(ask(seeds=4, root=1, at=NOON - timedelta(days=100)))
    work_off(ask(seeds=4, root=2))
    before = Result.objects.get(recipe=old.recipe)
    blob = old.recipe.shards.get().blob

    assert retention.set_aside(before=NOON - timedelta(days=90)) == 1
    assert kept() == [2]
    assert not selectors.is_complete(old.recipe, 4)

    again = work_off(ask(seeds=4, root=1))
    after = Result.objects.get(recipe=old.recipe)
    assert (again.status, again.cached) == ("done", False)
    assert (after.pk, after.hash, after.digest) == (before.pk, before.hash, before.digest)
    assert old.recipe.shards.get().blob == blob


def test_the_store_keeps_to_its_size_and_drops_what_was_asked_for_least_lately(ask: Ask) -> None:
    for root in range(4):
        work_off(ask(seeds=8, root=root, points=100, at=NOON + timedelta(minutes=root)))
    ask(seeds=8, root=0, points=100, at=NOON + timedelta(hours=1))
    each = retention.stored_bytes() // 4
    assert retention.evict(limit=2 * each) == 4
    assert kept() == [0, 3]
    assert retention.stored_bytes() == 2 * each
    assert retention.evict(limit=2 * each) == 0
    assert Result.objects.count() == 4


def test_what_somebody_waits_for_is_not_dropped(ask: Ask) -> None:
    run = ask(seeds=8)
    deliver(run.recipe.shards.get(index=0))
    assert retention.evict(limit=0) == 0
    assert retention.set_aside(before=NOON + timedelta(days=1)) == 0
    assert work_off(run).status == "done"
    assert retention.evict(limit=0) == 2


def test_a_recomputation_that_comes_out_otherwise_fails_its_run_and_the_digest_stays(ask: Ask) -> None:
    first = work_off(ask(seeds=4))
    digest = Result.objects.get().digest
    retention.evict(limit=0)
    Shard.objects.update(sha256="f" * 64)
    again = work_off(ask(seeds=4))
    assert again.status == "failed"
    assert "it was computed before and came out otherwise" in again.error
    assert Result.objects.get(recipe=first.recipe).digest == digest

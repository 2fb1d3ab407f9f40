"""Asking for runs, sharing shards, finishing, withdrawing and failing: verbs with the database, no broker."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import Settings

from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict, Invalid, TooMany
from simulations import computing, selectors, services
from simulations.engine import shards
from simulations.models import Result, Run, Shard
from tests.simulations.conftest import NOON, deliver, work_off

pytestmark = pytest.mark.django_db
Ask = Callable[..., Run]


def blobs(run: Run) -> list[bytes]:
    return [bytes(blob or b"") for blob in run.recipe.shards.order_by("index").values_list("blob", flat=True)]


def test_a_run_is_computed_shard_by_shard_and_ends_with_a_permanent_address(ask: Ask) -> None:
    run = ask(seeds=8)
    assert (run.status, run.shards_total, run.seeds_done) == ("queued", 2, 0)
    first, second = run.recipe.shards.order_by("index")

    deliver(first)
    run.refresh_from_db()
    assert (run.status, run.seeds_done) == ("running", 4)

    deliver(second)
    run.refresh_from_db()
    assert (run.status, run.seeds_done) == ("done", 8)
    assert run.finished_at is not None
    assert Result.objects.get().hash == computing.result_hash(run.recipe.key, 8)


def test_the_same_request_again_is_answered_without_computing(ask: Ask) -> None:
    first = work_off(ask(seeds=8))
    again = ask(seeds=8)
    assert (again.status, again.seeds_done, again.cached) == ("done", 8, True)
    assert again.recipe == first.recipe
    assert Shard.objects.count() == 2


def test_more_seeds_compute_only_the_missing_shards(ask: Ask) -> None:
    before = blobs(work_off(ask(seeds=8)))
    more = ask(seeds=14)
    assert (more.seeds_done, more.shards_total) == (8, 4)
    assert Shard.objects.filter(status="queued").count() == 2
    assert blobs(work_off(more))[:2] == before


def test_a_partial_last_shard_is_computed_whole_and_read_in_part(ask: Ask) -> None:
    run = work_off(ask(seeds=6))
    assert (run.status, run.seeds_done) == ("done", 6)
    assert selectors.snapshot(run)["series_of"] == 6
    assert len(shards.decode(blobs(run)[1])) == 4


def test_two_learners_share_one_computation(ask: Ask) -> None:
    mine, theirs = ask(seeds=8), ask(seeds=4, by=Learner.objects.create())
    assert Shard.objects.count() == 2
    deliver(Shard.objects.get(index=0))
    theirs.refresh_from_db()
    mine.refresh_from_db()
    assert (theirs.status, mine.status, mine.seeds_done) == ("done", "running", 4)


def test_the_order_of_arrival_does_not_change_a_digit(ask: Ask) -> None:
    forwards = work_off(ask(seeds=12, root=5))
    numbers, bytes_then = selectors.numbers(forwards.recipe, 12), blobs(forwards)
    forwards.recipe.shards.update(status="idle", blob=None, sha256="")

    backwards = work_off(ask(seeds=12, root=5), order=lambda queued: queued[::-1])
    assert blobs(backwards) == bytes_then
    assert selectors.numbers(backwards.recipe, 12) == numbers
    assert Result.objects.count() == 1


def test_the_same_key_and_request_give_the_same_run(ask: Ask) -> None:
    first = ask(key="k", seeds=4)
    again = ask(key="k", seeds=4, points=5)
    assert again.pk == first.pk
    assert (first.replayed, again.replayed) == (False, True)


def test_the_same_key_with_another_request_is_refused(ask: Ask) -> None:
    ask(key="k", seeds=4)
    with pytest.raises(Invalid) as refusal:
        ask(key="k", seeds=5)
    assert refusal.value.error_code == "idempotency-mismatch"
    assert Run.objects.count() == 1


def test_two_learners_may_use_the_same_key(ask: Ask) -> None:
    assert ask(key="k").pk != ask(key="k", by=Learner.objects.create()).pk


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"points": 0}, "params.points"),
        ({"points": "5"}, "params.points"),
        ({"points": float("nan")}, "params.points"),
        ({"points": 13}, "params.points"),
        ({"stones": 5}, "params.stones"),
        ({"family": "rolling"}, "params.family"),
        ({"seeds": 0}, "seeds"),
        ({"seeds": 101}, "seeds"),
        ({"seeds": "many"}, "seeds"),
        ({"seeds": True}, "seeds"),
    ],
)
def test_a_wrong_value_is_refused_by_name(ask: Ask, params: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(**params)
    assert field in refusal.value.fields
    assert not Run.objects.exists()
    assert not Shard.objects.exists()


def test_a_run_that_costs_too_much_is_refused_with_the_number_and_the_way_out(ask: Ask) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(seeds=100, dawdle=2.0, points=1)
    assert refusal.value.error_code == "too-costly"
    assert "about 300 s" in refusal.value.message
    assert "at most 36 seeds" in refusal.value.message
    assert refusal.value.fields == {"seeds": [refusal.value.message]}
    assert ask(seeds=36, dawdle=2.0, points=1).status == "queued"


def test_cost_counts_only_what_is_missing(ask: Ask) -> None:
    run = ask(seeds=36, dawdle=2.0, points=1)
    run.recipe.shards.update(status="done", blob=b"x")
    assert ask(seeds=36, dawdle=2.0, points=1).cached
    assert ask(seeds=72, dawdle=2.0, points=1).shards_total == 18


def test_too_many_runs_at_once_are_refused_and_one_less_is_not(ask: Ask, settings: Settings) -> None:
    runs = [ask(root=root) for root in range(settings.SIMULATIONS["RUNS_AT_ONCE"])]
    with pytest.raises(TooMany):
        ask(root=99)
    services.withdraw(run=runs[0], at=NOON)
    assert ask(root=99).status == "queued"


def test_the_daily_quota_counts_computed_runs_of_one_day(ask: Ask, settings: Settings) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "RUNS_PER_DAY": 2}
    work_off(ask(root=1))
    work_off(ask(root=2))
    with pytest.raises(TooMany) as refusal:
        ask(root=3)
    assert refusal.value.error_code == "daily-quota"
    assert ask(root=1).cached
    assert ask(root=3, at=NOON + timedelta(days=1, seconds=1)).status == "queued"


def test_withdrawing_stops_work_that_nobody_else_waits_for(ask: Ask) -> None:
    mine, theirs = ask(seeds=16), ask(seeds=4, by=Learner.objects.create())
    withdrawn = services.withdraw(run=mine, at=NOON)
    assert withdrawn.status == "cancelled"
    assert list(Shard.objects.order_by("index").values_list("status", flat=True)) == ["queued", "idle", "idle", "idle"]
    assert work_off(theirs).status == "done"


def test_withdrawing_twice_is_harmless_and_a_finished_run_stays_finished(ask: Ask) -> None:
    run = ask(seeds=4)
    assert services.withdraw(run=run, at=NOON).seq == services.withdraw(run=run, at=NOON).seq
    done = work_off(ask(seeds=4, root=2))
    with pytest.raises(Conflict):
        services.withdraw(run=done, at=NOON)
    done.refresh_from_db()
    assert done.status == "done"


def test_a_cancelled_run_can_be_asked_for_again(ask: Ask) -> None:
    services.withdraw(run=ask(seeds=8), at=NOON)
    assert work_off(ask(seeds=8)).status == "done"


def test_a_shard_that_always_fails_ends_its_run_with_the_reason(ask: Ask, settings: Settings) -> None:
    run = ask(family="trouble", seeds=2)
    for _ in range(settings.SIMULATIONS["TRIES"]):
        deliver(Shard.objects.get(index=0))
    run.refresh_from_db()
    assert run.status == "failed"
    assert "Seeds 0 to 0 could not be computed: ValueError: the stone rolled away" in run.error
    assert Shard.objects.get(index=1).status == "idle"


def test_a_failed_run_can_be_asked_for_again(ask: Ask, settings: Settings) -> None:
    run = ask(family="trouble", seeds=1)
    for _ in range(settings.SIMULATIONS["TRIES"]):
        deliver(Shard.objects.get())
    again = ask(family="trouble", seeds=1)
    shard = Shard.objects.get()
    assert (again.status, shard.status, shard.tries) == ("queued", "queued", 0)
    run.refresh_from_db()
    assert run.status == "failed"


def test_one_poisoned_run_does_not_stop_the_others(ask: Ask) -> None:
    bad, good = ask(family="trouble", seeds=1), ask(seeds=4)
    for shard in Shard.objects.order_by("pk"):
        deliver(shard)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.status, bad.status) == ("done", "running")


def test_claimed_runs_move_to_the_learner_and_keys_do_not_clash(ask: Ask, learner: Learner) -> None:
    anonymous = Learner.objects.create()
    ask(key="k", by=anonymous, root=1)
    ask(key="k", by=learner, root=2)
    services.adopt_runs(anonymous=anonymous, learner=learner, at=NOON)
    assert learner.runs.count() == 2
    assert not anonymous.runs.exists()

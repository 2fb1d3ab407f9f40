"""Whose turn it is: fair between learners by CPU time, interactive before batch, and nobody saves up turns."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import Settings

from overlook.accounts.models import Learner
from overlook.kit.errors import TooMany
from overlook.kit.refs import new_ref
from simulations import computing, dispatch, hosts, services
from simulations.models import FairShare, Host, Run, Shard
from tests.simulations.conftest import NOON

pytestmark = pytest.mark.django_db
Ask = Callable[..., Run]


@pytest.fixture
def other(db: None) -> Learner:
    return Learner.objects.create()


def turns(count: int, queue: str = "short") -> list[int]:
    """Let a worker take ``count`` shards, and tell to whose runs they belong (by id of the learner)."""
    taken = []
    for _ in range(count):
        claim = computing.claim_next(queue=queue, delivery=new_ref(), at=NOON)
        if claim is None:
            break
        run = Run.objects.filter(recipe__shards=claim.shard_id).order_by("pk").first()
        assert run is not None
        taken.append(run.learner_id)
    return taken


def test_one_run_is_not_starved_by_somebody_elses_fifty(ask: Ask, learner: Learner, other: Learner) -> None:
    for root in range(50):
        ask(seeds=8, root=root)
    turns(10)
    ask(seeds=8, by=other, root=100)
    assert turns(4).count(other.pk) == 2


def test_learners_who_always_have_work_get_equal_shares_of_cpu_time_not_of_shards(
    ask: Ask, learner: Learner, other: Learner
) -> None:
    for root in range(10):
        ask(seeds=32, root=root, dawdle=0.2)
        ask(seeds=32, root=root, dawdle=0.05, by=other)
    shards = Counter(turns(60))
    # A shard of the first costs about four times as much (0.205 to 0.055 s a seed).
    assert shards[other.pk] / shards[learner.pk] == pytest.approx(0.205 / 0.055, rel=0.1)


def test_an_interactive_run_goes_before_every_batch_run(ask: Ask, learner: Learner, other: Learner) -> None:
    ask(seeds=40, priority=Run.Priority.BATCH)
    ask(seeds=40, root=7, by=other, priority=Run.Priority.BATCH)
    turns(3)
    mine = ask(seeds=12, root=8)
    claims = [computing.claim_next(queue="short", delivery=f"n{n}", at=NOON) for n in range(4)]
    recipes = [Shard.objects.get(pk=claim.shard_id).recipe_id for claim in claims if claim]
    assert recipes[:3] == [mine.recipe_id] * 3
    assert recipes[3] != mine.recipe_id


def test_who_was_away_saves_up_no_turns(ask: Ask, learner: Learner, other: Learner) -> None:
    ask(seeds=100)
    assert turns(20) == [learner.pk] * 20
    ask(seeds=100, root=7, by=other)
    assert Counter(turns(10)) == {learner.pk: 5, other.pk: 5}


def test_who_worked_alone_yesterday_owes_nothing_today(ask: Ask, learner: Learner, other: Learner) -> None:
    ask(seeds=4, root=7, by=other)
    services.withdraw(run=Run.objects.get(), at=NOON)
    run = ask(seeds=100)
    turns(20)
    services.withdraw(run=run, at=NOON)
    ask(seeds=40, root=8, by=other)
    ask(seeds=40, root=9)
    assert Counter(turns(10)) == {learner.pk: 5, other.pk: 5}


def test_a_pause_within_a_busy_hour_does_not_wipe_out_what_was_had(ask: Ask, learner: Learner, other: Learner) -> None:
    ask(seeds=100, root=7, by=other)
    greedy = ask(seeds=100)
    turns(4)
    FairShare.objects.filter(learner=learner).update(virtual_time=1000.0)
    services.withdraw(run=greedy, at=NOON)
    ask(seeds=100, root=8)
    assert turns(10) == [other.pk] * 10


def test_a_shared_shard_is_computed_at_the_turn_of_whoever_comes_first(
    ask: Ask, learner: Learner, other: Learner
) -> None:
    ask(seeds=100, root=7)
    shared = ask(seeds=4, root=8)
    again = ask(seeds=4, root=8, by=other)
    assert again.recipe_id == shared.recipe_id
    turns(2)
    assert Shard.objects.get(recipe=shared.recipe_id).status == "running"


def test_runs_taken_over_at_sign_in_join_the_line_where_it_stands(ask: Ask, learner: Learner, other: Learner) -> None:
    anonymous = Learner.objects.create()
    ask(seeds=100, root=7, by=other)
    turns(10)
    ask(seeds=100, root=8, by=anonymous)
    services.adopt_runs(anonymous=anonymous, learner=learner, at=NOON)
    assert Counter(turns(11)) == {learner.pk: 5, other.pk: 6}


def test_a_shard_that_is_to_be_tried_later_is_passed_over(ask: Ask) -> None:
    ask(seeds=8)
    first = computing.claim_next(queue="short", delivery="m1", at=NOON)
    assert first is not None
    computing.give_back(claim=first, error="not here", at=NOON, later=True)
    second = computing.claim_next(queue="short", delivery="m2", at=NOON)
    assert second is not None
    assert second.shard.index == 1
    assert computing.claim_next(queue="short", delivery="m3", at=NOON) is None


def test_the_seconds_of_a_day_are_a_quota_with_a_way_out(ask: Ask, settings: Settings, other: Learner) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "SECONDS_PER_DAY": 100.0}
    first = ask(seeds=4, dawdle=10, points=10)
    assert first.seconds == pytest.approx(1.5 * 4 * 10.01)
    with pytest.raises(TooMany) as refusal:
        ask(seeds=4, dawdle=10, points=10, root=7)
    assert refusal.value.error_code == "daily-quota"
    assert "about 60 s of computing, and 40 s of your 100 s a day are left" in refusal.value.message
    assert "Ask for fewer seeds" in refusal.value.message
    assert refusal.value.retry_after == 86401
    assert ask(seeds=4, dawdle=10, points=10, root=7, by=other).status == "queued"
    services.withdraw(run=first, at=NOON)
    assert ask(seeds=4, dawdle=10, points=10, root=7).status == "queued"


def test_a_slow_host_makes_a_run_dearer_and_its_queue_another(ask: Ask, settings: Settings) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "HOST_FACTOR": 0.0}
    Host.objects.create(name="quick", factor=0.9, measured_at=NOON)
    assert ask(seeds=4, dawdle=0.3, points=10).seconds == pytest.approx(0.9 * 1.5 * 4 * 0.31)
    Host.objects.create(name="slow", factor=3.0, measured_at=NOON)
    run = ask(seeds=4, dawdle=0.3, points=10, root=7)
    assert run.seconds == pytest.approx(3 * 1.5 * 4 * 0.31)
    assert (run.queue, Run.objects.order_by("pk")[0].queue) == ("long", "short")
    assert dispatch.queue_for(2.0) == "short"


def test_a_worker_that_starts_writes_down_how_fast_its_host_is_and_forgets_hosts_that_are_gone(
    settings: Settings, db: None
) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "HOST_FACTOR": 0.0}
    Host.objects.create(name="gone", factor=9.0, measured_at=NOON - timedelta(days=31))
    assert hosts.factor(at=NOON) == hosts.own_factor()
    hosts.introduce(at=NOON)
    (host,) = Host.objects.all()
    assert host.factor == hosts.own_factor() == hosts.factor(at=NOON)
    assert 0.25 <= host.factor <= 8

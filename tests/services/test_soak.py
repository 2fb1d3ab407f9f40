"""The soak: a thousand mixed runs from fifty learners on two workers that are killed at random.

Ends with every run finished, refused or cancelled, none stuck, the memory of the workers bounded, and every digest
equal to that of a quiet rerun. ``make soak`` takes about ten minutes for it on two quiet cores; ``SOAK_RUNS`` makes it
shorter.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from typing import Any

import pytest
from pytest_django import Settings

from simulations.catalogue import simulation
from tests.services.asking import newcomer
from tests.services.soaking import Body, Crew, Memory, mix, troubled
from tests.worker_stack import Stack, Visitor, worker_stack

pytestmark = [pytest.mark.worker, pytest.mark.soak, pytest.mark.xdist_group("workers")]

RUNS, USERS = int(os.environ.get("SOAK_RUNS", "1000")), 50
# So many runs of one learner are under way at a time.
AT_ONCE = 4
# A process with scikit-learn and its data comes to about 310 MB, and stays there.
MOST_MB, GROWTH = 450.0, 1.1
LONGEST_SECONDS = 45 * 60.0
ENDED = ("done", "failed", "cancelled")


def test_a_thousand_runs_outlive_their_workers(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    rng = random.Random(20261120)
    bodies = mix(RUNS, rng)
    catalogues = ["simulations.catalog", "tests.simulations.catalog"]
    settings.SIMULATIONS = {**settings.SIMULATIONS, "CATALOGUES": catalogues}
    with worker_stack(SIMULATION_CATALOGUES=",".join(catalogues), SIMULATION_LEASE="3") as stack:
        users = [newcomer(stack) for _ in range(USERS)]
        stack.start_beat()
        crew, memory, began = Crew(stack), Memory(), time.monotonic()
        with troubled(crew, memory, rng=random.Random(7)):
            told = ask_all(stack, users, bodies, rng)
            wait_for_all(stack)
        troubled_seconds = time.monotonic() - began
        assert_sound(stack)
        statuses = Counter(row[0] for row in stack.sql("SELECT status FROM simulations_run"))
        again = dict(stack.sql("SELECT status, count(*) FROM simulations_shard WHERE tries > 1 GROUP BY status"))
        harm, most = dict(crew.done), memory.most
        found = digests(stack)
        crew.stop()

        began, crew, memory = time.monotonic(), Crew(stack), Memory()
        with troubled(crew, memory, rng=None):
            rerun(stack, users)
        quiet_seconds = time.monotonic() - began
        assert_sound(stack)
        halves = memory.halves()
        lines = (
            f"{RUNS} runs of {USERS} learners in {troubled_seconds:.0f} s: {dict(statuses)}, {dict(told)}",
            f"{harm}; shards computed more than once {again}; quiet rerun {quiet_seconds:.0f} s",
            f"{len(found[0])} shards and {len(found[1])} results compared",
            f"a worker process had at most {max(most, memory.most):.0f} MB; first and second half of its life {halves}",
        )
        with capsys.disabled():
            sys.stdout.writelines(f"\nsoak: {line}" for line in lines)
        shards, results = digests(stack)
        assert {place: shards[place] for place in found[0]} == found[0]
        assert {address: results[address] for address in found[1]} == found[1]
        assert set(statuses) <= {"done", "cancelled"}
        assert told["refused"] + sum(statuses.values()) == RUNS + USERS
        assert sum(harm.values()) > 0
        assert max(most, memory.most) < MOST_MB
        assert all(late < GROWTH * early for early, late in halves)


def ask_all(stack: Stack, users: list[Visitor], bodies: list[Body], rng: random.Random) -> Counter[str]:
    """Each learner keeps a few runs under way until all are asked for; one in twelve is withdrawn."""
    told: Counter[str] = Counter()
    mine: dict[int, dict[str, Any]] = {number: {} for number in range(len(users))}
    waiting = list(bodies)
    while waiting:
        ended = {ref for ref, status in stack.sql("SELECT ref, status FROM simulations_run") if status in ENDED}
        for number, user in enumerate(users):
            mine[number] = {ref: run for ref, run in mine[number].items() if ref not in ended}
            if not waiting or len(mine[number]) >= AT_ONCE:
                continue
            answer = user.post_json("/api/v1/runs", waiting.pop())
            if answer.status != 201:
                assert answer.status in (422, 429), answer.text
                told["refused"] += 1
                continue
            run = answer.json()
            mine[number][run["id"]] = run
            if rng.random() < 1 / 12:
                withdrawn = user.delete(run["url"])
                assert withdrawn.status in (200, 409), withdrawn.text
            elif rng.random() < 1 / 8:
                assert user.get(f"/runs/{run['id']}").status == 200
        time.sleep(0.2)
    return told


def wait_for_all(stack: Stack) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while under_way(stack):
        assert time.monotonic() < deadline, f"{under_way(stack)}\n{stack.log()[-5000:]}"
        time.sleep(1)


def under_way(stack: Stack) -> list[tuple[Any, ...]]:
    return stack.sql("SELECT ref, status, seeds_done, seeds FROM simulations_run WHERE status IN ('queued', 'running')")


def assert_sound(stack: Stack) -> None:
    """Nothing is half done, and whatever was computed twice came out the same."""
    assert stack.sql("SELECT ref, error FROM simulations_run WHERE status = 'failed'") == []
    assert stack.sql("SELECT id FROM simulations_shard WHERE status IN ('queued', 'running')") == []
    assert stack.sql("SELECT id FROM simulations_run WHERE status = 'done' AND seeds_done <> seeds") == []
    assert "not_reproducible" not in stack.log()


def digests(stack: Stack) -> tuple[dict[tuple[str, int], str], dict[str, str]]:
    """SHA-256 by recipe and shard, and by permanent address."""
    shards = stack.sql(
        'SELECT recipe.key, shard."index", shard.sha256 FROM simulations_shard shard '
        "JOIN simulations_recipe recipe ON recipe.id = shard.recipe_id WHERE shard.status = 'done'"
    )
    results = stack.sql("SELECT hash, digest FROM simulations_result")
    return {(key, index): sha256 for key, index, sha256 in shards}, dict(results)


def rerun(stack: Stack, users: list[Visitor]) -> None:
    """Forget every number and every digest, and compute the same shards and results again, undisturbed."""
    results = stack.sql("SELECT recipe_id, seeds FROM simulations_result ORDER BY recipe_id, seeds DESC")
    wholes = stack.sql(
        "SELECT recipe_id, max(\"index\") + 1 FROM simulations_shard WHERE status = 'done' GROUP BY recipe_id"
    )
    recipes = {
        row[0]: row[1:] for row in stack.sql("SELECT id, simulation, params, shard_size FROM simulations_recipe")
    }
    stack.sql("UPDATE simulations_shard SET status = 'idle', blob = NULL, size = 0, sha256 = '' WHERE status = 'done'")
    stack.sql("DELETE FROM simulations_result")
    # A new day: what was asked for in the trouble does not count against what is asked for now.
    stack.sql("UPDATE simulations_run SET created_at = '2026-01-01 00:00:00'")
    for part in ([(pk, count * recipes[pk][2]) for pk, count in wholes], results):
        for number, (pk, seeds) in enumerate(part):
            slug, params, _ = recipes[pk]
            normal = json.loads(params) if isinstance(params, str) else params
            most = simulation(slug).family(normal).max_seeds
            body: Body = {"simulation": slug, "params": normal, "seeds": min(seeds, most)}
            answer = users[number % len(users)].post_json("/api/v1/runs", body)
            assert answer.status == 201, answer.text
        wait_for_all(stack)

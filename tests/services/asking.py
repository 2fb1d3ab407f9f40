"""Asking a running stack for runs of the tests' own simulation, as a reader's browser does."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from simulations.engine import shards
from tests.simulations.catalog.stepping_stones import SIMULATION
from tests.worker_stack import Stack, Visitor, eventually

PAGE = "/simulations/stepping-stones"


def newcomer(stack: Stack) -> Visitor:
    """An anonymous reader: the first form that is sent makes a learner for the session."""
    visitor = stack.visitor()
    assert visitor.get(PAGE).status == 200
    sent = visitor.post_form(PAGE, family="normal", points="2", dawdle="0", root="0", seeds="1", key="first")
    assert sent.status == 303, sent.text
    return visitor


@contextmanager
def working(stack: Stack, *concurrencies: int, beat: bool = False) -> Iterator[list[Any]]:
    """Workers, one for each number of children, for as long as it lasts."""
    processes = [stack.start_worker(number) for number in concurrencies]
    others = [stack.start_beat()] if beat else []
    try:
        yield processes
    finally:
        for process in [*processes, *others]:
            if process.poll() is None:
                stack.stop(process)


def ask(
    reader: Visitor, *, seeds: int, family: str = "normal", priority: str = "interactive", **params: object
) -> dict[str, Any]:
    body = {"simulation": "stepping-stones", "params": {"family": family, **params}, "seeds": seeds}
    body["priority"] = priority
    answer = reader.post_json("/api/v1/runs", body)
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def state(reader: Visitor, run: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = reader.get(f"{run['url']}?series=none").json()
    return found


def finished(reader: Visitor, run: dict[str, Any], seconds: float = 40) -> dict[str, Any]:
    assert eventually(lambda: state(reader, run)["status"] in ("done", "failed", "cancelled"), seconds), state(
        reader, run
    )
    return state(reader, run)


def digest(reader: Visitor, run: dict[str, Any]) -> str:
    return str(reader.get(f"{run['url']}/result").json()["digest"])


def forget(stack: Stack) -> None:
    """Set all numbers aside, so that the next run computes them anew."""
    stack.sql("UPDATE simulations_shard SET status = 'idle', blob = NULL, sha256 = ''")


def expected(*, seeds: int, **params: object) -> str:
    """The digest that an undisturbed run has: computed here and now, by no worker."""
    normal = SIMULATION.normalise({"family": "normal", **params})
    plan = shards.plan(seeds, SIMULATION.shard_size(normal))
    blobs = [shards.encode([SIMULATION.compute_seed(normal, seed) for seed in shard.seeds]) for shard in plan]
    return hashlib.sha256("".join(map(shards.digest, blobs)).encode()).hexdigest()

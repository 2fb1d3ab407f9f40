"""The engine with its own broker, server and workers: what a shard costs beside its kernel, and how soon one sees it.

Nothing is faked: runs are asked for over the API, computed by Celery workers of one process each, and stored in SQLite.
"""

import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from subprocess import Popen
from typing import Any

from benchmarks.registry import Result, bench
from benchmarks.serving import ROUNDS, Connection, measure, new_token, open_database, server
from benchmarks.timing import timed
from simulations.catalog.double_descent.model import SIMULATION as DOUBLE_DESCENT
from simulations.catalog.winners_curse.model import SIMULATION as WINNERS_CURSE
from simulations.engine import shards
from tests.worker_stack import Stack, children, eventually

PAIRS = 5
# 25 shards of about 70 ms: every width 1 … 1000 at n = 200, as on the simulation's page.
GAUSSIAN = {"family": "gaussian", "n": 200, "width": 1000, "sigma": 0.5, "ridge": [0]}
# The cheapest kernel of the catalogue, 25 shards of about 1 ms: nearly all that they cost is the engine's.
CHEAP = {"family": "best-of-many"}
MANY, CHEAP_RUNS, CALLS = 200, 8, 100
AIM_SHARD_MS, AIM_FIRST_MS, AIM_HIT_MS = 5.0, 250.0, 30.0

_streams = count(1000)


class Api:
    """One kept connection with a token of its own; every run is on a random stream that was never computed before."""

    def __init__(self, stack: Stack, connection: Connection) -> None:
        self.stack, self._connection = stack, connection
        self._headers = {"Authorization": f"Bearer {new_token(stack)}", "Content-Type": "application/json"}

    def ask(self, simulation: str, params: dict[str, Any], seeds: int, root: int | None = None) -> dict[str, Any]:
        params = {**params, "root": next(_streams) if root is None else root}
        body = json.dumps({"simulation": simulation, "params": params, "seeds": seeds})
        headers = {**self._headers, "Idempotency-Key": secrets.token_hex(8)}
        made: dict[str, Any] = json.loads(self._connection.expect(201, "POST", "/api/v1/runs", body, headers))
        return made

    def get(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._connection.expect(200, "GET", path, "", self._headers))
        return found

    def reconnect(self) -> None:
        """After a pause the server has closed what was kept; the next request opens it anew."""
        self._connection.close()

    def wait(self, *runs: dict[str, Any]) -> None:
        """Until all are done; the database is asked and not the server, which so has nothing to do meanwhile."""
        refs = ", ".join(f"'{run['id']}'" for run in runs)
        left = f"SELECT count(*) FROM simulations_run WHERE ref IN ({refs}) AND status <> 'done'"
        assert eventually(lambda: self.stack.sql(left) == [(0,)], 300), self.stack.log()[-3000:]

    def stream(self, path: str) -> Iterator[dict[str, Any]]:
        """The snapshots of a run as they arrive."""
        visitor = self.stack.visitor()
        connection, response = visitor.open("GET", path, headers=self._headers)
        with closing(connection):
            for line in response:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])


@bench("engine/two-workers")
def two_workers() -> Result:
    """The same long run by one worker, and by two."""
    with _engine() as (api, _):
        alone, together = [], []
        for _ in range(PAIRS):
            alone.append(_run_seconds(api))
            second = api.stack.start_worker()
            together.append(_run_seconds(api))
            api.stack.stop(second)
        ratios = [one / two for one, two in zip(alone, together, strict=True)]
        best = max(ratios)
        pairs = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        note = (
            f"{MANY} seeds of the Gaussian family, from the request to the last shard, against one worker, "
            f"{median(alone):.2f} s. The ratio is the best of {PAIRS} pairs ({pairs}); limit: twice as fast"
        )
        return Result(1e3 * median(together), "ms a run", PAIRS, best, 2 / best, note)


@bench("engine/shard-overhead")
def shard_overhead() -> Result:
    """CPU of worker, its process and broker for each shard, less what the kernel takes alone."""
    params = WINNERS_CURSE.normalise(CHEAP)
    size = WINNERS_CURSE.shard_size(params)
    kernel = timed(lambda: [WINNERS_CURSE.compute_seed(params, seed) for seed in range(size)], times=50).median_cpu
    blob = shards.encode([WINNERS_CURSE.compute_seed(params, seed) for seed in range(size)])
    with _engine() as (api, worker):
        ours = []
        for _ in range(ROUNDS):
            spent, number = _cpu(api.stack, worker), CHEAP_RUNS * -(-MANY // size)
            api.wait(*(api.ask("winners-curse", CHEAP, MANY) for _ in range(CHEAP_RUNS)))
            ours.append((_cpu(api.stack, worker) - spent) / number - kernel)
        empty = [_call_seconds(api.stack, worker) for _ in range(3)]
        with closing(open_database(api.stack)) as database:
            floor = timed(lambda: database.execute("INSERT INTO bench (said) VALUES (?)", (blob,)), times=50).median_cpu
        value, message = median(ours), median(empty)
        note = (
            "CPU of worker, process and broker: claim, lease, watch, bytes, store, progress and its news, less the "
            f"kernel's {1e3 * kernel:.2f} ms; the aim is {AIM_SHARD_MS:g} ms. Baseline: a Celery message that finds "
            f"nothing to do, {1e3 * message:.2f} ms (and is good for many shards). Limit: one INSERT of the bytes"
        )
        return Result(1e3 * value, "ms CPU a shard", ROUNDS, message / value, value / floor, note)


@bench("engine/first-point")
def first_point() -> Result:
    """From asking for a Gaussian run, on an idle site, to the first snapshot with a curve in it."""
    params = DOUBLE_DESCENT.normalise({**GAUSSIAN, "root": 1})
    size = DOUBLE_DESCENT.shard_size(params)
    alone = timed(lambda: [DOUBLE_DESCENT.compute_seed(params, seed) for seed in range(size)], times=5).median_wall
    with _engine() as (api, _):
        taken = []
        for _ in range(3 * PAIRS):
            began = time.perf_counter()
            run = api.ask("double-descent", GAUSSIAN, 4 * size)
            for snapshot in api.stream(run["events"]):
                if snapshot.get("series"):
                    taken.append(time.perf_counter() - began)
                    break
            api.wait(run)
        value = median(taken)
        note = (
            f"POST, first shard of {size} seeds, its summary as a server-sent event; the aim is {AIM_FIRST_MS:g} ms, "
            f"the slowest of {len(taken)} took {1e3 * max(taken):.0f} ms. Limit: the kernel alone, {1e3 * alone:.0f} ms"
        )
        return Result(1e3 * value, "ms to a curve", len(taken), None, value / alone, note)


@bench("engine/cache-hit")
def cache_hit() -> Result:
    """The same run asked for again, with its curves."""
    with _engine() as (api, _):
        first = api.ask("double-descent", GAUSSIAN, 32, root=1)
        api.wait(first)
        api.get(first["url"])

        def again() -> None:
            run = api.ask("double-descent", GAUSSIAN, 32, root=1)
            assert run["status"] == "done"
            assert api.get(run["url"])["series"]

        return measure(
            api.stack,
            again,
            lambda database: database.execute("SELECT * FROM simulations_result LIMIT 1").fetchall(),
            "POST of a run that was computed before, and GET of its curves of 1000 widths; "
            f"the aim is {AIM_HIT_MS:g} ms. Limit: one SELECT of its result",
        )


@contextmanager
def _engine() -> Iterator[tuple[Api, Popen[bytes]]]:
    with server() as stack, closing(Connection(stack.port)) as connection:
        worker = stack.start_worker()
        api = Api(stack, connection)
        api.wait(api.ask("double-descent", GAUSSIAN, 8), api.ask("winners-curse", CHEAP, 8))
        yield api, worker


def _run_seconds(api: Api) -> float:
    """Wall seconds of one long run, by the clock of the one who asks."""
    api.reconnect()
    began = time.perf_counter()
    api.wait(api.ask("double-descent", GAUSSIAN, MANY))
    return time.perf_counter() - began


def _call_seconds(stack: Stack, worker: Popen[bytes]) -> float:
    """CPU seconds of one message that finds nothing to do."""
    spent, seen = _cpu(stack, worker), stack.log().count("succeeded in")
    send = "app.send_task('simulations.compute_next', kwargs={'kind': 'short'}, queue='short')"
    stack.manage("shell", "-c", f"from overlook.celery import app; [{send} for _ in range({CALLS})]")
    assert eventually(lambda: stack.log().count("succeeded in") >= seen + CALLS, 60)
    return (_cpu(stack, worker) - spent) / CALLS


def _cpu(stack: Stack, worker: Popen[bytes]) -> float:
    """CPU seconds so far of a worker, its processes and the broker (Linux tells them to a hundredth)."""
    ticks = 0
    for process in (worker.pid, *children(worker), stack.broker_pid):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")

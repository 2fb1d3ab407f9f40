"""What the engine has to do, who does it, what was spared by the cache, and for whom it computes."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from overlook.celery import app
from overlook.kit.errors import NotFound
from overlook.ops.health import broker_client
from simulations.catalogue import simulation
from simulations.models import Run, Shard

_INSPECT_SECONDS = 2.0


@dataclass(frozen=True)
class Worker:
    """One worker that answers: how many shards it can compute at once, and how many it has in hand."""

    name: str
    processes: int
    busy: int


@dataclass(frozen=True)
class Spent:
    """What one learner asked for: runs that were not in the cache, and their predicted CPU seconds."""

    learner: str
    runs: int
    under_way: int
    seconds: float


@dataclass(frozen=True)
class EngineState:
    """``queues`` and ``workers`` are None when the broker is away."""

    hours: float
    queues: dict[str, int] | None
    unacknowledged: int | None
    workers: tuple[Worker, ...] | None
    shards: dict[str, int]
    overdue: int
    runs: dict[str, int]
    hit_rate: float | None
    seconds: float
    learners: tuple[Spent, ...]


def examine(*, at: datetime, hours: float, most: int = 20) -> EngineState:
    """Queues, workers and shards as they are now; runs, hit rate and cost over the last ``hours``."""
    since = at - timedelta(hours=hours)
    queues, unacknowledged = _queues()
    runs = Run.objects.filter(created_at__gt=since)
    asked, spared = runs.count(), runs.filter(cached=True).count()
    spent = _spent(since)
    return EngineState(
        hours=hours,
        queues=queues,
        unacknowledged=unacknowledged,
        workers=_workers() if queues is not None else None,
        shards=_by_status(Shard.Status.values, Counter(dict(_counted(Shard.objects.all())))),
        overdue=Shard.objects.due(at).count(),
        runs=_by_status(Run.Status.values, Counter(dict(_counted(runs)))),
        hit_rate=spared / asked if asked else None,
        seconds=round(sum(one.seconds for one in spent), 1),
        learners=tuple(spent[:most]),
    )


def _queues() -> tuple[dict[str, int] | None, int | None]:
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    try:
        with broker_client() as client:
            lengths = {queue.name: int(client.llen(f"{prefix}{queue.name}")) for queue in settings.CELERY_TASK_QUEUES}
            return lengths, int(client.hlen(f"{prefix}unacked"))
    except (RedisError, OSError):
        return None, None


def _workers() -> tuple[Worker, ...] | None:
    try:
        inspect = app.control.inspect(timeout=_INSPECT_SECONDS)
        stats, active = inspect.stats() or {}, inspect.active() or {}
    except (OperationalError, RedisError, OSError):
        return None
    found = [(name, known["pool"]["max-concurrency"], len(active.get(name, ()))) for name, known in stats.items()]
    return tuple(Worker(*one) for one in sorted(found))


def _counted(rows: QuerySet[Any]) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list("status").annotate(number=Count("pk")))


def _by_status(names: list[str], counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in names}


def _spent(since: datetime) -> list[Spent]:
    """By learner, the most expensive first."""
    runs, under_way, seconds = Counter[str](), Counter[str](), defaultdict[str, float](float)
    asked = Run.objects.filter(created_at__gt=since, cached=False).select_related("recipe", "learner")
    for run in asked.iterator(chunk_size=500):
        ref = run.learner.ref
        runs[ref] += 1
        under_way[ref] += run.is_active
        seconds[ref] += _predicted(run)
    found = [Spent(ref, runs[ref], under_way[ref], round(seconds[ref], 1)) for ref in runs]
    return sorted(found, key=lambda one: (-one.seconds, one.learner))


def _predicted(run: Run) -> float:
    """CPU seconds; a simulation or data that are no longer there cost nothing any more."""
    try:
        return simulation(run.recipe.simulation).cost(run.recipe.given, run.seeds)
    except NotFound:
        return 0.0

"""What the engine has to do, who does it, what was spared by the cache, and for whom it computes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from overlook.celery import app
from overlook.ops.health import broker_client
from simulations import retention
from simulations.models import Host, Run, Shard

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
class Speed:
    """How many times slower than the reference core a host is, and when it was measured (ISO 8601)."""

    host: str
    factor: float
    measured_at: str


@dataclass(frozen=True)
class EngineState:
    """``queues`` (calls that no worker has answered) and ``workers`` are None when the broker is away.

    ``waiting`` counts shards that could be computed now, by queue; ``silent`` those whose worker gives no sign;
    ``seconds`` is predicted CPU time of what was asked for, ``spent`` what the shards took that were computed.
    """

    hours: float
    queues: dict[str, int] | None
    unacknowledged: int | None
    waiting: dict[str, int]
    workers: tuple[Worker, ...] | None
    hosts: tuple[Speed, ...]
    shards: dict[str, int]
    silent: int
    stored_mb: float
    store_mb: float
    runs: dict[str, int]
    hit_rate: float | None
    seconds: float
    spent: float
    learners: tuple[Spent, ...]


def examine(*, at: datetime, hours: float, most: int = 20) -> EngineState:
    """Queues, workers and shards as they are now; runs, hit rate and cost over the last ``hours``."""
    since = at - timedelta(hours=hours)
    queues, unacknowledged = _queues()
    runs = Run.objects.filter(created_at__gt=since)
    asked, spared = runs.count(), runs.filter(cached=True).count()
    computed = Shard.objects.filter(finished_at__gt=since).aggregate(seconds=Sum("seconds"))["seconds"]
    return EngineState(
        hours=hours,
        queues=queues,
        unacknowledged=unacknowledged,
        waiting={queue: _waiting(queue, at) for queue in Run.Queue.values},
        hosts=tuple(
            Speed(host.name, round(host.factor, 2), host.measured_at.isoformat(timespec="seconds"))
            for host in Host.objects.order_by("name")
        ),
        workers=_workers() if queues is not None else None,
        shards=_by_status(Shard.Status.values, Counter(dict(_counted(Shard.objects.all())))),
        silent=Shard.objects.silent(at).count(),
        stored_mb=round(retention.stored_bytes() / 2**20, 1),
        store_mb=settings.SIMULATIONS["STORE_MB"],
        runs=_by_status(Run.Status.values, Counter(dict(_counted(runs)))),
        hit_rate=spared / asked if asked else None,
        seconds=round(runs.aggregate(seconds=Sum("seconds"))["seconds"] or 0.0, 1),
        spent=round(computed or 0.0, 1),
        learners=_spent(runs, most),
    )


def _waiting(queue: str, at: datetime) -> int:
    wanted = Run.objects.active().filter(recipe=OuterRef("recipe"), shards_total__gt=OuterRef("index"), queue=queue)
    return Shard.objects.ready(at).filter(Exists(wanted)).count()


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


def _spent(runs: QuerySet[Run], most: int) -> tuple[Spent, ...]:
    """By learner, the most expensive first."""
    active = Count("pk", filter=Q(status__in=Run.ACTIVE))
    rows = (
        runs.filter(cached=False)
        .values_list("learner__ref")
        .annotate(runs=Count("pk"), under_way=active, cost=Sum("seconds"))
        .order_by("-cost", "learner__ref")[:most]
    )
    return tuple(Spent(ref, number, under_way, round(cost, 1)) for ref, number, under_way, cost in rows)

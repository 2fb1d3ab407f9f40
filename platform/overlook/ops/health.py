"""What the platform needs to be well: the database, the broker, and a worker that gives signs of life."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from redis import Redis
from redis.exceptions import RedisError

from overlook.kit import pulse
from overlook.kit.embedded import socket_path
from overlook.ops.heartbeat import WORKER

_TIMEOUT = 2.0


@dataclass(frozen=True)
class Health:
    """Each part as ``ok`` or as a word about what is wrong."""

    database: str
    broker: str
    worker: str

    @property
    def ready(self) -> bool:
        """Whether requests can be served. Without a worker they can: runs wait in the queue and nothing is lost."""
        return self.database == "ok" and self.broker == "ok"

    @property
    def status(self) -> str:
        if not self.ready:
            return "unavailable"
        return "ok" if self.worker == "ok" else "degraded"


def examine() -> Health:
    return Health(database=_database(), broker=_broker(), worker=_worker())


def broker_client() -> Redis:
    """A client of the broker with short patience: these questions are asked by probes."""
    if settings.EMBEDDED_REDIS:
        return Redis(
            unix_socket_path=str(socket_path(settings.VAR_DIR)),
            socket_timeout=_TIMEOUT,
            socket_connect_timeout=_TIMEOUT,
        )
    return Redis.from_url(settings.REDIS_URL, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT)


def waiting_tasks() -> int:
    """Tasks that no worker has taken yet."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    with broker_client() as client:
        return sum(int(client.llen(f"{prefix}{queue.name}")) for queue in settings.CELERY_TASK_QUEUES)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return "away"
    return "ok"


def _broker() -> str:
    try:
        with broker_client() as client:
            client.ping()
    except RedisError:
        return "away"
    return "ok"


def _worker() -> str:
    try:
        age = pulse.seconds_since(WORKER)
    except RedisError:
        return "unknown"
    return "silent" if age is None else "ok"

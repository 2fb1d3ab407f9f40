"""Enqueue background work by name, so that a room never imports another room's tasks.

A request must not wait for a broker: connections that enqueue have a patience of their own, a fraction of a second, and
a broker that did not answer is left alone for a moment.
"""

from functools import cache
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection, pools
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from overlook.kit import patience

log = structlog.get_logger(__name__)

_AWAY = (OperationalError, RedisError, OSError)


def enqueue(task: str, /, *, queue: str | None = None, upto: int | None = None, **arguments: Any) -> None:
    """Send a task once the present transaction is committed.

    A broker that is away loses nothing: whatever is enqueued here is also a row that beat sweeps up, so the failure is
    logged and the request goes on, after 0.4 s when the broker hangs instead of refusing.

    ``upto`` is for tasks that all say the same ("there is work"): it brings the messages that wait in ``queue`` up to
    that number instead of adding one.
    """

    def send() -> None:
        if patience.broker.is_resting():
            return
        try:
            with pools.producers[_connection()].acquire(block=True, timeout=patience.SECONDS) as producer:
                # The client of the channel puts the prefix before the name, as it does when it sends.
                missing = 1 if upto is None else upto - producer.channel.client.llen(queue or "celery")
                for _ in range(missing):
                    current_app.send_task(task, kwargs=arguments, queue=queue, producer=producer, retry=False)
        except _AWAY as error:
            patience.broker.rest()
            log.warning("queue.unreachable", task=task, error=str(error))

    transaction.on_commit(send)


@cache
def _connection() -> Connection:
    """As workers connect, with less patience; kombu keeps a pool for it in each process."""
    limits = {"socket_timeout": patience.SECONDS, "socket_connect_timeout": patience.SECONDS, "max_retries": 0}
    return current_app.connection_for_write(transport_options={**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **limits})

"""The worker's sign of life, sent along with Celery's own heartbeat."""

import time
from typing import Any

import structlog
from celery.signals import heartbeat_sent, worker_ready
from redis.exceptions import RedisError

from overlook.kit import pulse

log = structlog.get_logger(__name__)
WORKER = "worker"
_EVERY_SECONDS = 5.0
_last = 0.0


def sign(**_: Any) -> None:
    """Leave a sign, at most every five seconds. A broker that is away must not take the worker down with it."""
    global _last
    if time.monotonic() - _last < _EVERY_SECONDS:
        return
    _last = time.monotonic()
    try:
        pulse.beat(WORKER)
    except RedisError as error:
        log.warning("worker.heartbeat_lost", error=str(error))


def connect() -> None:
    worker_ready.connect(sign, dispatch_uid="overlook.worker_ready")
    heartbeat_sent.connect(sign, dispatch_uid="overlook.heartbeat")

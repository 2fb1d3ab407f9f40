"""Tell whoever watches a run that it has moved on: a hint by Redis publish/subscribe, never the truth.

The truth is the run's row. When Redis is away nothing is published and watchers look at the row once a second instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol

import redis
import structlog
from django.conf import settings
from django.db import transaction
from redis.exceptions import RedisError

from overlook.kit import patience
from overlook.kit.embedded import socket_path

log = structlog.get_logger(__name__)


class Watch(Protocol):
    """Something to wait on."""

    def wait(self, seconds: float) -> bool:
        """Return when the run has moved on (True), or after ``seconds`` (False)."""


def announce(ref: str, seq: int) -> None:
    """Publish a run's sequence number once the present transaction is committed."""
    transaction.on_commit(lambda: _publish(ref, seq))


@contextmanager
def watch(ref: str) -> Iterator[Watch | None]:
    """Subscribe to a run's news; gives None when Redis is away.

    Subscribe first and read the row afterwards: what happens in between is then announced.
    """
    pubsub = _client().pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    try:
        pubsub.subscribe(_channel(ref))
    except (RedisError, OSError) as error:
        log.warning("run.channel_away", error=str(error))
        yield None
        return
    try:
        yield _Subscription(pubsub)
    finally:
        pubsub.close()


class _Subscription:
    def __init__(self, pubsub: Any) -> None:
        self._pubsub = pubsub

    def wait(self, seconds: float) -> bool:
        try:
            return self._pubsub.get_message(timeout=seconds) is not None
        except (RedisError, OSError):
            return False


def _publish(ref: str, seq: int) -> None:
    if patience.broker.is_resting():
        return
    try:
        _client().publish(_channel(ref), seq)
    except (RedisError, OSError) as error:
        patience.broker.rest()
        log.warning("run.channel_away", error=str(error))


def _channel(ref: str) -> str:
    return f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}run:{ref}"


@cache
def _client() -> redis.Redis:
    url = settings.REDIS_URL or f"unix://{socket_path(settings.VAR_DIR)}"
    return redis.Redis.from_url(url, socket_connect_timeout=patience.SECONDS, socket_timeout=patience.SECONDS)

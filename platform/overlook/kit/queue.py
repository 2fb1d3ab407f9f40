"""Enqueue background work by name, so that a room never imports another room's tasks."""

from time import monotonic
from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

# A broker that did not answer is left alone for a moment, so that ten messages do not wait for it ten times.
_BREATHER_SECONDS = 1.0
_away_until = 0.0
# A task that is interrupted has so long to say so; one that cannot hear it, deep in a library, is then killed.
_GRACE_SECONDS = 30


def enqueue(task: str, /, *, queue: str | None = None, seconds: int | None = None, **arguments: Any) -> None:
    """Send a task once the present transaction is committed.

    A broker that is away loses nothing: whatever is enqueued here is also a row that beat sweeps up, so the failure is
    logged and the request goes on. ``seconds`` is how long the task may take before it is interrupted.
    """

    def send() -> None:
        global _away_until
        if monotonic() < _away_until:
            return
        hard = None if seconds is None else seconds + _GRACE_SECONDS
        try:
            current_app.send_task(
                task, kwargs=arguments, queue=queue, soft_time_limit=seconds, time_limit=hard, retry=False
            )
        except (OperationalError, ConnectionError) as error:
            _away_until = monotonic() + _BREATHER_SECONDS
            log.warning("queue.unreachable", task=task, error=str(error))

    transaction.on_commit(send)

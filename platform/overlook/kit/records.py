"""Structured log records: lines for people, or JSON for a collector."""

from typing import Any

import structlog


def structured(*, lines: bool) -> None:
    """Set up structlog for this process; settings call it once."""
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    if lines:
        steps.append(structlog.dev.ConsoleRenderer(colors=False, pad_event_to=44))
    else:
        steps += [structlog.processors.TimeStamper(fmt="iso"), structlog.processors.add_log_level]
        steps.append(structlog.processors.JSONRenderer())
    structlog.configure(
        processors=steps,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

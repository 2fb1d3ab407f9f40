"""The time, read once at the edge of a request and passed inwards as ``at``."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)

"""Who is alive: background processes leave a sign in the cache every few seconds, and whoever asks looks at its age."""

import time

from django.core.cache import cache

_SECONDS = 45


def beat(name: str) -> None:
    """Say that ``name`` is alive now."""
    cache.set(_key(name), time.time(), timeout=_SECONDS)


def seconds_since(name: str) -> float | None:
    """Seconds since its last sign, or None when there was none in the last 45."""
    last = cache.get(_key(name))
    return None if last is None else max(0.0, time.time() - float(last))


def _key(name: str) -> str:
    return f"pulse:{name}"

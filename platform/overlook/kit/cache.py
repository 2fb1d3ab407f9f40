"""A cache that may be away: what it holds can all be made again, so losing it slows the site and never stops it.

Rate limits live in it and are then not counted; the limits that must hold (join codes, run quotas) are taken in the
database instead.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from overlook.kit.patience import Breather

log = structlog.get_logger(__name__)
_server = Breather()


class SteadyRedisCache(RedisCache):
    """Django's Redis cache, which answers as an empty cache would while the server cannot be reached."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        default = args[1] if len(args) > 1 else kwargs.get("default")
        return self._steady(super().get, default, *args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._steady(super().add, True, *args, **kwargs))

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._steady(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._steady(super().touch, False, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._steady(super().delete, False, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = self._steady(super().get_many, {}, *args, **kwargs)
        return found

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        failed: list[Any] = self._steady(super().set_many, [], *args, **kwargs)
        return failed

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._steady(super().delete_many, None, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._steady(super().has_key, False, *args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(self._steady(super().incr, 1, *args, **kwargs))

    def _steady(self, call: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        if _server.is_resting():
            return otherwise
        try:
            return call(*args, **kwargs)
        except (RedisError, OSError) as error:
            _server.rest()
            log.warning("cache.away", error=type(error).__name__)
            return otherwise

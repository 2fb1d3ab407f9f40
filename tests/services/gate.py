"""A pytest plugin for ``make check-services``: the services must answer, and are left as they were found.

The databases and the keys that a run makes carry a token of its own. Nothing else is touched: `cache.clear`,
which would empty a Redis that belongs to the whole machine, takes away the run's own keys only.
"""

import os
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from redis import Redis
from redis.exceptions import RedisError


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _require_services()
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"overlook_test_{os.environ['OVERLOOK_TEST_TOKEN']}"
    setattr(RedisCache, "clear", _clear_our_keys)  # noqa: B010 - said so that the type checker, too, sees a patch


def pytest_sessionfinish(session: pytest.Session) -> None:
    _remove_keys(f"{os.environ['QUEUE_PREFIX']}*")


def _remove_keys(pattern: str) -> None:
    with Redis.from_url(os.environ["REDIS_URL"]) as client:
        for key in client.scan_iter(pattern, count=1000):
            client.delete(key)


def _clear_our_keys(self: RedisCache) -> bool:
    _remove_keys(f"{self.key_prefix}:*")
    return True


def _require_services() -> None:
    missing = [sentence for sentence in (_database_problem(), _redis_problem()) if sentence]
    if not missing:
        return
    how = "make check-services needs both; name them in DATABASE_URL and REDIS_URL."
    # Under CI an absent service is a failure, not a reason to prove less.
    pytest.exit(" ".join([*missing, how]), returncode=1 if os.environ.get("CI") else 0)


def _database_problem() -> str:
    url = os.environ["DATABASE_URL"]
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        return f"PostgreSQL at {_where(url)} is away: {str(error).strip().splitlines()[-1]}."
    return ""


def _redis_problem() -> str:
    url = os.environ["REDIS_URL"]
    try:
        Redis.from_url(url, socket_connect_timeout=5).ping()
    except RedisError as error:
        return f"Redis at {_where(url)} is away: {error}."
    return ""


def _where(url: str) -> str:
    """Host and port; the password stays out of the message."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}"

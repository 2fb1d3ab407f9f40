"""Numbers for Prometheus. Labels hold route patterns, never addresses as typed: those may carry tokens or e-mails."""

from collections.abc import Iterator

from django.db import DatabaseError
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from redis.exceptions import RedisError

from overlook.kit import pulse
from overlook.ops import health
from overlook.ops.heartbeat import WORKER

REQUESTS = Counter("overlook_requests_total", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "overlook_request_seconds",
    "Time until the response was ready (for a stream: until it began).",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class PlatformCollector:
    """Read at the moment of the scrape: they are about the platform, not about this process."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        state = health.examine()
        up = GaugeMetricFamily("overlook_up", "1 when the part is well.", labels=["part"])
        for part in ("database", "broker", "worker"):
            up.add_metric([part], 1.0 if getattr(state, part) == "ok" else 0.0)
        yield up
        try:
            age = pulse.seconds_since(WORKER)
            waiting = GaugeMetricFamily("overlook_tasks_waiting", "Tasks that no worker has taken yet.")
            waiting.add_metric([], health.waiting_tasks())
        except (RedisError, DatabaseError):
            return
        yield waiting
        silence = GaugeMetricFamily("overlook_worker_silence_seconds", "Seconds since a worker's last sign of life.")
        if age is not None:
            silence.add_metric([], age)
        yield silence


def exposition() -> bytes:
    """Everything in Prometheus' text format."""
    platform = CollectorRegistry(auto_describe=False)
    platform.register(PlatformCollector())
    return generate_latest(REGISTRY) + generate_latest(platform)

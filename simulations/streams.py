"""A run as a stream of server-sent events, for as long as the browser listens.

Each open stream holds one of the server's threads, and never a database connection while it waits. Streams are counted,
for each learner and for the process, so that they cannot starve ordinary requests; whoever comes too late polls.
"""

import json
from collections import Counter
from collections.abc import Generator, Iterator
from threading import Lock
from time import monotonic, sleep

from django.conf import settings
from django.db import connection
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from overlook.kit.errors import Unavailable
from simulations import channel, selectors
from simulations.models import Run

_COMMENT_SECONDS = 12.0
_POLL_SECONDS = 1.0
_LIFETIME_SECONDS = 300.0
# At most ten snapshots a second, and at most a quarter of a thread's time on making them.
_PACE_SECONDS, _PACE_SHARE = 0.1, 3.0


class _Slots:
    """How many streams are open in this process, and for whom."""

    def __init__(self) -> None:
        self._open: Counter[int] = Counter()
        self._lock = Lock()

    def take(self, learner: int) -> None:
        limits = settings.SIMULATIONS
        with self._lock:
            full = self._open.total() >= limits["STREAMS_PER_PROCESS"]
            if full or self._open[learner] >= limits["STREAMS_PER_LEARNER"]:
                raise Unavailable(
                    _("Too many live views are open. Ask for the run's state now and then."), retry_after=5
                )
            self._open[learner] += 1

    def free(self, learner: int) -> None:
        with self._lock:
            self._open[learner] -= 1
            if self._open[learner] <= 0:
                del self._open[learner]

    def taken(self) -> int:
        with self._lock:
            return self._open.total()


slots = _Slots()


class EventStream:
    """The events of one run. It frees its slot when it ends, and also when it is closed before it began."""

    def __init__(self, run: Run, *, after: int | None, series: bool) -> None:
        self._learner = run.learner_id
        self._events = _events(run.pk, run.ref, after, series)
        self._held = True
        slots.take(self._learner)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._events)
        except BaseException:
            self._free()
            raise

    def close(self) -> None:
        """Called by the server when the answer is sent or the browser has gone."""
        self._events.close()
        self._free()

    def _free(self) -> None:
        if self._held:
            self._held = False
            slots.free(self._learner)


def response(run: Run, *, after: int | None, series: bool) -> StreamingHttpResponse:
    """The run's events as an HTTP answer that nothing on the way may buffer, compress or keep."""
    stream = EventStream(run, after=after, series=series)
    answer = StreamingHttpResponse(stream, content_type="text/event-stream; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    answer["Content-Encoding"] = "identity"
    answer["X-Accel-Buffering"] = "no"
    connection.close()
    return answer


def _events(pk: int, ref: str, after: int | None, series: bool) -> Generator[bytes, None, None]:
    yield b"retry: 2000\n\n"
    end, spoken, sent = monotonic() + _LIFETIME_SECONDS, monotonic(), -1
    # Subscribed before the row is read: whatever happens in between is announced.
    with channel.watch(ref) as watch:
        while monotonic() < end:
            run = Run.objects.select_related("recipe").get(pk=pk)
            if run.seq > sent:
                began = monotonic()
                state = selectors.snapshot(run, after=after if sent < 0 else sent, series=series)
                connection.close()
                sent, spoken = run.seq, monotonic()
                pause = max(_PACE_SECONDS, _PACE_SHARE * (spoken - began))
                yield _event("snapshot", run.seq, json.dumps(state, separators=(",", ":"), allow_nan=False))
                if not run.is_active:
                    yield _event(run.status, run.seq, json.dumps({"result": state["result"], "error": state["error"]}))
                    return
                sleep(pause)
            connection.close()
            if monotonic() - spoken > _COMMENT_SECONDS:
                spoken = monotonic()
                yield b": still here\n\n"
            _wait(watch)


def _wait(watch: channel.Watch | None) -> None:
    """Until the run has moved on, or it is time to look, or to say a word."""
    if watch is None:
        sleep(_POLL_SECONDS)
    elif watch.wait(_COMMENT_SECONDS):
        while watch.wait(0):
            continue


def _event(name: str, seq: int, data: str) -> bytes:
    return f"id: {seq}\nevent: {name}\ndata: {data}\n\n".encode()

"""What watches over a kernel while it computes: it holds the lease, and stops what is not wanted or takes too long.

The kernel only says that it is alive; a timer does the rest, four times a second, wherever the kernel is between two
steps of Python. So a kernel that never says anything is still stopped within a second of its withdrawal, and one that
hangs renews nothing, so that its shard goes to somebody else. What does not come back from a library's own code in half
a minute more is ended together with its process, which its worker replaces.
"""

import faulthandler
import signal
from threading import current_thread, main_thread
from time import monotonic
from types import FrameType, TracebackType
from typing import Any, Self

import structlog
from django.db.utils import Error

from overlook.kit.clock import now
from overlook.kit.database import is_away, let_go
from simulations import computing

log = structlog.get_logger(__name__)

# How soon a withdrawal is noticed; and a lease of ten seconds survives many missed renewals.
_LOOK_SECONDS = 0.25
_GRACE_SECONDS = 30
_STDERR = 2


class LeaseLost(Exception):
    """Nobody waits for this shard any more, or somebody else has it."""


class OverTime(Exception):
    """The shard takes longer than it may."""


class Watch:
    """For as long as it is entered. Whoever else uses the process's alarm gets it back afterwards."""

    def __init__(self, claim: computing.Claim) -> None:
        self._claim = claim
        self._alive, self._looking = False, True
        self._began = self._last = monotonic()
        self._by_timer = current_thread() is main_thread()
        self._before: tuple[Any, tuple[float, float]] | None = None

    def beat(self, _fraction: float) -> None:
        """Called by the kernel's own loop. Costs nothing to speak of, unless there is no timer."""
        self._alive = True
        if not self._by_timer and monotonic() - self._last >= _LOOK_SECONDS:
            self._look()

    def __enter__(self) -> Self:
        if self._by_timer:
            # By number: a worker puts an object of its own in the place of sys.stderr.
            faulthandler.dump_traceback_later(self._claim.patience + _GRACE_SECONDS, exit=True, file=_STDERR)
            handler = signal.signal(signal.SIGALRM, self._on_alarm)
            self._before = handler, signal.setitimer(signal.ITIMER_REAL, _LOOK_SECONDS, _LOOK_SECONDS)
        self._looking = False
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # An alarm that comes in here must not undo what is being returned.
        self._looking = True
        if self._before is not None:
            handler, (delay, interval) = self._before
            self._disarm()
            signal.signal(signal.SIGALRM, handler)
            if delay:
                signal.setitimer(signal.ITIMER_REAL, max(delay - (monotonic() - self._began), 0.001), interval)
            faulthandler.cancel_dump_traceback_later()

    def _disarm(self) -> None:
        if self._by_timer:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _on_alarm(self, _number: int, _frame: FrameType | None) -> None:
        if not self._looking:
            self._look()

    def _look(self) -> None:
        """Raise what ends the computation, if anything does."""
        self._looking = True
        try:
            self._last = monotonic()
            end = self._reason_to_end()
            if end is not None:
                # One exception is enough, wherever it arrives.
                self._disarm()
                raise end
        finally:
            self._looking = False

    def _reason_to_end(self) -> Exception | None:
        if self._last - self._began > self._claim.patience:
            return OverTime()
        return None if self._is_ours() else LeaseLost()

    def _is_ours(self) -> bool:
        alive, self._alive = self._alive, False
        try:
            if alive:
                return computing.renew_lease(claim=self._claim, at=now())
            return computing.is_wanted(claim=self._claim)
        except Error as error:
            if not is_away(error):
                raise
            # Who cannot ask goes on: at worst somebody else computes the same bytes.
            log.warning("database.away", shard=self._claim.shard_id, error=str(error).strip())
            let_go()
            return True

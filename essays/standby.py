"""What this process last knew to be published, so that essays are read while the database is away."""

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

import structlog
from django.db.utils import Error

from overlook.kit.database import is_away, let_go

log = structlog.get_logger(__name__)

# While it is away the database is asked by one request every few seconds; the others do not wait for it.
_REST_SECONDS = 3.0

T = TypeVar("T")


class Standby:
    """Asks the database; while that is away, answers as it answered last.

    What is remembered is what was published, so it is as large as the published essays are.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}
        self._rest_until = 0.0
        self._lock = Lock()

    @property
    def in_use(self) -> bool:
        """Whether the last that was heard of the database is that it is away."""
        return self._rest_until > 0.0

    def ask(self, key: Hashable, question: Callable[[], T]) -> T:
        """The answer of the database, or what it was when the database could last be asked.

        Raises
        ------
        django.db.utils.Error
            The database is away, and this process has never known the answer.
        """
        if key in self._known and self._resting():
            known: T = self._known[key]
            return known
        try:
            answer = question()
        except Error as error:
            if not is_away(error):
                raise
            let_go()
            self._rest_until = monotonic() + _REST_SECONDS
            log.warning("essays.from_memory", known=key in self._known, error=str(error).strip())
            if key not in self._known:
                raise
            known = self._known[key]
            return known
        self._known[key], self._rest_until = answer, 0.0
        return answer

    def _resting(self) -> bool:
        with self._lock:
            present = monotonic()
            if present < self._rest_until:
                return True
            if self._rest_until:
                self._rest_until = present + _REST_SECONDS
            return False


standby = Standby()

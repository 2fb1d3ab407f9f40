"""How long a request waits for a server that may hang, and how it then leaves it alone for a moment."""

from time import monotonic

# For one answer of Redis. It usually comes within a millisecond, and nothing is lost when it does not come.
SECONDS = 0.4
_REST_SECONDS = 2.0


class Breather:
    """Remembers, for this process, that a server did not answer: ten calls do not wait for it ten times."""

    def __init__(self) -> None:
        self._until = 0.0

    def is_resting(self) -> bool:
        return monotonic() < self._until

    def rest(self) -> None:
        """The server did not answer just now."""
        self._until = monotonic() + _REST_SECONDS


# The broker, whoever speaks to it: to enqueue, or to tell of news.
broker = Breather()

"""Whether the database is away, told apart from mistakes of ours, which must stay errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.utils import Error

# SQLSTATE classes of PostgreSQL: connection lost, short of resources, stopped by an operator.
_AWAY_CLASSES = frozenset({"08", "53", "57"})
# SQLite is a file: it cannot be away, but it can be held by somebody else, or be out of reach.
_AWAY_NAMES = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY")


def is_away(error: BaseException | None) -> bool:
    """Whether ``error`` says that the database cannot be reached or cannot answer: trying later makes sense."""
    if not isinstance(error, Error) or error.__cause__ is None:
        return False
    cause = error.__cause__
    if hasattr(cause, "sqlstate"):
        # A lost connection, a full pool and a refused connection come without a state.
        lost = type(error).__name__ in ("OperationalError", "InterfaceError")
        return cause.sqlstate[:2] in _AWAY_CLASSES if cause.sqlstate else lost
    return str(getattr(cause, "sqlite_errorname", "")).startswith(_AWAY_NAMES)


def let_go() -> None:
    """Drop this thread's connection, so that the next query opens a new one; a transaction keeps its own."""
    if not connection.in_atomic_block:
        connection.close()


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the database as it is at one moment, while others go on writing. Nothing can be written inside.

    Inside a transaction that has already begun it is that transaction's view.
    """
    if connection.in_atomic_block:
        yield
        return
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        # Not `atomic`: on SQLite ours begins by taking the writer's lock.
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if postgresql else "BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")

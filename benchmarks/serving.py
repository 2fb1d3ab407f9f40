"""A server of our own to measure: Granian, SQLite and the embedded broker, and a connection that is kept to it."""

import http.client
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from statistics import median

from benchmarks.registry import Result
from tests.worker_stack import Stack, worker_stack

ROUNDS, REQUESTS = 7, 30


def measure(
    stack: Stack, request: Callable[[], object], sql: Callable[[sqlite3.Connection], object], what: str
) -> Result:
    """Rounds of the request, of the bare view and of the bare SQL in turn; medians of the rounds."""
    ours, bare, limit = [], [], []
    with closing(Connection(stack.port)) as view, closing(open_database(stack)) as database:
        for _ in range(ROUNDS):
            ours.append(median_seconds(request))
            bare.append(median_seconds(lambda: view.expect(200, "GET", "/api/v1/")))
            limit.append(median_seconds(lambda: sql(database)))
    value, baseline, floor = median(ours), median(bare), median(limit)
    note = f"{what}. Baseline: a bare DRF view on the same server, {baseline * 1000:.2f} ms; SQL {floor * 1e6:.0f} µs."
    return Result(value * 1000, "ms a request", ROUNDS * REQUESTS, baseline / value, value / floor, note)


def median_seconds(act: Callable[[], object]) -> float:
    """Median seconds of one round."""
    taken = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return median(taken)


class Connection:
    """One kept connection with its cookies, as a browser has."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def expect(self, status: int, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body or None, {"Cookie": cookies, **(headers or {})})
        response = self._connection.getresponse()
        text = response.read().decode()
        assert response.status == status, f"{method} {path}: {response.status} {text[:500]}"
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return text

    def close(self) -> None:
        self._connection.close()


@contextmanager
def server() -> Iterator[Stack]:
    with worker_stack() as stack:
        stack.manage("publish")
        yield stack


def open_database(stack: Stack) -> sqlite3.Connection:
    database = sqlite3.connect(stack.var / "overlook.sqlite3", timeout=20, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute("CREATE TABLE IF NOT EXISTS bench (id INTEGER PRIMARY KEY, said TEXT NOT NULL)")
    return database


def new_token(stack: Stack) -> str:
    code = "from overlook.accounts.models import User; User.objects.create_user('bench@example.org')"
    stack.manage("shell", "--verbosity", "0", "--command", code)
    return stack.manage("token", "bench@example.org", "--scope", "read", "--scope", "write").split()[-1]

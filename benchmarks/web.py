"""The web side on its own server (Granian, SQLite, the embedded broker): what a page, a cached run and an answer cost.

Each is measured on one kept connection, in turns with a bare DRF view of the same server, so that a busy machine slows
both alike. The physical limit is the SQL that cannot be avoided, in this process and on the same database file.
"""

import http.client
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from statistics import median
from urllib.parse import urlencode

from benchmarks.registry import Result, bench
from tests.worker_stack import Stack, eventually, worker_stack

ESSAY = "double-descent"
RUN = '{"simulation": "double-descent", "params": {"family": "spline"}, "seeds": 8}'
ROUNDS, REQUESTS = 7, 30
_OPTION = re.compile(r'name="option"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="option"')
_ITEM = re.compile(rf'action="(/items/{ESSAY}/[a-z0-9-]+)"')


@bench("web/essay")
def essay() -> Result:
    """An anonymous reader opens the essay."""
    with _server() as stack, closing(_Connection(stack.port)) as page:
        version = stack.sql("SELECT id FROM essays_essayversion ORDER BY id DESC LIMIT 1")[0][0]
        query = f"SELECT manifest FROM essays_essayversion WHERE id = {int(version)}"
        return _measure(
            stack,
            lambda: page.expect(200, "GET", f"/e/{ESSAY}"),
            lambda database: database.execute(query).fetchall(),
            "the essay's page, as an anonymous reader gets it; limit: one SELECT of its manifest",
        )


@bench("web/cached-run")
def cached_run() -> Result:
    """The same run is asked for again, under a new key, and answered from the cache."""
    with _server() as stack, closing(_Connection(stack.port)) as api:
        token = _token(stack)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        worker = stack.start_worker()
        first = api.expect(201, "POST", "/api/v1/runs", RUN, headers)
        place = re.search(r'"url":"([^"]+)"', first)
        assert place is not None
        assert eventually(lambda: '"status":"done"' in api.expect(200, "GET", place[1], "", headers), 120), stack.log()
        stack.stop(worker)
        return _measure(
            stack,
            lambda: api.expect(201, "POST", "/api/v1/runs", RUN, {**headers, "Idempotency-Key": secrets.token_hex(8)}),
            lambda database: database.execute("SELECT * FROM simulations_result LIMIT 1").fetchall(),
            "POST of a run that was computed before; limit: one SELECT of its result",
        )


@bench("web/answer")
def answer() -> Result:
    """A reader answers a question: graded, recorded and told in one request."""
    with _server() as stack, closing(_Connection(stack.port)) as reader:
        path, option = _a_choice(reader)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        headers["HX-Request"] = "true"

        def post() -> None:
            body = urlencode({"option": option, "idempotency_key": secrets.token_hex(8)})
            reader.expect(200, "POST", path, body, headers)

        return _measure(stack, post, _insert, "graded and recorded; limit: one INSERT in a transaction of its own")


def _measure(
    stack: Stack, request: Callable[[], object], sql: Callable[[sqlite3.Connection], object], what: str
) -> Result:
    """Rounds of the request, of the bare view and of the bare SQL in turn; medians of the rounds."""
    ours, bare, limit = [], [], []
    with closing(_Connection(stack.port)) as view, closing(_database(stack)) as database:
        for _ in range(ROUNDS):
            ours.append(_seconds(request))
            bare.append(_seconds(lambda: view.expect(200, "GET", "/api/v1/")))
            limit.append(_seconds(lambda: sql(database)))
    value, baseline, floor = median(ours), median(bare), median(limit)
    note = f"{what}. Baseline: a bare DRF view on the same server, {baseline * 1000:.2f} ms; SQL {floor * 1e6:.0f} µs."
    return Result(value * 1000, "ms a request", ROUNDS * REQUESTS, baseline / value, value / floor, note)


def _seconds(act: Callable[[], object]) -> float:
    """Median seconds of one round."""
    taken = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return median(taken)


class _Connection:
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
def _server() -> Iterator[Stack]:
    with worker_stack() as stack:
        stack.manage("publish")
        yield stack


def _database(stack: Stack) -> sqlite3.Connection:
    database = sqlite3.connect(stack.var / "overlook.sqlite3", timeout=20, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute("CREATE TABLE IF NOT EXISTS bench (id INTEGER PRIMARY KEY, said TEXT NOT NULL)")
    return database


def _insert(database: sqlite3.Connection) -> None:
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO bench (said) VALUES (?)", ("x" * 200,))
    database.execute("COMMIT")


def _token(stack: Stack) -> str:
    code = "from overlook.accounts.models import User; User.objects.create_user('bench@example.org')"
    stack.manage("shell", "--verbosity", "0", "--command", code)
    return stack.manage("token", "bench@example.org", "--scope", "read", "--scope", "write").split()[-1]


def _a_choice(reader: _Connection) -> tuple[str, str]:
    """A single-choice question of the essay, and one of its options."""
    for path in dict.fromkeys(_ITEM.findall(reader.expect(200, "GET", f"/e/{ESSAY}"))):
        found = _OPTION.search(reader.expect(200, "GET", path))
        if found:
            return path, found[1] or found[2]
    raise AssertionError("The essay asks no single-choice question.")

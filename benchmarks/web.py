"""The web side on its own server (Granian, SQLite, the embedded broker): what a page, a cached run and an answer cost.

Each is measured on one kept connection, in turns with a bare DRF view of the same server, so that a busy machine slows
both alike. The physical limit is the SQL that cannot be avoided, in this process and on the same database file.
"""

import re
import secrets
import sqlite3
from contextlib import ExitStack, closing
from itertools import count
from urllib.parse import urlencode

from benchmarks.registry import Result, bench
from benchmarks.serving import REQUESTS, Connection, measure, new_token, server
from tests.worker_stack import eventually

ESSAY = "double-descent"
RUN = '{"simulation": "double-descent", "params": {"family": "spline"}, "seeds": 8}'
_OPTION = re.compile(r'name="option"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="option"')
_ITEM = re.compile(rf'action="(/items/{ESSAY}/[a-z0-9-]+)"')


@bench("web/essay")
def essay() -> Result:
    """An anonymous reader opens the essay."""
    with server() as stack, closing(Connection(stack.port)) as page:
        version = stack.sql("SELECT id FROM essays_essayversion ORDER BY id DESC LIMIT 1")[0][0]
        query = f"SELECT manifest FROM essays_essayversion WHERE id = {int(version)}"
        return measure(
            stack,
            lambda: page.expect(200, "GET", f"/e/{ESSAY}"),
            lambda database: database.execute(query).fetchall(),
            "the essay's page, as an anonymous reader gets it; limit: one SELECT of its manifest",
        )


@bench("web/cached-run")
def cached_run() -> Result:
    """The same run is asked for again, under a new key, and answered from the cache."""
    with server() as stack, closing(Connection(stack.port)) as api:
        headers = {"Authorization": f"Bearer {new_token(stack)}", "Content-Type": "application/json"}
        worker = stack.start_worker()
        first = api.expect(201, "POST", "/api/v1/runs", RUN, headers)
        place = re.search(r'"url":"([^"]+)"', first)
        assert place is not None
        assert eventually(lambda: '"status":"done"' in api.expect(200, "GET", place[1], "", headers), 120), stack.log()
        stack.stop(worker)
        return measure(
            stack,
            lambda: api.expect(201, "POST", "/api/v1/runs", RUN, {**headers, "Idempotency-Key": secrets.token_hex(8)}),
            lambda database: database.execute("SELECT * FROM simulations_result LIMIT 1").fetchall(),
            "POST of a run that was computed before; limit: one SELECT of its result",
        )


@bench("web/answer")
def answer() -> Result:
    """A reader answers a question: graded, recorded and told in one request."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    headers["HX-Request"] = "true"
    with server() as stack, ExitStack() as readers:
        # A reader without an account may answer 120 times a minute: each round has a reader of its own.
        asked = count()
        reader = Connection(stack.port)

        def post() -> None:
            nonlocal reader
            if next(asked) % REQUESTS == 0:
                reader = readers.enter_context(closing(Connection(stack.port)))
            body = urlencode({"option": option, "idempotency_key": secrets.token_hex(8)})
            reader.expect(200, "POST", path, body, headers)

        path, option = _a_choice(reader)

        return measure(stack, post, _insert, "graded and recorded; limit: one INSERT in a transaction of its own")


def _insert(database: sqlite3.Connection) -> None:
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO bench (said) VALUES (?)", ("x" * 200,))
    database.execute("COMMIT")


def _a_choice(reader: Connection) -> tuple[str, str]:
    """A single-choice question of the essay, and one of its options."""
    for path in dict.fromkeys(_ITEM.findall(reader.expect(200, "GET", f"/e/{ESSAY}"))):
        found = _OPTION.search(reader.expect(200, "GET", path))
        if found:
            return path, found[1] or found[2]
    raise AssertionError("The essay asks no single-choice question.")

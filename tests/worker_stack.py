"""The platform in processes of its own: broker, web server, workers and beat, on a database that they share.

Without services it brings an embedded broker and an SQLite file; with ``OVERLOOK_TEST_SERVICES=1`` it runs on the
servers that ``DATABASE_URL`` and ``REDIS_URL`` name, in a database and under a queue prefix of its own. The same tests
run on both.

Use the fixture `stack` (one for each module), or `worker_stack()` as a context manager.
"""

import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
import pytest
from redis import Redis

from overlook.kit.embedded import socket_path
from overlook.ops import valkey
from tests.tcp_proxy import TcpProxy

ROOT = Path(__file__).resolve().parents[1]
ON_SERVICES = os.environ.get("OVERLOOK_TEST_SERVICES") == "1"
_LAID = tempfile.TemporaryDirectory(prefix="overlook-laid-")
_DROPPED = ("DATABASE_URL", "REDIS_URL", "CACHE_URL", "OVERLOOK_ENV", "SECRET_KEY", "EMAIL_URL", "PORT")


class Stack:
    """The running parts. ``environment`` is what each of them is started with."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        self.environment = {name: value for name, value in os.environ.items() if name not in _DROPPED}
        self.environment |= {
            "OVERLOOK_VAR": str(var),
            "EMAIL_URL": "memorymail://",
            "PYTHONPATH": f"{ROOT}:{ROOT}/platform",
        }
        self.environment |= {"DJANGO_SETTINGS_MODULE": "overlook.settings", **environment}
        self.port = _free_port()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._admin, self._database, self._own = "", "", ""
        self._broker: subprocess.Popen[bytes] | None = None
        self._cables: dict[str, TcpProxy] = {}
        self._held: sqlite3.Connection | None = None

    def prepare(self, *, cuttable: bool = False) -> None:
        """Broker and database; ``cuttable`` leads to services through proxies of our own."""
        if ON_SERVICES:
            self.own_database()
            if cuttable:
                self._lay_cable("DATABASE_URL", 5432)
                self._lay_cable("REDIS_URL", 6379)
        else:
            self.restore_broker()
        self._lay_tables()

    def _lay_tables(self) -> None:
        """Every table: migrated once in this process where a file can be copied, and copied after that."""
        own, laid = self.var / "overlook.sqlite3", Path(_LAID.name) / "laid.sqlite3"
        if not ON_SERVICES and laid.exists():
            shutil.copy(laid, own)
            return
        self.manage("migrate", "--verbosity", "0")
        if not ON_SERVICES:
            with closing(sqlite3.connect(own)) as database:
                database.execute("VACUUM INTO ?", [str(laid)])

    def cut_broker(self) -> None:
        """Kill the embedded broker with ``kill -9``, or break the way to the service."""
        if ON_SERVICES:
            self._cables["REDIS_URL"].cut()
        elif self._broker is not None:
            self.stop(self._broker)

    def restore_broker(self) -> None:
        if ON_SERVICES:
            self._cables["REDIS_URL"].restore()
            return
        path = socket_path(self.var)
        self._broker = self.start(valkey.command(self.var, path))
        assert valkey.wait_until_ready(path)

    @property
    def broker_pid(self) -> int:
        """The embedded broker's process id; a service's is not ours to know."""
        assert self._broker is not None
        return self._broker.pid

    def hang_broker(self) -> None:
        """It takes connections and never answers: stopped, or behind a cable that lets nothing through."""
        if ON_SERVICES:
            self._cables["REDIS_URL"].pinch()
        elif self._broker is not None:
            os.killpg(self._broker.pid, signal.SIGSTOP)

    def release_broker(self) -> None:
        if ON_SERVICES:
            self._cables["REDIS_URL"].release()
        elif self._broker is not None:
            os.killpg(self._broker.pid, signal.SIGCONT)

    def cut_database(self) -> None:
        """Break the way to the service. SQLite cannot go away, but somebody else can hold it."""
        if ON_SERVICES:
            self._cables["DATABASE_URL"].cut()
            return
        self._held = sqlite3.connect(self.var / "overlook.sqlite3", timeout=20, isolation_level=None)
        self._held.execute("BEGIN EXCLUSIVE")

    def restore_database(self) -> None:
        if ON_SERVICES:
            self._cables["DATABASE_URL"].restore()
        elif self._held is not None:
            self._held.close()
            self._held = None

    def manage(self, *arguments: str) -> str:
        """What ``manage.py`` says."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, command: list[str], environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        log = (self.var / "stack.log").open("ab")
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment or self.environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._processes.append(process)
        return process

    def stop(self, process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGKILL) -> None:
        """End a process and all its children."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait(20)
        self._processes.remove(process)

    def start_web(self) -> subprocess.Popen[bytes]:
        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1", "--no-ws"]
        options += ["--blocking-threads", "64", "--log-level", "warning"]
        process = self.start([sys.executable, "-m", "granian", *options, "overlook.wsgi:application"])
        assert eventually(lambda: self.visitor().get("/health/live").status == 200, 90), self.log()
        return process

    def start_worker(
        self, concurrency: int = 1, *options: str, environment: dict[str, str] | None = None, wait: bool = True
    ) -> subprocess.Popen[bytes]:
        given = ["--concurrency", str(concurrency), "--loglevel", "INFO", "-n", f"{secrets.token_hex(4)}@%h", *options]
        mark = self.log().count(" ready.")
        process = self.start([*_celery(), "worker", *given, "--without-gossip", "--without-mingle"], environment)
        assert not wait or eventually(lambda: self.log().count(" ready.") > mark, 90), self.log()
        return process

    def start_beat(self) -> subprocess.Popen[bytes]:
        return self.start([*_celery(), "beat", "--pidfile=", "--loglevel", "WARNING"])

    def visitor(self) -> "Visitor":
        """A new browser without any cookie."""
        return Visitor(self.port)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows from the shared database."""
        if ON_SERVICES:
            with psycopg.connect(self._own, autocommit=True) as connection:
                cursor = connection.execute(statement)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.var / "overlook.sqlite3", timeout=20)) as database, database:
            return database.execute(statement).fetchall()

    def log(self) -> str:
        path = self.var / "stack.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def close(self) -> None:
        for process in reversed(list(self._processes)):
            self.stop(process)
        for cable in self._cables.values():
            cable.close()
        if self._database:
            with psycopg.connect(self._admin, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{self._database}" WITH (FORCE)')
            # The Redis belongs to the machine: take away what is ours, key by key.
            with Redis.from_url(os.environ["REDIS_URL"]) as client:
                for key in client.scan_iter(f"{self.environment['QUEUE_PREFIX']}*", count=1000):
                    client.delete(key)

    def own_database(self) -> None:
        """Work in a new database of the service, which `close` drops."""
        self._admin = os.environ["DATABASE_URL"]
        self._database = f"overlook_{secrets.token_hex(6)}"
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self._database}"')
        parts = urlsplit(self._admin)
        self._own = urlunsplit(parts._replace(path=f"/{self._database}"))
        self.environment["DATABASE_URL"] = self._own
        self.environment["REDIS_URL"] = os.environ["REDIS_URL"]
        self.environment["QUEUE_PREFIX"] = f"{self._database}:"

    def _lay_cable(self, variable: str, port: int) -> None:
        parts = urlsplit(self.environment[variable])
        cable = self._cables[variable] = TcpProxy(parts.hostname or "127.0.0.1", parts.port or port)
        who, at, _ = parts.netloc.rpartition("@")
        self.environment[variable] = urlunsplit(parts._replace(netloc=f"{who}{at}127.0.0.1:{cable.port}"))


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    def json(self) -> Any:
        return json.loads(self.text)


class Visitor:
    """A browser reduced to what these tests need: cookies, forms and JSON."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, headers=headers)

    def post_form(self, path: str, **fields: str) -> Answer:
        fields["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
        return self.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def post_json(self, path: str, body: object, **headers: str) -> Answer:
        headers |= {"Content-Type": "application/json", "X-CSRFToken": self.cookies.get("csrftoken", "")}
        return self.request("POST", path, json.dumps(body), headers)

    def delete(self, path: str) -> Answer:
        return self.request("DELETE", path, headers={"X-CSRFToken": self.cookies.get("csrftoken", "")})

    def request(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        connection, response = self.open(method, path, body, headers)
        with closing(connection):
            return Answer(response)

    def open(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """The answer with its body unread, for streams; close the connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            response = connection.getresponse()
        except OSError:
            connection.close()
            raise
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return connection, response


def eventually(holds: Callable[[], object], seconds: float = 30) -> bool:
    """Whether it holds before the time is up; a refused connection counts as no."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError):
            if holds():
                return True
        time.sleep(0.05)
    return False


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """The ids of a process's children."""
    shown = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True)
    return [int(word) for word in shown.stdout.split()]


@contextmanager
def worker_stack(*, cuttable: bool = False, **environment: str) -> Iterator[Stack]:
    """A prepared stack with a web server and no worker yet; everything is ended at the end."""
    with tempfile.TemporaryDirectory(prefix="overlook-stack-", ignore_cleanup_errors=True) as folder:
        stack = Stack(Path(folder), **environment)
        try:
            stack.prepare(cuttable=cuttable)
            stack.start_web()
            yield stack
        finally:
            stack.close()


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """One stack for a module, on the tests' own catalogue of simulations and with short leases."""
    with worker_stack(SIMULATION_CATALOGUES="tests.simulations.catalog", SIMULATION_LEASE="2") as running:
        yield running


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "overlook.celery"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""``manage.py site``: the whole platform on one machine, with nothing to configure.

The order matters: the lock first, so that two starts cannot meddle; the broker before anything that enqueues; the
database before the programs that read it; the address last, when it really answers.
"""

import io
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from overlook.kit.embedded import socket_path
from overlook.ops import valkey
from overlook.ops.datafolder import DataFolder, FolderBusy
from overlook.ops.supervisor import Program, Supervisor

HOST = "127.0.0.1"
_FALSE_STARTS = 3


class Refused(Exception):
    """The site cannot start; the message says why and what to do."""


@dataclass
class Site:
    """One run of the site, from the lock to the last process gone."""

    port: int
    demo: bool = True
    supervisor: Supervisor = field(init=False)
    sign_ins: str = ""

    def __post_init__(self) -> None:
        self.var: Path = settings.VAR_DIR
        self.folder = DataFolder(self.var)
        self.socket = socket_path(self.var)
        self.supervisor = Supervisor(_environment(self.port), on_change=self.folder.record_children)
        self._interruptible = False

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def run(self) -> None:
        """Set up, serve until asked to stop, clear up.

        Raises
        ------
        Refused
            The folder or the port is taken, or a child does not come up.
        """
        began = time.monotonic()
        try:
            self.folder.lock(self.address)
        except FolderBusy as error:
            raise Refused(str(error)) from error
        with self._signals():
            try:
                self._serve(began)
            except KeyboardInterrupt:
                self.supervisor.say("interrupted")
            finally:
                self.supervisor.say("stopping: web, beat, worker, broker")
                self.supervisor.stop()
                self._remove_socket()
                self.folder.release()
                self.supervisor.say("stopped")

    def _serve(self, began: float) -> None:
        for pid in self.folder.end_leftovers():
            self.supervisor.say(f"ended process {pid}, which a killed site had left behind")
        _require_free(self.port)
        self._start_broker()
        with self._interruption():
            self._prepare()
        connections.close_all()
        for program in (self._worker(), self._beat(), self._web()):
            self.supervisor.start(program)
        self.supervisor.run(until=self._answers_or_fails)
        if self.supervisor.stopping:
            return
        # The first page loads every room and its templates; nobody should have to wait for that.
        _answers(self.address)
        self._announce(time.monotonic() - began)
        self.supervisor.run()

    def _start_broker(self) -> None:
        if not settings.EMBEDDED_REDIS:
            return
        if valkey.answers(self.socket):
            raise Refused(f"Another server already listens on {self.socket}; stop it first.")
        self._remove_socket()
        command = valkey.command(self.var, self.socket)
        self.supervisor.start(Program("broker", command, mark="valkey-server", unsaid="vm.overcommit_memory"))
        if not valkey.wait_until_ready(self.socket):
            raise Refused("The embedded broker did not come up; its own words are above.")

    def _prepare(self) -> None:
        """The database, the essays and the demo, each only when there is something to do."""
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.supervisor.say("bringing the database up to date")
            call_command("migrate", interactive=False, verbosity=0)
        self._publish()
        if self.demo:
            self._load_demo()

    def _publish(self) -> None:
        """An author's slip must not take the site away: what is wrong is said, and what was published stays."""
        try:
            call_command("publish", stdout=_Lines(self.supervisor.say))
        except CommandError as error:
            for line in str(error).splitlines():
                self.supervisor.say(line)

    def _load_demo(self) -> None:
        sign_ins = self.var / "demo-sign-ins"
        if not get_user_model().objects.exists():
            self.supervisor.say("loading the demo cohort (the first start only)")
            told = io.StringIO()
            call_command("demo", stdout=told)
            sign_ins.write_text(told.getvalue())
        self.sign_ins = sign_ins.read_text() if sign_ins.exists() else ""

    def _web(self) -> Program:
        options = ["--interface", "wsgi", "--host", HOST, "--port", str(self.port), "--workers", "1", "--no-ws"]
        options += ["--blocking-threads", "64", "--backpressure", "128", "--respawn-failed-workers"]
        options += ["--log-level", "warning"]
        target = "overlook.wsgi:application"
        return Program("web", [sys.executable, "-m", "granian", *options, target], mark=target)

    def _worker(self) -> Program:
        options = ["--concurrency", str(os.cpu_count() or 1), "--loglevel", "INFO"]
        options += ["--without-gossip", "--without-mingle"]
        return Program("worker", [*_celery(), "worker", *options], mark="overlook.celery", stop_seconds=10)

    def _beat(self) -> Program:
        return Program("beat", [*_celery(), "beat", "--pidfile=", "--loglevel", "WARNING"], mark="overlook.celery")

    def _answers_or_fails(self) -> bool:
        for child in self.supervisor.children:
            if child.deaths >= _FALSE_STARTS:
                raise Refused(f"The {child.program.name} does not come up; its own words are above.")
        return _answers(f"{self.address}/health/live")

    def _announce(self, seconds: float) -> None:
        lines = ["", f"Overlook answers on {self.address} (after {seconds:.1f} s)", *self.sign_ins.splitlines()]
        for line in [*lines, "Ctrl-C stops everything.", ""]:
            self.supervisor.say(line)

    def _remove_socket(self) -> None:
        if settings.EMBEDDED_REDIS and not valkey.answers(self.socket):
            self.socket.unlink(missing_ok=True)

    @contextmanager
    def _interruption(self) -> Iterator[None]:
        """While the set-up works in this very process, a signal breaks into it."""
        self._interruptible = True
        try:
            yield
        finally:
            self._interruptible = False

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(number: int, frame: FrameType | None) -> None:
            self.supervisor.request_stop()
            if self._interruptible:
                raise KeyboardInterrupt

        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before: dict[signal.Signals, Any] = {number: signal.signal(number, stop) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Lines(io.TextIOBase):
    """What a command says, passed on line by line under the site's own name."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def write(self, text: str) -> int:
        for line in text.splitlines():
            self._say(line)
        return len(text)


def choose_port(text: str) -> int:
    """The port that PORT names; ``0`` picks a free one.

    Raises
    ------
    Refused
        It is not a port number.
    """
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise Refused(f"PORT={text} is not a port number; choose one from 1024 to 65535.")
    if int(text):
        return int(text)
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        free: int = probe.getsockname()[1]
        return free


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Refused(
                f"Port {port} is taken by another program; choose another one: make site PORT={port + 1}"
            ) from error


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own http address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "--quiet", "-A", "overlook.celery"]


def _environment(port: int) -> dict[str, str]:
    root = Path(settings.BASE_DIR)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(root), str(root / "platform")]),
        "PYTHONUNBUFFERED": "1",
        # Celery objects to root; whether to be root is for whoever starts the site, and containers often are.
        "PYTHONWARNINGS": "ignore::UserWarning:celery.platforms",
        "OVERLOOK_VAR": str(settings.VAR_DIR),
        "PORT": str(port),
    }

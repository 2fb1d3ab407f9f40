"""A whole site in processes of its own, as a newcomer starts it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

ROOT = Path(__file__).resolve().parents[2]
_NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "CACHE_URL", "OVERLOOK_ENV", "SECRET_KEY", "EMAIL_URL", "PORT")


class RunningSite:
    """``manage.py site`` with its output collected line by line."""

    def __init__(self, var: Path, port: str = "0", arguments: tuple[str, ...] = ("--without-demo",)) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        environment |= {"OVERLOOK_VAR": str(var), "PORT": port, "PYTHONUNBUFFERED": "1"}
        self.var = var
        self.url = ""
        self.lines: list[str] = []
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "site", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        self._queue: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._collect, daemon=True).start()

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, pattern: str, seconds: float = 60) -> re.Match[str]:
        """The first line that holds ``pattern``; fails with everything said when it does not come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(Empty):
                line = self._queue.get(timeout=0.1)
                self.lines.append(line)
                found = re.search(pattern, line)
                if found:
                    return found
                continue
            if self.process.poll() is not None and self._queue.empty():
                break
        raise AssertionError(f"{pattern!r} did not come in {seconds} s. The site said:\n{self.output}")

    def address(self) -> str:
        return self.wait_for(r"Overlook answers on (http://\S+)")[1]

    def stop(self, number: signal.Signals = signal.SIGINT, seconds: float = 40) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def processes(self) -> list[int]:
        """Every process whose environment names this data folder, the site itself included."""
        return processes_on(self.var)

    def _collect(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._queue.put(line.rstrip("\n"))


def processes_on(var: Path) -> list[int]:
    mark = f"OVERLOOK_VAR={var}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


@contextmanager
def running_site(var: Path, port: str = "0", arguments: tuple[str, ...] = ("--without-demo",)) -> Iterator[RunningSite]:
    before = processes_on(var)
    site = RunningSite(var, port, arguments)
    try:
        yield site
    finally:
        if site.process.poll() is None:
            site.stop(signal.SIGTERM)
        for pid in set(site.processes()) - set(before):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def get(url: str, seconds: float = 10) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=seconds) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def eventually(holds, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return bool(holds())

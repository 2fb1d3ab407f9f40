"""Keep the site's processes running, show what they say, and stop them in order.

One thread, one loop: it reads the children's output, notices deaths, and starts again what died, after a pause that
doubles. Children are started from the main thread only, because the kernel's parent-death signal is tied to it.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TextIO

from overlook.ops.processes import signal_group

_TETHER = Path(__file__).with_name("tether.py")
_PAUSES = (0.5, 1, 2, 4, 8, 16, 30)
_SETTLED_SECONDS = 60.0


@dataclass(frozen=True)
class Program:
    """A process of the site.

    Parameters
    ----------
    name
        The prefix of its lines in the log.
    command
        Absolute program and its arguments.
    mark
        A word of its command line that no other program has, to recognise it by after a crash.
    stop_seconds
        How long it may take to finish what it is doing before it is killed.
    unsaid
        Lines that hold this are not shown: advice that is no use to whoever starts a site.
    """

    name: str
    command: Sequence[str]
    mark: str
    stop_seconds: float = 8.0
    unsaid: str = ""


@dataclass
class Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    due_at: float | None = None
    unfinished: bytes = b""


@dataclass
class Supervisor:
    """Runs `Program`s. ``start`` them, then ``run`` until asked to stop; ``stop`` ends them, last started first."""

    environment: Mapping[str, str]
    output: TextIO = field(default_factory=lambda: sys.stdout)
    on_change: Callable[[dict[int, str]], None] = lambda children: None
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def __post_init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def start(self, program: Program) -> Child:
        child = Child(program)
        self.children.append(child)
        self._launch(child)
        return child

    def request_stop(self) -> None:
        self.stopping = True

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Watch the children until ``until()`` holds or a stop is requested."""
        while not self.stopping and not until():
            self._pass_on_output(0.1)
            self._revive()

    def stop(self) -> None:
        """Ask each to finish, in reverse order of starting; kill what does not."""
        for child in reversed(self.children):
            self._end(child)
        self._selector.close()

    def say(self, text: str) -> None:
        self._write("site", text)

    def _launch(self, child: Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
            [sys.executable, "-I", "-S", str(_TETHER), str(os.getpid()), *child.program.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(self.environment),
            # Its own group: Ctrl-C in the terminal reaches the supervisor alone, which then stops them in order.
            start_new_session=True,
        )
        child.started_at, child.due_at = time.monotonic(), None
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)
        self._announce()

    def _announce(self) -> None:
        alive = {c.process.pid: c.program.mark for c in self.children if c.process and c.process.poll() is None}
        self.on_change(alive)

    def _revive(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._note_death(child, now)
            if child.process is None and child.due_at is not None and now >= child.due_at:
                self._launch(child)

    def _note_death(self, child: Child, now: float) -> None:
        assert child.process is not None
        settled = now - child.started_at > _SETTLED_SECONDS
        child.deaths = 1 if settled else child.deaths + 1
        pause = _PAUSES[min(child.deaths - 1, len(_PAUSES) - 1)]
        code = child.process.returncode
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
        self._bury(child)
        child.due_at = now + pause
        self.say(f"{child.program.name} {how}; starting it again in {pause:g} s")

    def _bury(self, child: Child) -> None:
        """Read its last words, end its own children, and forget it."""
        process, child.process = child.process, None
        assert process is not None
        assert process.stdout is not None
        signal_group(process.pid, signal.SIGKILL)
        while self._read(child, process.stdout):
            continue
        if child.unfinished:
            self._write(child.program.name, child.unfinished.decode(errors="replace"))
            child.unfinished = b""
        self._selector.unregister(process.stdout)
        process.stdout.close()

    def _end(self, child: Child) -> None:
        if child.process is None:
            return
        process = child.process
        process.terminate()
        deadline = time.monotonic() + child.program.stop_seconds
        while process.poll() is None and time.monotonic() < deadline:
            self._pass_on_output(0.02)
        if process.poll() is None:
            self.say(f"{child.program.name} did not stop in {child.program.stop_seconds:g} s; killing it")
            signal_group(process.pid, signal.SIGKILL)
            process.wait()
        self._bury(child)
        self._announce()

    def _pass_on_output(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            child: Child = key.data
            stream = child.process.stdout if child.process else None
            if stream is not None and not self._read(child, stream):
                # It closed its output and lives on: select would report that again at once, for ever.
                time.sleep(seconds)

    def _read(self, child: Child, stream: IO[bytes]) -> bool:
        """Pass on what there is to read; False at the end."""
        try:
            chunk = os.read(stream.fileno(), 65536)
        except BlockingIOError:
            return False
        *lines, child.unfinished = (child.unfinished + chunk).split(b"\n")
        for line in lines:
            self._pass_on(child.program, line.decode(errors="replace"))
        return bool(chunk)

    def _pass_on(self, program: Program, line: str) -> None:
        if not program.unsaid or program.unsaid not in line:
            self._write(program.name, line)

    def _write(self, name: str, line: str) -> None:
        try:
            self.output.write(f"{name:<7}| {line}\n")
            self.output.flush()
        except (BrokenPipeError, ValueError):
            # Nobody reads any more; the site goes on, silently.
            self.output = Path(os.devnull).open("w")  # noqa: SIM115 - lives as long as the site

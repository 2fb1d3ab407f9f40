"""The data folder: one site at a time, and nothing left over from one that was killed."""

import fcntl
import json
import os
import signal
import time
from pathlib import Path
from typing import IO

from overlook.ops.processes import command_line, signal_group

_LOCK = "site.lock"
_CHILDREN = "site.children"


class FolderBusy(Exception):
    """Another site runs on this folder."""


class DataFolder:
    """The folder that OVERLOOK_VAR names, locked while a site runs on it.

    The lock is the kernel's (``flock``): it vanishes with its holder, however that ended.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    def lock(self, address: str) -> None:
        """Take the folder for a site at ``address``.

        Raises
        ------
        FolderBusy
            With a sentence that names who has it and what to do.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        file = (self.path / _LOCK).open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise FolderBusy(
                f"Overlook already runs on the data folder {self.path} ({holder}): "
                "stop it first, or choose another folder with OVERLOOK_VAR=."
            ) from error
        file.truncate(0)
        file.write(f"{address}, process {os.getpid()}")
        file.flush()
        self._lock = file

    def release(self) -> None:
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.close()
            self._lock = None
        (self.path / _CHILDREN).unlink(missing_ok=True)

    def record_children(self, children: dict[int, str]) -> None:
        """Write down process ids with a word of their command line, for a later start to recognise them by."""
        staged = self.path / f"{_CHILDREN}.new"
        staged.write_text(json.dumps({str(pid): word for pid, word in children.items()}))
        staged.replace(self.path / _CHILDREN)

    def end_leftovers(self, seconds: float = 10.0) -> list[int]:
        """End what a killed site left behind; returns the ids that were still alive. Call it with the lock held."""
        try:
            recorded = json.loads((self.path / _CHILDREN).read_text())
        except (FileNotFoundError, ValueError):
            return []
        left = [int(pid) for pid, word in recorded.items() if word in command_line(int(pid))]
        for pid in left:
            signal_group(pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while any(command_line(pid) for pid in left) and time.monotonic() < deadline:
            time.sleep(0.05)
        for pid in left:
            signal_group(pid, signal.SIGKILL)
        (self.path / _CHILDREN).unlink(missing_ok=True)
        return left

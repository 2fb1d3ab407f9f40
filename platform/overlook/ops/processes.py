"""What the operating system knows about processes, on Linux and macOS."""

import os
import signal
import subprocess
from pathlib import Path


def command_line(pid: int) -> str:
    """What runs under that id, or nothing when it is gone or only waits to be reaped."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    question = ["ps", "-o", "command=", "-p", str(pid)]
    shown = subprocess.run(question, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    return shown.stdout.strip()


def signal_group(leader: int, number: signal.Signals) -> None:
    """Signal a process group; each child of the site leads one, so this reaches the child's children too."""
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return

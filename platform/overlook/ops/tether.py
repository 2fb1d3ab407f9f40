"""Start a program that must not outlive the process that started it.

Run as a script: ``python -I -S tether.py PARENT_PID PROGRAM ARGUMENT...``. On Linux the kernel sends the program
SIGTERM when its parent dies, even by ``kill -9``; elsewhere the next start clears up what was left (see
``datafolder``). It imports nothing heavy, because every child of the site passes through it.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def tether(parent: int) -> None:
    """Ask the kernel to end this process when ``parent`` ends. Survives ``exec``."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        # It died between the fork and the call above, so nobody would ever tell us.
        sys.exit(1)


if __name__ == "__main__":
    tether(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - the whole point: become that program, without a shell

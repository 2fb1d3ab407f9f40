"""What the health checks of docker-compose.yml run: ``python -m overlook.ops.probe web|worker|beat``.

Only the standard library, so that a probe costs milliseconds. Exit status 0 means well.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

_BEAT_WRITES_WITHIN_SECONDS = 600


def web() -> bool:
    """The site answers under the first of its own names; any other name would be refused."""
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".*") or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    try:
        connection.request("GET", "/health/ready", headers={"Host": name})
        return connection.getresponse().status == 200
    except OSError:
        return False


def worker() -> bool:
    """The worker of this host answers Celery's ping."""
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "overlook.celery", "inspect", "ping", "--timeout", "8"]
    command += ["--destination", f"celery@{socket.gethostname()}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - a fixed command


def beat() -> bool:
    """The scheduler wrote its schedule lately; it does so every three minutes."""
    folder = Path(os.environ.get("OVERLOOK_VAR", "var"))
    written = max((path.stat().st_mtime for path in folder.glob("beat-schedule*")), default=0.0)
    return time.time() - written < _BEAT_WRITES_WITHIN_SECONDS


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)

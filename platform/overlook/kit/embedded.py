"""What ``make site`` brings along instead of configuration: a secret that is made once, and the broker's socket."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

# sockaddr_un holds 108 bytes on Linux and 104 on macOS.
_SOCKET_PATH_LIMIT = 103


def secret_key(var: Path) -> str:
    """The data folder's own secret key, made on first use and readable by its owner only."""
    path = var / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        var.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


def socket_path(var: Path) -> Path:
    """Where the embedded broker listens: in the data folder, or under /tmp when that path is too long for a socket."""
    path = var / "valkey.sock"
    if len(os.fsencode(path)) <= _SOCKET_PATH_LIMIT:
        return path
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"overlook-{digest}.sock"

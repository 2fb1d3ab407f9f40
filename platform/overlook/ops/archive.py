"""The file that a backup is: a zip with the data, and a manifest that holds the SHA-256 of each part.

A backup is written under another name and takes its own only when it is whole, so a file that is there is complete.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

FORMAT = "overlook-backup-1"
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20


class Damaged(Exception):
    """The file is no backup, or not the one that was written."""


class Writer:
    """Parts are added one after the other; `facts` are what the manifest says besides their digests."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._digests: dict[str, str] = {}
        self.facts: dict[str, Any] = {}

    @contextmanager
    def part(self, name: str) -> Iterator["_Digesting"]:
        with self._file.open(name, "w", force_zip64=True) as stream:
            sink = _Digesting(stream)
            yield sink
        self._digests[name] = sink.digest.hexdigest()

    def finish(self) -> None:
        manifest = {"format": FORMAT, **self.facts, "sha256": self._digests}
        self._file.writestr(_MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))


class _Digesting:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def write(self, chunk: bytes | memoryview) -> int:
        self.digest.update(chunk)
        return self._stream.write(chunk)


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new backup at ``path``, readable by its owner only; whatever fails leaves no file there."""
    staged = path.with_name(f"{path.name}.part")
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
                writer = Writer(file)
                yield writer
                writer.finish()
            target.flush()
            os.fsync(target.fileno())
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)


class Archive:
    """A backup that was checked from end to end before anything else is done with it."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        try:
            self.facts: dict[str, Any] = json.loads(file.read(_MANIFEST))
        except (KeyError, ValueError, zipfile.BadZipFile) as error:
            raise Damaged("It holds no manifest, so Overlook did not write it.") from error
        if self.facts.get("format") != FORMAT:
            raise Damaged(f"It is of another format than {FORMAT}: restore it with the release that wrote it.")
        if {*file.namelist()} != {_MANIFEST, *self.facts["sha256"]}:
            raise Damaged("Parts are missing, or were added.")
        for name, sha256 in self.facts["sha256"].items():
            if self._digest(name) != sha256:
                raise Damaged(f"The part {name} is not what was written.")

    def chunks(self, name: str) -> Iterator[bytes]:
        with self._file.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def extract(self, name: str, to: Path) -> None:
        with self._file.open(name) as source, to.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            for chunk in self.chunks(name):
                digest.update(chunk)
        except zipfile.BadZipFile as error:
            raise Damaged(f"The part {name} cannot be read: {error}.") from error
        return digest.hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A backup to read.

    Raises
    ------
    Damaged
        With a sentence that says what is wrong with it.
    """
    try:
        file = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise Damaged(f"It cannot be opened: {error}.") from error
    with file:
        yield Archive(file)

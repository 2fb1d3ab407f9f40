"""A learner's own table of numbers as the value of a parameter.

Kernels are pure: they get the numbers, not a name for them. What is kept and hashed is the table's content address.
"""

import csv
import hashlib
import io
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Data(str):
    """A table that a parameter of type ``data`` holds.

    As a string it is its content address, so parameters that hold one are JSON, are hashed and are compared as they
    are kept. An empty string says that no data were given.

    Attributes
    ----------
    names
        What the columns are called.
    values
        Shape (rows, columns), float64, finite, read-only.
    """

    names: tuple[str, ...]
    values: Array

    def __new__(cls, digest: str, names: tuple[str, ...], values: Array) -> Self:
        made = super().__new__(cls, digest)
        made.names = names
        made.values = np.array(values, dtype=np.float64, order="C")
        made.values.flags.writeable = False
        return made

    def __getnewargs__(self) -> Any:
        return str(self), self.names, self.values


def encode(values: Array) -> bytes:
    """Canonical bytes: little-endian float64, row by row, without negative zeros."""
    return (np.ascontiguousarray(values, dtype="<f8") + 0.0).tobytes()


def decode(content: bytes, columns: int) -> Array:
    """The table that `encode` wrote, shape (rows, columns)."""
    return np.frombuffer(content, dtype="<f8").reshape(-1, columns).astype(np.float64)


def address(salt: str, names: tuple[str, ...], content: bytes) -> str:
    """The content address, 64 hexadecimal digits. ``salt`` makes it one that cannot be guessed from the content."""
    head = "\x1f".join((salt, *names)).encode()
    return hashlib.sha256(hashlib.sha256(head).digest() + content).hexdigest()


def written(data: Data) -> str:
    """The table as CSV with a header; reading it back gives the same numbers."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(data.names)
    writer.writerows([_plain(value) for value in row] for row in data.values.tolist())
    return file.getvalue()


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)

"""Reading a PNG far enough to count its pixels."""

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Pixels:
    """Red, green and blue, shape (height, width, 3)."""

    values: NDArray[np.int64]

    def dark(self) -> int:
        """How many pixels are darker than half-way to black."""
        return int((self.values.sum(axis=2) < 3 * 128).sum())


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def read_png(content: bytes, rows: int | None = None) -> Pixels:
    """The first ``rows`` rows, or all. Eight bits a channel, not interlaced: what our own renderer writes."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    at, data, width, height, channels = 8, b"", 0, 0, 0
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            assert (depth, interlaced) == (8, 0)
            channels = {2: 3, 6: 4}[colour]
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    high = min(height, rows or height)
    raw = zlib.decompress(data)[: high * (1 + width * channels)]
    return Pixels(_unfiltered(raw, width, high, channels)[:, :, :3])


def _unfiltered(raw: bytes, width: int, height: int, channels: int) -> NDArray[np.int64]:
    rows = np.frombuffer(raw, np.uint8).reshape(height, 1 + width * channels).astype(np.int64)
    above = np.zeros((width, channels), np.int64)
    found = []
    for row in rows:
        above = _row(int(row[0]), row[1:].reshape(width, channels), above)
        found.append(above)
    return np.stack(found)


def _row(kind: int, row: NDArray[np.int64], above: NDArray[np.int64]) -> NDArray[np.int64]:
    if kind == 0:
        return row
    if kind == 2:
        return (row + above) % 256
    if kind == 1:
        return np.cumsum(row, axis=0) % 256
    done = np.zeros_like(row)
    left = corner = np.zeros(row.shape[1], np.int64)
    for x in range(len(row)):
        guess = (left + above[x]) // 2 if kind == 3 else _paeth(left, above[x], corner)
        left, corner = (row[x] + guess) % 256, above[x]
        done[x] = left
    return done


def _paeth(left: NDArray[np.int64], above: NDArray[np.int64], corner: NDArray[np.int64]) -> NDArray[np.int64]:
    guess = left + above - corner
    by_left, by_above, by_corner = abs(guess - left), abs(guess - above), abs(guess - corner)
    nearest = np.where(by_above <= by_corner, above, corner)
    return np.where((by_left <= by_above) & (by_left <= by_corner), left, nearest)

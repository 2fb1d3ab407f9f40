"""Shards: fixed blocks of consecutive seeds, and their bytes.

A shard is always computed whole, so its bytes do not depend on how many seeds somebody asked for; a run of 20 seeds
reads the first 20 of its three shards of 8.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Curves = dict[str, NDArray[np.float64]]
_MAGIC = b"overlook-shard-1\n"


@dataclass(frozen=True)
class Shard:
    """Block number ``index`` of ``size`` seeds."""

    index: int
    size: int

    @property
    def seeds(self) -> range:
        """The seeds in it."""
        return range(self.index * self.size, (self.index + 1) * self.size)


def plan(seeds: int, size: int) -> tuple[Shard, ...]:
    """The shards that hold seeds 0 … ``seeds`` − 1.

    Examples
    --------
    >>> [list(shard.seeds) for shard in plan(3, 2)]
    [[0, 1], [2, 3]]
    """
    return tuple(Shard(index, size) for index in range(-(-seeds // size)))


def encode(seeds: Sequence[Mapping[str, NDArray[np.float64]]]) -> bytes:
    """Canonical bytes of per-seed curves in ascending order of seed: a JSON header, then little-endian float64.

    Equal curves give equal bytes on every machine, whatever the memory layout or the order of the names.
    """
    header = [{name: list(np.shape(curves[name])) for name in sorted(curves)} for curves in seeds]
    parts = [_MAGIC, json.dumps(header, separators=(",", ":"), sort_keys=True).encode(), b"\n"]
    for curves in seeds:
        parts.extend(np.ascontiguousarray(curves[name], dtype="<f8").tobytes() for name in sorted(curves))
    return b"".join(parts)


def decode(blob: bytes) -> list[Curves]:
    """The curves that `encode` wrote.

    Raises
    ------
    ValueError
        The bytes are not a shard, or are cut short.
    """
    if not blob.startswith(_MAGIC):
        raise ValueError("These bytes are not a shard.")
    end = blob.index(b"\n", len(_MAGIC))
    header = json.loads(blob[len(_MAGIC) : end])
    offset = end + 1
    seeds: list[Curves] = []
    for shapes in header:
        curves: Curves = {}
        for name in sorted(shapes):
            count = int(np.prod(shapes[name], dtype=np.int64))
            values = np.frombuffer(blob, dtype="<f8", count=count, offset=offset)
            curves[name] = values.astype(np.float64).reshape(shapes[name])
            offset += 8 * count
        seeds.append(curves)
    if offset != len(blob):
        raise ValueError("The shard is longer than its header says.")
    return seeds


def digest(blob: bytes) -> str:
    """SHA-256 of a shard, in hexadecimal."""
    return hashlib.sha256(blob).hexdigest()

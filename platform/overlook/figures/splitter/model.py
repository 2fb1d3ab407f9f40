"""Cases of two kinds, dealt into training, validation and test, and neighbours that vote: the twin of `model.ts`.

Both kinds are normal in two features, with means 1.5 apart along the first; a quarter of a case's place is shared by
all kinds. A new case is called what most of its k nearest training cases are (of cases equally near, the first; of a
drawn vote, the second kind).

Accuracy
--------
Draws agree bit for bit, places to 1e-12; counts are exact wherever no two distances are equal to the last bit.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from overlook.figures.draws import normals

Array = NDArray[np.float64]

#: Fresh cases that stand for the world.
WORLD = 300
WORLD_SEED = 30_000
_APART, _Z = 1.5, 1.96


@dataclass(frozen=True)
class Cases:
    """Places, shape (n, 2), and whether each is of the first kind; kinds take turns."""

    places: Array
    first: NDArray[np.bool_]


@lru_cache(maxsize=32)
def draw(n: int, seed: int) -> Cases:
    first = np.arange(n) % 2 == 0
    places = normals(seed, 2 * n).reshape(n, 2)
    places[:, 0] += np.where(first, _APART / 2, -_APART / 2)
    places[:, 1] += 0.25 * places[:, 0]
    return Cases(places, first)


def called(train: Cases, places: Array, k: int) -> NDArray[np.bool_]:
    """What the k nearest of ``train`` call each place."""
    gaps = (places[:, None, 0] - train.places[None, :, 0]) ** 2 + (places[:, None, 1] - train.places[None, :, 1]) ** 2
    near = np.argsort(gaps, axis=1, kind="stable")[:, :k]
    return np.asarray(2 * train.first[near].sum(axis=1) > near.shape[1])


@dataclass(frozen=True)
class Split:
    """How many cases each part has, and which share of each is called rightly; ``world`` is for fresh cases."""

    sizes: tuple[int, int, int]
    train: float
    validation: float
    test: float
    world: float


@lru_cache(maxsize=128)
def split(n: int, train: float, validation: float, k: int, leak: bool, seed: int) -> Split:
    """The first cases train, the next validate, the last test; with ``leak`` all of them train."""
    cases = draw(n, seed)
    one = max(2, math.floor(train * n + 0.5))
    two = min(n - 2, max(one + 2, math.floor((train + validation) * n + 0.5)))
    one = min(one, two - 2)
    used = n if leak else one
    fitted = Cases(cases.places[:used], cases.first[:used])
    size = min(k, used)

    def right(places: Array, first: NDArray[np.bool_]) -> float:
        return float(np.mean(called(fitted, places, size) == first))

    fresh = draw(WORLD, WORLD_SEED + seed)
    parts = [right(cases.places[a:b], cases.first[a:b]) for a, b in ((0, one), (one, two), (two, n))]
    return Split((one, two - one, n - two), parts[0], parts[1], parts[2], right(fresh.places, fresh.first))


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of Wilson for a share of ``n`` cases."""
    centre = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return centre - half, centre + half

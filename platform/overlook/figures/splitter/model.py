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

from overlook.figures.draws import normals, uniforms

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


def called(train: Cases, places: Array, k: int, units: tuple[float, float] = (1.0, 1.0)) -> NDArray[np.bool_]:
    """What the k nearest of ``train`` call each place; distances along the two features are in ``units``."""
    across, up = ((places[:, None, axis] - train.places[None, :, axis]) / units[axis] for axis in (0, 1))
    gaps = across**2 + up**2
    near = np.argsort(gaps, axis=1, kind="stable")[:, :k]
    return np.asarray(2 * train.first[near].sum(axis=1) > near.shape[1])


@dataclass(frozen=True)
class Split:
    """How many cases each part has, and which share of each is called rightly.

    ``world`` is the share of fresh cases; a reader's own table has none.
    """

    sizes: tuple[int, int, int]
    train: float
    validation: float
    test: float
    world: float | None


@lru_cache(maxsize=128)
def split(n: int, train: float, validation: float, k: int, leak: bool, seed: int) -> Split:
    """The first cases train, the next validate, the last test; with ``leak`` all of them train."""
    return parted(draw(n, seed), train, validation, k, leak, fresh=draw(WORLD, WORLD_SEED + seed))


def parted(
    cases: Cases,
    train: float,
    validation: float,
    k: int,
    leak: bool,
    *,
    fresh: Cases | None = None,
    measured: bool = False,
) -> Split:
    """Any cases, dealt in their order; ``measured``: distances are in standard deviations of what the rule sees."""
    n = len(cases.first)
    one = max(2, math.floor(train * n + 0.5))
    two = min(n - 2, max(one + 2, math.floor((train + validation) * n + 0.5)))
    one = min(one, two - 2)
    used = n if leak else one
    fitted = Cases(cases.places[:used], cases.first[:used])
    size = min(k, used)
    units = (_spread(fitted.places[:, 0]), _spread(fitted.places[:, 1])) if measured else (1.0, 1.0)

    def right(places: Array, first: NDArray[np.bool_]) -> float:
        return float(np.mean(called(fitted, places, size, units) == first))

    parts = [right(cases.places[a:b], cases.first[a:b]) for a, b in ((0, one), (one, two), (two, n))]
    world = None if fresh is None else right(fresh.places, fresh.first)
    return Split((one, two - one, n - two), parts[0], parts[1], parts[2], world)


def _spread(values: Array) -> float:
    """The standard deviation, summed in order so that both languages have the same bits; 1 if nothing varies."""
    n = len(values)
    mean = float(np.cumsum(values)[-1]) / n
    return math.sqrt(float(np.cumsum((values - mean) ** 2)[-1]) / n) or 1.0


def dealt(cases: Cases, seed: int) -> Cases:
    """The cases in another order: a table may be sorted."""
    order = np.argsort(uniforms(seed, len(cases.first)), kind="stable")
    return Cases(cases.places[order], cases.first[order])


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of Wilson for a share of ``n`` cases."""
    centre = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return centre - half, centre + half

"""Nearest neighbours on a plane of two classes: the Python twin of `model.ts`.

Marks lie uniformly on [0, 3] × [0, 2]. A mark above the border y = 1 + 0.6 sin πx is of class 1; then each label is
turned wrong with the chance ν, independently. So a new mark is misjudged with the chance ν where the map is right and
1 − ν where it is wrong, and no map does better than ν.

Accuracy
--------
Marks, neighbours and votes agree bit for bit in both languages. The expected error is exact over the map's cells.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from overlook.figures.draws import uniforms

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Corner = tuple[int, int]

MARKS = 100
ACROSS, UP = 60, 40
KS = (1, 3, 5, 7, 9, 11, 15, 19, 25, 33, 45, 61, 81)


def border(x: Array) -> Array:
    return np.asarray(1 + 0.6 * np.sin(np.pi * x))


@lru_cache(maxsize=64)
def marks(seed: int) -> tuple[Array, Array]:
    """Places, shape (MARKS, 2), and for each a number below which the noise must be for its label to be right."""
    found = uniforms(seed, 3 * MARKS).reshape(MARKS, 3)
    return found[:, :2] * [3, 2], found[:, 2]


def labels(seed: int, noise: float) -> Counts:
    places, luck = marks(seed)
    return np.asarray((places[:, 1] > border(places[:, 0])) ^ (luck < noise), dtype=np.int64)


def nearest(seed: int, places: Array) -> Counts:
    """For each place, the marks by distance: one row per place."""
    away = (places[:, None, :] - marks(seed)[0]) ** 2
    return np.asarray(np.argsort(away[:, :, 0] + away[:, :, 1], axis=1, kind="stable"))


def cells() -> Array:
    """Centres of the map's cells, row by row from below, shape (ACROSS · UP, 2)."""
    across, up = np.meshgrid((np.arange(ACROSS) + 0.5) * 3 / ACROSS, (np.arange(UP) + 0.5) * 2 / UP)
    return np.stack([across.ravel(), up.ravel()], axis=1)


@lru_cache(maxsize=64)
def _orders(seed: int) -> tuple[Counts, Counts]:
    return nearest(seed, cells()), nearest(seed, marks(seed)[0])


@dataclass(frozen=True)
class Votes:
    """At each k of `KS`: the map, (len(KS), UP, ACROSS); the error on the marks themselves, and on new ones."""

    maps: Counts
    train: Array
    test: Array


@lru_cache(maxsize=64)
def votes(seed: int, noise: float) -> Votes:
    own = labels(seed, noise)
    ks = np.array(KS)
    here, there = (2 * np.cumsum(own[order], axis=1)[:, ks - 1] > ks for order in _orders(seed))
    places = cells()
    wrong = np.mean(here != (places[:, 1] > border(places[:, 0]))[:, None], axis=0)
    return Votes(
        maps=np.asarray(here.T.reshape(len(KS), UP, ACROSS), dtype=np.int64),
        train=np.asarray(np.mean(there != own[:, None], axis=0)),
        test=np.asarray(noise + (1 - 2 * noise) * wrong),
    )


def outlines(cells: Counts) -> list[list[Corner]]:
    """The closed lines around the ones of a map, which lie on their left: corners alone, as (column, row)."""
    up, across = cells.shape
    padded = np.pad(cells, 1)
    ways: dict[Corner, list[Corner]] = {}
    for row in range(up + 1):
        for column in range(across + 1):
            here, below, left = padded[row + 1, column + 1], padded[row, column + 1], padded[row + 1, column]
            if here != below and column < across:
                ends = (column, row), (column + 1, row)
                ways.setdefault(ends[1 - here], []).append(ends[here])
            if here != left and row < up:
                ends = (column, row), (column, row + 1)
                ways.setdefault(ends[here], []).append(ends[1 - here])
    found = []
    for start in list(ways):
        while ways[start]:
            walk = [start]
            while True:
                walk.append(ways[walk[-1]].pop())
                if walk[-1] == start:
                    break
            found.append(_corners(walk))
    return found


def _corners(walk: list[Corner]) -> list[Corner]:
    """Of a closed walk, the places where it turns."""
    around = walk[:-1]
    return [
        around[at]
        for at in range(len(around))
        if (around[at - 1][0] == around[at][0]) != (around[at][0] == around[(at + 1) % len(around)][0])
    ]

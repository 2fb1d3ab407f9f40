"""The bench of the challenge "Pick the jury": forty trees in clans, how they vote, and the best eleven of them."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulations.engine.seeding import stream

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

TREES, SEATS = 40, 11
SHOWN, HIDDEN = 500, 8000
# One clan is the most accurate and votes alike; the others are less accurate and more their own.
_CLANS = (13, 7, 7, 7, 6)
_STRONG, _PLAIN = (0.74, 0.78), (0.64, 0.72)
_ALIKE, _OWN = (0.5, 0.65), (0.1, 0.3)
_TOGETHER = 0.12
_ROOT = 11_235
_LEAST_GAP = 0.04
# What a mark with its number takes of the map, whose half side is 1.
_ROOM = np.array([0.25, 0.15])


@dataclass(frozen=True)
class Bench:
    """A drawn instance.

    Attributes
    ----------
    shown
        Whether each tree is right on each of the cases that are shown, shape (40, 500).
    hidden
        The same on the cases that count, shape (40, 8000); hidden.
    clan
        Which clan each tree is of, shape (40,); hidden.
    """

    shown: Flags
    hidden: Flags
    clan: NDArray[np.int64]

    @property
    def accuracy(self) -> Array:
        """Share of the shown cases that each tree is right on."""
        return np.asarray(self.shown.mean(axis=1))

    @property
    def agreement(self) -> Array:
        """Share of the shown cases on which two trees vote alike, shape (40, 40)."""
        right = self.shown.astype(np.float64)
        both = right @ right.T + (1 - right) @ (1 - right).T
        return np.asarray(both / self.shown.shape[1])


@lru_cache(maxsize=32)
def bench(seed: int) -> Bench:
    """The instance of a seed; one in which the expert has little to gain is drawn again."""
    for attempt in range(50):
        drawn = _draw(stream(_ROOT, seed, attempt))
        if majority(drawn.hidden, greedy(drawn.hidden)) - majority(drawn.hidden, most_accurate(drawn)) >= _LEAST_GAP:
            return drawn
    raise RuntimeError(f"No playable instance for seed {seed}.")


def majority(right: Flags, jury: tuple[int, ...]) -> float:
    """Share of cases on which more than half of the jurors are right."""
    return float(np.mean(counts(right, jury) > len(jury) / 2))


def counts(right: Flags, jury: tuple[int, ...]) -> NDArray[np.int64]:
    """How many jurors are right on each case."""
    return np.asarray(right[list(jury)].sum(axis=0))


def most_accurate(drawn: Bench) -> tuple[int, ...]:
    """The naive jury: the eleven most accurate trees on the shown cases, the first of equals."""
    return tuple(sorted(np.argsort(-drawn.accuracy, kind="stable")[:SEATS].tolist()))


@lru_cache(maxsize=32)
def expert(seed: int) -> tuple[int, ...]:
    """The expert's jury: see `greedy`."""
    return greedy(bench(seed).hidden)


def greedy(right: Flags) -> tuple[int, ...]:
    """A jury that no exchange of one juror improves, from the pairs that add most.

    Seats are filled one by one by the least squared shortage of right votes, which unlike the majority itself tells
    juries apart from the first seat on; then jurors are exchanged while that makes the majority right more often.
    """
    votes = right.astype(np.int64)
    jury: list[int] = []
    total = np.zeros(right.shape[1], dtype=np.int64)
    for seat in range(1, SEATS + 1):
        free = [tree for tree in range(len(votes)) if tree not in jury]
        short = np.maximum(0.5 * seat + 0.5 - (total + votes[free]), 0.0)
        best = free[int(np.argmin(np.sum(short**2, axis=1)))]
        jury.append(best)
        total = total + votes[best]
    while True:
        now = int(np.sum(total > SEATS // 2))
        others = np.array([tree for tree in range(len(votes)) if tree not in jury])
        found = (now, -1, -1)
        for place, juror in enumerate(jury):
            won = np.sum(total - votes[juror] + votes[others] > SEATS // 2, axis=1)
            if int(won.max()) > found[0]:
                found = (int(won.max()), place, int(others[int(np.argmax(won))]))
        if found[1] < 0:
            return tuple(sorted(jury))
        total = total - votes[jury[found[1]]] + votes[found[2]]
        jury[found[1]] = found[2]


@lru_cache(maxsize=32)
def chart(seed: int) -> Array:
    """Places for the trees in the plane, shape (40, 2): trees that vote alike lie together.

    Classical scaling of the share of cases on which two trees differ, then some steps that keep marks apart.

    Source
    ------
    W. S. Torgerson (1952), Multidimensional scaling: I. Theory and method, Psychometrika 17(4), 401–419.
    """
    differ = 1.0 - bench(seed).agreement
    centre = np.eye(TREES) - 1.0 / TREES
    values, vectors = np.linalg.eigh(-0.5 * centre @ differ @ centre)
    places = vectors[:, -2:] * np.sqrt(values[-2:])
    # A sign is a matter of the library: the largest coordinate is made positive.
    places = places * np.sign(places[np.argmax(np.abs(places), axis=0), np.arange(2)])
    return _apart(places / np.abs(places).max())


def _apart(places: Array) -> Array:
    """Push marks off each other, a little at a time, so that each has room for its number at its right."""
    for _ in range(300):
        gap = (places[:, None] - places[None, :]) / _ROOM
        distance = np.hypot(gap[..., 0], gap[..., 1]) + np.eye(len(places))
        push = np.maximum(1.0 - distance, 0.0)
        if not push.any():
            break
        places = places + 0.3 * _ROOM * np.sum(gap / distance[..., None] * push[..., None], axis=1)
    return np.asarray(places)


def _draw(rng: np.random.Generator) -> Bench:
    clan = np.repeat(np.arange(len(_CLANS)), _CLANS)
    clan = clan[rng.permutation(TREES)]
    alike = np.array([rng.uniform(*_ALIKE), *rng.uniform(*_OWN, len(_CLANS) - 1)])[clan]
    chance = np.where(clan == 0, rng.uniform(*_STRONG, TREES), rng.uniform(*_PLAIN, TREES))
    cases = SHOWN + HIDDEN
    # How hard a case is: for everybody, for a clan, for a tree.
    everybody, clans = rng.standard_normal(cases), rng.standard_normal((len(_CLANS), cases))
    own = rng.standard_normal((TREES, cases))
    hard = (
        np.sqrt(_TOGETHER) * everybody
        + np.sqrt(alike)[:, None] * clans[clan]
        + np.sqrt(1.0 - _TOGETHER - alike)[:, None] * own
    )
    right = hard < ndtri(chance)[:, None]
    return Bench(right[:, :SHOWN], right[:, SHOWN:], clan)

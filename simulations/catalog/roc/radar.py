"""The sky of the challenge "Radar": echoes of friends and hostiles, what mistakes cost, and ten blips to be ranked."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from simulations.catalog.roc.binormal import Binormal
from simulations.catalog.roc.curves import areas
from simulations.engine.ranking import rank
from simulations.engine.seeding import stream

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

PAST, WAVE, DUEL = 60, 30, 10
MISS = (3.0, 15.0)
RANGE = (0.0, 100.0)
# What the whole rank duel can cost: next to the thresholds it breaks ties.
TIE = 0.03
_MIDDLE, _UNIT = 35.0, 8.0
_ROOT = 14_142
_LEAST_GAP = 0.15
# The cheapest thresholds lie among the echoes: calling everything hostile is never best.
_THRESHOLD_WITHIN = (22.0, 70.0)
# Every place where a threshold may be set.
THRESHOLDS: Array = np.arange(0.0, 100.05, 0.1)
THRESHOLDS.setflags(write=False)


@dataclass(frozen=True)
class Echoes:
    """Blips with their echoes in dB, shape (n,), and which of them are hostile."""

    strength: Array
    hostile: Flags


@dataclass(frozen=True)
class Pair:
    """Blips with two readings each, shape (n, 2), and which of them are hostile."""

    readings: Array
    hostile: Flags


@dataclass(frozen=True)
class Sky:
    """A drawn instance.

    Attributes
    ----------
    population
        Of the echoes, in units of 8 dB from 35 dB; hidden.
    shares
        Share of hostiles in the past and in the first wave, and in the second; the second is told before it.
    miss
        What a missed hostile costs, in false alarms; told after the first wave.
    past, waves
        Sixty labelled echoes to learn from, and the two waves.
    known, duel
        Forty labelled blips with two readings each, and the ten to be ranked.
    weights
        Of the readings in the log-likelihood ratio, shape (2,); hidden.
    """

    population: Binormal
    shares: tuple[float, float]
    miss: float
    past: Echoes
    waves: tuple[Echoes, Echoes]
    known: Pair
    duel: Pair
    weights: Array


@lru_cache(maxsize=64)
def sky(seed: int) -> Sky:
    """The instance of a seed; one in which the expert has little to gain is drawn again."""
    for attempt in range(200):
        drawn = _draw(stream(_ROOT, seed, attempt))
        naive, best = midway(drawn), tuple(expert(drawn, wave) for wave in (0, 1))
        dear = sum(cost(drawn, wave, naive) for wave in (0, 1))
        cheap = sum(cost(drawn, wave, best[wave]) for wave in (0, 1))
        inside = all(_THRESHOLD_WITHIN[0] <= place <= _THRESHOLD_WITHIN[1] for place in best)
        if inside and dear - cheap >= _LEAST_GAP and duel_area(drawn, drawn.duel.readings @ drawn.weights) >= 0.8:
            return drawn
    raise RuntimeError(f"No playable instance for seed {seed}.")


def cost(drawn: Sky, wave: int, threshold: float | Array) -> float | Array:
    """Expected cost of a blip of a wave, in false alarms, when all above the threshold (in dB) is taken for hostile."""
    z = (np.asarray(threshold) - _MIDDLE) / _UNIT
    share = drawn.shares[wave]
    missed = ndtr((z - drawn.population.separation) / drawn.population.spread)
    found = share * drawn.miss * missed + (1.0 - share) * (1.0 - ndtr(z))
    return float(found) if found.ndim == 0 else np.asarray(found)


def expert(drawn: Sky, wave: int) -> float:
    """The cheapest threshold in steps of 0.1 dB: where the ROC curve has the slope (1/miss)·(1 − π)/π."""
    return float(THRESHOLDS[int(np.argmin(cost(drawn, wave, THRESHOLDS)))])


def midway(drawn: Sky) -> float:
    """The naive threshold: midway between the two classes' means in the past."""
    past = drawn.past
    both = past.strength[past.hostile].mean() + past.strength[~past.hostile].mean()
    return round(0.5 * float(both), 1)


def duel_area(drawn: Sky, suspicion: Array) -> float:
    """Share of pairs of a hostile and a friend that the suspicion ranks rightly, ties counting half."""
    return float(areas(rank(np.asarray(suspicion, dtype=np.float64), drawn.duel.hostile).counts()[None])[0])


def _draw(rng: np.random.Generator) -> Sky:
    population = Binormal(float(rng.uniform(1.2, 2.2)), float(rng.uniform(0.7, 1.5)), 0.0)
    shares = float(rng.uniform(0.2, 0.4)), float(rng.choice([0.05, 0.08, 0.1, 0.5, 0.6]))
    miss = float(rng.integers(int(MISS[0]), int(MISS[1]) + 1))
    past = _echoes(population, PAST, shares[0], rng)
    waves = _echoes(population, WAVE, shares[0], rng), _echoes(population, WAVE, shares[1], rng)
    angle, tie = float(rng.uniform(0.25, 1.3)), float(rng.uniform(-0.6, 0.3))
    gap = 2.4 * np.array([np.cos(angle), np.sin(angle)])
    covariance = np.array([[1.0, tie], [tie, 1.0]])
    known, duel = _pairs(gap, covariance, 20, 20, rng), _pairs(gap, covariance, DUEL // 2, DUEL // 2, rng)
    return Sky(population, shares, miss, past, waves, known, duel, np.linalg.solve(covariance, gap))


def _echoes(population: Binormal, count: int, share: float, rng: np.random.Generator) -> Echoes:
    """Exactly the share of hostiles (rounded, and at least two), in random order."""
    hostiles = max(2, round(count * share))
    scores = population.draw(count - hostiles, hostiles, rng)
    order = rng.permutation(count)
    strength = np.clip(np.round(_MIDDLE + _UNIT * scores, 1), *RANGE)
    return Echoes(strength[order], (np.arange(count) >= count - hostiles)[order])


def _pairs(gap: Array, covariance: Array, friends: int, hostiles: int, rng: np.random.Generator) -> Pair:
    root = np.linalg.cholesky(covariance)
    hostile = np.arange(friends + hostiles) >= friends
    readings = rng.standard_normal((friends + hostiles, 2)) @ root.T + np.where(hostile[:, None], gap, 0.0)
    order = rng.permutation(friends + hostiles)
    return Pair(np.round(readings[order], 2), hostile[order])

"""Many models that were chosen between by a small validation set: the Python twin of `model.ts`.

Model m is right with probability θ_m = ½ + spread · z_m, held to [0.05, 0.95]; with spread 0 all of them toss a coin.
Each is tried on the same number of cases, the best is chosen (the first of equals), and tried on fresh ones.

Accuracy
--------
Drawn numbers agree bit for bit in both languages; the expectation of the best of M coins is exact, to 1e-12.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from overlook.figures.draws import normals, uniforms

Array = NDArray[np.float64]

#: Fresh cases on which the chosen model is tried.
FRESH = 1000
#: Skills, trials and fresh trials are drawn from streams of their own.
SKILLS_SEED, FRESH_SEED = 40_000, 80_000


@dataclass(frozen=True)
class Contest:
    """How many cases each model had right; the index of the best, its true skill, its score on fresh cases."""

    right: tuple[int, ...]
    best: int
    skill: float
    fresh: float


@lru_cache(maxsize=64)
def contest(models: int, n: int, spread: float, seed: int) -> Contest:
    """``models`` models on ``n`` cases each."""
    skills = np.clip(0.5 + spread * normals(SKILLS_SEED + seed, models), 0.05, 0.95)
    right = (uniforms(seed, models * n).reshape(models, n) < skills[:, None]).sum(axis=1)
    best = int(np.argmax(right))
    fresh = float(np.mean(uniforms(FRESH_SEED + seed, FRESH) < skills[best]))
    return Contest(tuple(int(count) for count in right), best, float(skills[best]), fresh)


@lru_cache(maxsize=64)
def coin(n: int) -> tuple[float, ...]:
    """Probability of at most k heads in n tosses, for k = 0 … n."""
    term, total, found = 0.5**n, 0.0, []
    for heads in range(n + 1):
        total += term
        found.append(min(total, 1.0))
        term *= (n - heads) / (heads + 1)
    return tuple(found)


def expected_best(models: int, n: int) -> float:
    """Of ``models`` coins tossed ``n`` times each: the expected share of heads of the luckiest."""
    return float(sum(1 - below**models for below in coin(n)[:-1]) / n)

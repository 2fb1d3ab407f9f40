"""Simulated learners whose abilities are planted, to see how well the posterior finds them. Pure and seeded.

Model
-----
Abilities and difficulties are normal on the logit scale, so that questions of an objective differ; a first try is right
with probability ``logistic(ability - difficulty)``. What is planted, and what the posterior is asked for, is the chance
to answer a *new* question of the objective rightly: the mean of that over difficulties. Forecasts are judged by one new
question each.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overlook.progress.calibration import Bin, brier, reliability
from overlook.progress.posterior import ENOUGH, PRIOR, estimate

ABILITY, ABILITY_SPREAD, DIFFICULTY_SPREAD = 0.6, 1.3, 0.8
_NODES = 41

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Report:
    """How well planted chances were recovered.

    Parameters
    ----------
    brier
        Of the posterior's mean against one new answer for each learner.
    best
        Brier score of somebody who knows the planted chances: nobody does better.
    ignorant
        Brier score of always forecasting the share of all.
    covered
        Share of learners whose 90 % interval holds their planted chance.
    error
        Mean distance of the posterior's mean from the planted chance.
    table
        Reliability of the posterior's mean, by steps of a tenth.
    """

    learners: int
    evidence: tuple[int, int]
    brier: float
    best: float
    ignorant: float
    covered: float
    error: float
    table: list[Bin]

    @property
    def calibration_error(self) -> float:
        """The distance of stated chance and share right, averaged over the table by its counts."""
        return sum(row.n * abs(row.stated - row.share) for row in self.table) / self.learners


def report(*, learners: int, evidence: tuple[int, int] = (ENOUGH, 12), seed: int = 1) -> Report:
    """Simulate learners, each with a number of first tries drawn from a range (both ends included)."""
    generator = np.random.Generator(np.random.PCG64(seed))
    abilities = generator.normal(ABILITY, ABILITY_SPREAD, learners)
    planted = chance_on_new(abilities)
    tries = generator.integers(evidence[0], evidence[1], learners, endpoint=True)
    right = np.array([_right(ability, int(n), generator) for ability, n in zip(abilities, tries, strict=True)])
    new = np.array([_right(ability, 1, generator) for ability in abilities], dtype=float)
    said = [estimate(PRIOR + float(k), PRIOR + float(n - k), int(n)) for k, n in zip(right, tries, strict=True)]
    means = np.array([one.mean for one in said])
    held = [one.low <= truth <= one.high for one, truth in zip(said, planted, strict=True)]
    return Report(
        learners=learners,
        evidence=evidence,
        brier=brier(list(means), list(new)),
        best=brier(list(planted), list(new)),
        ignorant=brier([float(new.mean())] * learners, list(new)),
        covered=float(np.mean(held)),
        error=float(np.mean(np.abs(means - planted))),
        table=reliability(list(means), list(new)),
    )


def chance_on_new(abilities: Floats) -> Floats:
    """The chance to answer a new question rightly: the mean over difficulties, by Gauss and Hermite to 1e-9."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    right = 1 / (1 + np.exp(DIFFICULTY_SPREAD * nodes[None, :] - abilities[:, None]))
    found: Floats = right @ (weights / weights.sum())
    return found


def _right(ability: float, n: int, generator: np.random.Generator) -> int:
    difficulties = generator.normal(0.0, DIFFICULTY_SPREAD, n)
    return int(np.sum(generator.random(n) < 1 / (1 + np.exp(difficulties - ability))))

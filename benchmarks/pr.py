"""Precision–recall bootstrap bands against a loop over scikit-learn.

The loop is the readable oracle as well: ``tests/benchmarks`` holds the kernel to it.
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, timed
from simulations.catalog.precision_recall.curves import GRID, average_precisions, bootstrap
from simulations.catalog.precision_recall.population import Population
from simulations.engine.ranking import rank
from simulations.engine.seeding import stream

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

RUNS = 5
REPEATS = 9
CASES, RESAMPLES, LEVEL = 1000, 200, 0.9


def draw(seed: int, cases: int = CASES) -> tuple[Array, Flags]:
    """Scores with one decimal, one standard deviation apart; a fifth of the cases is positive."""
    few = cases // 5
    return Population(1.0, 0.2, 0.1).draw(cases - few, few, stream(1, seed)), np.arange(cases) >= cases - few


def sklearn_averages(scores: Array, positive: Flags, resamples: int, rng: np.random.Generator) -> Array:
    """Average precision of each resample."""
    found = []
    for _ in range(resamples):
        rows = rng.integers(0, len(scores), len(scores))
        found.append(average_precision_score(positive[rows], scores[rows]))
    return np.array(found)


def sklearn_loop(
    scores: Array, positive: Flags, resamples: int, level: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """The band, shape (2, 100), and average precisions."""
    curves, found = [], []
    for _ in range(resamples):
        rows = rng.integers(0, len(scores), len(scores))
        precision, recall, _thresholds = precision_recall_curve(positive[rows], scores[rows])
        curves.append(precision[::-1][np.searchsorted(recall[::-1], GRID)])
        found.append(average_precision_score(positive[rows], scores[rows]))
    return np.quantile(curves, [(1 - level) / 2, (1 + level) / 2], axis=0), np.array(found)


def averages(scores: Array, positive: Flags, resamples: int, rng: np.random.Generator) -> Array:
    """Ours, without the band."""
    blocks = rank(scores, positive).resampled(resamples, rng)
    return np.concatenate([average_precisions(counts) for counts in blocks])


@bench("pr/average-precision")
def alone() -> Result:
    """Average precision alone: a thousand cases with ties, 200 resamples."""
    loop, ours, limit = NOTHING, NOTHING, NOTHING
    averages(*draw(0), RESAMPLES, stream(2, 0))
    for seed in range(RUNS):
        s, p = draw(seed)
        loop += timed(lambda s=s, p=p: sklearn_averages(s, p, RESAMPLES, stream(2, 0)))  # type: ignore[misc]
        ours += timed(lambda s=s, p=p: averages(s, p, RESAMPLES, stream(2, 0)), times=REPEATS)  # type: ignore[misc]
        limit += timed(lambda: stream(2, 0).integers(0, CASES, (RESAMPLES, CASES)), times=REPEATS)
    return Result(
        value=1e3 * ours.median_cpu,
        unit="ms CPU per 200 resamples",
        runs=RUNS,
        ratio=loop.median_cpu / ours.median_cpu,
        limit_ratio=ours.median_cpu / limit.median_cpu,
        note=(
            f"against average_precision_score for each resample, {loop.median_cpu:.3g} s, random rows included on both "
            f"sides; {loop.median_wall / ours.median_wall:.0f}× in wall time; "
            f"the limit: drawing 200,000 random rows, {1e3 * limit.median_cpu:.2f} ms"
        ),
    )


@bench("pr/bootstrap")
def bands() -> Result:
    """The band and average precision: a thousand cases with ties, 200 resamples."""
    loop, ours, limit = NOTHING, NOTHING, NOTHING
    bootstrap(rank(*draw(0)), RESAMPLES, LEVEL, stream(2, 0))
    for seed in range(RUNS):
        s, p = draw(seed)
        loop += timed(lambda s=s, p=p: sklearn_loop(s, p, RESAMPLES, LEVEL, stream(2, 0)))  # type: ignore[misc]
        ours += timed(
            lambda s=s, p=p: bootstrap(rank(s, p), RESAMPLES, LEVEL, stream(2, 0)),  # type: ignore[misc]
            times=REPEATS,
        )
        limit += timed(lambda: stream(2, 0).integers(0, CASES, (RESAMPLES, CASES)), times=REPEATS)
    return Result(
        value=1e3 * ours.median_cpu,
        unit="ms CPU per 200 resamples",
        runs=RUNS,
        ratio=loop.median_cpu / ours.median_cpu,
        limit_ratio=ours.median_cpu / limit.median_cpu,
        note=(
            f"1000 cases with ties against precision_recall_curve and average_precision_score for each resample, "
            f"{loop.median_cpu:.3g} s, rows and quantiles included on both sides; "
            f"{loop.median_wall / ours.median_wall:.0f}× in wall time; "
            f"the limit: drawing 200,000 random rows, {1e3 * limit.median_cpu:.2f} ms"
        ),
    )

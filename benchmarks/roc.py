"""ROC bootstrap bands against a loop over scikit-learn's ``roc_curve`` and ``auc``.

The loop is the readable oracle as well: ``tests/benchmarks`` holds the kernel to it.
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import auc, roc_curve

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, timed
from simulations.catalog.roc.binormal import Binormal
from simulations.catalog.roc.curves import GRID, bootstrap
from simulations.engine.ranking import rank
from simulations.engine.seeding import stream

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

RUNS = 5
REPEATS = 7
CASES, RESAMPLES, LEVEL = 1000, 500, 0.9


def draw(seed: int, cases: int = CASES) -> tuple[Array, Flags]:
    """Scores with one decimal, one standard deviation apart; half of the cases are positive."""
    scores = Binormal(1.0, 1.0, 0.1).draw(cases // 2, cases - cases // 2, stream(1, seed))
    return scores, np.arange(cases) >= cases // 2


def sklearn_loop(
    scores: Array, positive: Flags, resamples: int, level: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """The band, shape (2, 101), and the areas."""
    curves, found = [], []
    for _ in range(resamples):
        rows = rng.integers(0, len(scores), len(scores))
        fpr, tpr, _thresholds = roc_curve(positive[rows], scores[rows])
        curves.append(np.interp(GRID, fpr, tpr))
        found.append(auc(fpr, tpr))
    return np.quantile(curves, [(1 - level) / 2, (1 + level) / 2], axis=0), np.array(found)


def draws_alone(cases: int, resamples: int, rng: np.random.Generator) -> None:
    """The random rows, which nobody can do without."""
    for _ in range(0, resamples, 65):
        rng.integers(0, cases, (65, cases))


@bench("roc/bootstrap")
def bands() -> Result:
    """A thousand cases with ties, 500 resamples."""
    loop, ours, limit = NOTHING, NOTHING, NOTHING
    bootstrap(rank(*draw(0)), RESAMPLES, LEVEL, stream(2, 0))
    for seed in range(RUNS):
        scores, positive = draw(seed)
        loop += timed(lambda s=scores, p=positive: sklearn_loop(s, p, RESAMPLES, LEVEL, stream(2, 0)))  # type: ignore[misc]
        ours += timed(
            lambda s=scores, p=positive: bootstrap(rank(s, p), RESAMPLES, LEVEL, stream(2, 0)),  # type: ignore[misc]
            times=REPEATS,
        )
        limit += timed(lambda: draws_alone(CASES, RESAMPLES, stream(2, 0)), times=REPEATS)
    return Result(
        value=1e3 * ours.median_cpu,
        unit="ms CPU per 500 resamples",
        runs=RUNS,
        ratio=loop.median_cpu / ours.median_cpu,
        limit_ratio=ours.median_cpu / limit.median_cpu,
        note=(
            f"1000 cases with ties against roc_curve, auc and interp for each resample, {loop.median_cpu:.3g} s, "
            f"rows and quantiles included on both sides; {loop.median_wall / ours.median_wall:.0f}× in wall time; "
            f"the limit: drawing half a million random rows, {1e3 * limit.median_cpu:.2f} ms"
        ),
    )

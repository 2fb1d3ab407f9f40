"""Cross-validation against scikit-learn's ``cross_val_score``, which refits for every fold.

The loop is the readable oracle as well: ``tests/benchmarks`` holds the kernel to it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_score

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, gemm_seconds, timed
from simulations.catalog.cross_validation.data_sets import draw
from simulations.catalog.cross_validation.folds import estimates, fold_sizes
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

RUNS = 5
REPEATS = 11
FOLDS = (2, 3, 5, 10, 20, 40, 60, 120)
SETS, ROWS, FEATURES = 10, 120, 10


def sklearn_loop(x: Array, y: Array, folds: Sequence[int], penalty: float) -> Array:
    """Estimates, one row per data set: a ridge fit for every fold of every k."""
    model = Ridge(alpha=penalty, fit_intercept=False)
    return np.array(
        [
            [-cross_val_score(model, a, b, cv=KFold(k), scoring="neg_mean_squared_error").mean() for k in folds]
            for a, b in zip(x, y, strict=True)
        ]
    )


def flops() -> float:
    """One QR with its factor per data set, then for each fold a Gram matrix and a system of the smaller side."""
    n, p = ROWS, FEATURES
    systems = [
        count * (2 * rows * p * min(rows, p) + 2 * min(rows, p) ** 3 / 3)
        for k in FOLDS
        for count, rows in fold_sizes(n, k)
    ]
    return SETS * (4.0 * n * p * p + sum(systems))


@bench("cross-validation/folds")
def folds() -> Result:
    """Eight numbers of folds, ten data sets of 120 rows and ten features."""
    loop, ours = NOTHING, NOTHING

    def problem(seed: int) -> tuple[Array, Array]:
        x, y, _beta = draw(ROWS, FEATURES, 1.0, 1.0, SETS, stream(1, seed))
        return x, y

    estimates(*problem(0), FOLDS, 1.0)
    for seed in range(RUNS):
        loop += timed(lambda seed=seed: sklearn_loop(*problem(seed), FOLDS, 1.0))  # type: ignore[misc]
        ours += timed(lambda seed=seed: estimates(*problem(seed), FOLDS, 1.0), times=REPEATS)  # type: ignore[misc]
    return Result(
        value=1e3 * ours.median_cpu,
        unit="ms CPU per 10 sets",
        runs=RUNS,
        ratio=loop.median_cpu / ours.median_cpu,
        limit_ratio=ours.median_cpu / gemm_seconds(flops()),
        note=(
            f"{SETS * sum(FOLDS)} fits by cross_val_score, {loop.median_cpu:.3g} s, draws included on both sides; "
            f"{loop.median_wall / ours.median_wall:.0f}× in wall time; "
            f"the limit: matrix products of {flops() / 1e6:.1f} Mflop, here in 2600 systems of at most 10 × 10"
        ),
    )

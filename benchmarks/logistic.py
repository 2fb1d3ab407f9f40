"""Bootstrap of a logistic regression against a scikit-learn fit for each replicate.

The loop is the readable oracle as well: ``tests/benchmarks`` holds the kernel to it.
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, timed
from simulations.catalog.logistic.boundary import draw, draw_weights, true_coefficients
from simulations.catalog.logistic.newton import fit_weighted, penalties
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

RUNS = 5
REPEATS = 25
ROWS, REPLICATES = 200, 200


def problem(seed: int, n: int = ROWS, replicates: int = REPLICATES) -> tuple[Array, Array, Array]:
    """Design, classes, and how often each row is drawn in each replicate."""
    rng = stream(1, seed)
    x, y = draw(n, true_coefficients(0.5, 2.0), rng)
    return x, y, draw_weights(n, replicates, rng)


def sklearn_loop(x: Array, y: Array, weights: Array, penalty: float) -> Array:
    """Intercept and slopes, one row per replicate: draw the rows, and fit them."""
    found = []
    for times in weights.astype(int):
        rows = np.repeat(np.arange(len(y)), times)
        fit = LogisticRegression(C=1 / penalty, tol=1e-8, max_iter=1000).fit(x[rows, 1:], y[rows])
        found.append([fit.intercept_[0], *fit.coef_[0]])
    return np.array(found)


def ours(x: Array, y: Array, weights: Array, penalty: float) -> Array:
    """The same from the fit to all rows, together."""
    ridge = penalties(x.shape[1], penalty)
    whole = fit_weighted(x, y, np.ones((1, len(y))), ridge).coefficients[0]
    return fit_weighted(x, y, weights, ridge, whole).coefficients


def least(seed: int) -> None:
    """What cannot be done without: the draws, and a look at the slope of every replicate in double precision."""
    x, _y, weights = problem(seed)
    said = np.exp(np.ones((len(weights), x.shape[1])) @ x.T)
    (weights * said) @ x


@bench("logistic/bootstrap")
def bootstrap() -> Result:
    """Two features, 200 rows, 200 replicates."""
    loop, together, limit = NOTHING, NOTHING, NOTHING
    ours(*problem(0), 1.0)
    for seed in range(RUNS):
        loop += timed(lambda seed=seed: sklearn_loop(*problem(seed), 1.0))  # type: ignore[misc]
        together += timed(lambda seed=seed: ours(*problem(seed), 1.0), times=REPEATS)  # type: ignore[misc]
        limit += timed(lambda seed=seed: least(seed), times=REPEATS)  # type: ignore[misc]
    return Result(
        value=1e3 * together.median_cpu,
        unit="ms CPU per 200 fits",
        runs=RUNS,
        ratio=loop.median_cpu / together.median_cpu,
        limit_ratio=together.median_cpu / limit.median_cpu,
        note=(
            f"200 replicates of 200 rows by LogisticRegression(tol=1e-8), {loop.median_cpu:.3g} s, draws included on "
            f"both sides; {loop.median_wall / together.median_wall:.0f}× in wall time; the limit: the draws, and "
            "one exponential in double precision for each row and replicate"
        ),
    )

"""Bias and variance against a loop that fits one model after another with scikit-learn.

The loops are the readable oracle as well: ``tests/benchmarks`` holds the kernels to them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures
from sklearn.tree import DecisionTreeRegressor

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, gemm_seconds, timed
from simulations.catalog.bias_variance.families import worlds_of
from simulations.catalog.bias_variance.model import SIMULATION
from simulations.catalog.bias_variance.worlds import GRID, TRUTHS, Worlds
from simulations.engine.seeding import stream

Array = NDArray[np.float64]
Model = Callable[[int], Any]

RUNS = 5
REPEATS = 5


def polynomial(degree: int) -> Any:
    """Least squares on powers of x.

    From version 1.9 on, ``LinearRegression()`` drops singular values below 1e-6 of the largest, which can be another
    model: on [0, 1] powers up to degree 10 are one. ``tol=0`` keeps them.
    """
    return make_pipeline(PolynomialFeatures(degree), LinearRegression(tol=0))


def neighbours(k: int) -> Any:
    """The mean of the k nearest."""
    return KNeighborsRegressor(k)


def tree(depth: int) -> Any:
    """A greedy tree."""
    return DecisionTreeRegressor(max_depth=depth, random_state=0)


def sklearn_loop(worlds: Worlds, truth: str, sigma: float, complexities: Sequence[int], model: Model) -> Array:
    """Test error, bias² and variance (rows) by complexity: a fit for every world and complexity."""
    there = TRUTHS[truth](GRID)
    rows = []
    for complexity in complexities:
        fits = np.array(
            [
                model(complexity).fit(x[:, None], y).predict(GRID[:, None])
                for x, y in zip(worlds.x, worlds.y, strict=True)
            ]
        )
        bias2 = np.mean((fits.mean(axis=0) - there) ** 2)
        rows.append((np.mean((fits - there) ** 2) + sigma**2, bias2, np.mean(fits.var(axis=0))))
    return np.transpose(rows)


def sort_only(worlds: Worlds) -> None:
    """What nobody who works on sorted places can avoid."""
    np.take_along_axis(worlds.y, np.argsort(worlds.x, axis=1), axis=1)


def _measure(raw: dict[str, Any], complexities: Sequence[int], model: Model, limit: float | None, what: str) -> Result:
    """200 worlds of 30 random places, draws included on both sides, turn by turn in one process."""
    params = SIMULATION.normalise({"design": "random", "sigma": 0.3, "n": 30, "worlds": 200, **raw})
    loop, ours, least = NOTHING, NOTHING, NOTHING
    SIMULATION.compute_seed(params, 0)
    for seed in range(RUNS):

        def draw(seed: int = seed) -> Worlds:
            return worlds_of(params, stream(1, seed))

        loop += timed(lambda draw=draw: sklearn_loop(draw(), params["truth"], 0.3, complexities, model))  # type: ignore[misc]
        ours += timed(lambda seed=seed: SIMULATION.compute_seed(params, seed), times=REPEATS)  # type: ignore[misc]
        least += timed(lambda draw=draw: sort_only(draw()), times=REPEATS)  # type: ignore[misc]
    floor = least.median_cpu if limit is None else limit
    fits = 200 * len(complexities)
    return Result(
        value=1e3 * ours.median_cpu,
        unit="ms CPU per 200 worlds",
        runs=RUNS,
        ratio=loop.median_cpu / ours.median_cpu,
        limit_ratio=ours.median_cpu / floor,
        note=(
            f"{fits} fits, {loop.median_cpu:.3g} s, draws included on both sides; training error as well on ours; "
            f"{loop.median_wall / ours.median_wall:.0f}× in wall time; the limit: {what}"
        ),
    )


@bench("bias-variance/polynomials")
def polynomials() -> Result:
    """Degrees 0 to 10."""
    # QR with Q (4 n p²), basis on the grid (M p²), and two passes over p M values, in each of 200 worlds.
    flops = 200 * (4 * 30 * 121 + 101 * 121 + 4 * 11 * 101)
    what = f"matrix products of its {flops / 1e6:.1f} Mflop, which are 200 factorisations of 30 × 11 here"
    return _measure({"family": "polynomial"}, range(11), polynomial, gemm_seconds(flops), what)


@bench("bias-variance/knn")
def knn() -> Result:
    """k from 1 to 30."""
    return _measure({"family": "knn"}, range(1, 31), neighbours, None, "drawing and sorting the places once")


@bench("bias-variance/trees")
def trees() -> Result:
    """Depths 1 to 10."""
    return _measure({"family": "trees"}, range(1, 11), tree, None, "drawing and sorting the places once")

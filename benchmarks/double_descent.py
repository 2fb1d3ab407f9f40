"""Double descent against a loop over widths: the same numbers, end to end, random draws included.

The loops here are the readable oracle as well: ``tests/benchmarks`` holds the fast kernels to them.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import blas, lapack
from sklearn.linear_model import LinearRegression, Ridge

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, Timed, gemm_seconds, timed
from simulations.catalog.double_descent import (
    data,
    gaussian,
    random_features,
    spline,
    spline_family,
    splits,
)
from simulations.catalog.double_descent.least_norm import RCOND
from simulations.catalog.double_descent.model import SIMULATION
from simulations.catalog.double_descent.nested_path import nested_path, ridge_path
from simulations.engine.seeding import stream

Array = NDArray[np.float64]
Problem = tuple[Array, Array, Array]

RUNS = 5
REPEATS = 5
# n = 200, P = 1000: XXᵀ 40 million, one QR with its triangular solves 14, and six bordered Cholesky factors 74.
PATH_FLOPS = 128e6
# For each ridge: a Cholesky factor with its solves 6, the bordered factors 74, the dual vectors 59; and XXᵀ, XᵀX once.
RIDGES = (1e-3, 1e-2, 0.1, 1.0, 10.0)
RIDGE_FLOPS = 48e6 + len(RIDGES) * 139e6
GRID = tuple(
    sorted({*range(5, 165, 5), *range(165, 237, 2), *np.round(np.geomspace(240, 1000, 24)).astype(int).tolist()})
)


def sklearn_loop(x: Array, y: Array, beta: Array, widths: Sequence[int]) -> Array:
    """Excess error by a scikit-learn ``LinearRegression`` for each width: what one writes first."""
    errors = []
    for p in widths:
        fit = LinearRegression(fit_intercept=False).fit(x[:, :p], y).coef_
        errors.append(np.sum((fit - beta[:p]) ** 2) + np.sum(beta[p:] ** 2))
    return np.array(errors)


def cholesky_loop(x: Array, y: Array, beta: Array, widths: Sequence[int]) -> Array:
    """Excess error by one Cholesky factorisation per width, primal up to n and dual beyond: the best simple rival.

    The Gram matrix is formed once for the primal side, and grows by one feature at a time for the dual.
    """
    n = len(y)
    features = np.asfortranarray(x)
    core = min(n, max(widths))
    gram = blas.dsyrk(1.0, features[:, :core], trans=1, lower=1)
    moments = features[:, :core].T @ y
    kernel = np.zeros((n, n), order="F")
    done = 0
    errors = []
    for p in widths:
        if p <= n:
            factor, _ = lapack.dpotrf(gram[:p, :p], lower=1, clean=0)
            fit, _ = lapack.dpotrs(factor, moments[:p], lower=1)
        else:
            kernel = blas.dsyrk(1.0, features[:, done:p], beta=1.0, c=kernel, lower=1, overwrite_c=1)
            done = p
            factor, _ = lapack.dpotrf(kernel, lower=1, clean=0)
            dual, _ = lapack.dpotrs(factor, y, lower=1)
            fit = features[:, :p].T @ dual
        errors.append(np.sum((fit - beta[:p]) ** 2) + np.sum(beta[p:] ** 2))
    return np.array(errors)


def _params() -> dict[str, object]:
    return SIMULATION.normalise({"family": "gaussian", "n": 200, "width": 1000, "sigma": 0.5, "ridge": [0]})


def _draw(seed: int) -> Problem:
    return gaussian.draw(_params(), stream(1, seed))


def _compare(widths: Sequence[int]) -> tuple[Timed, Timed, Timed, Timed, Timed]:
    """Loop, rival and path end to end, then path and draws alone, over `RUNS` seeds, turn by turn in one process."""
    loop, rival, path, alone, draws = NOTHING, NOTHING, NOTHING, NOTHING, NOTHING
    nested_path(*_draw(0))
    for seed in range(RUNS):
        loop += timed(_end_to_end(sklearn_loop, seed, widths))
        rival += timed(_end_to_end(cholesky_loop, seed, widths), times=2)
        path += timed(lambda seed=seed: nested_path(*_draw(seed)), times=REPEATS)  # type: ignore[misc]
        problem = _draw(seed)
        alone += timed(lambda problem=problem: nested_path(*problem), times=REPEATS)  # type: ignore[misc]
        draws += timed(lambda seed=seed: _draw(seed), times=REPEATS)  # type: ignore[misc]
    return loop, rival, path, alone, draws


def _end_to_end(loop: Callable[..., Array], seed: int, widths: Sequence[int]) -> Callable[[], Array]:
    def run() -> Array:
        return loop(*_draw(seed), widths)

    return run


def _result(widths: Sequence[int]) -> Result:
    loop, rival, path, alone, draws = _compare(widths)
    limit = alone.median_cpu / gemm_seconds(PATH_FLOPS)
    return Result(
        value=1e3 * path.median_cpu,
        unit="ms CPU per seed",
        runs=RUNS,
        ratio=loop.median_cpu / path.median_cpu,
        limit_ratio=limit,
        note=(
            f"all 1000 widths against a LinearRegression loop over {len(widths)}, {loop.median_cpu:.3g} s per seed, "
            f"random draws included on both sides; {loop.median_wall / path.median_wall:.0f}× in wall time; "
            f"a Cholesky factor per width takes {rival.median_cpu / path.median_cpu:.1f}× our time; without the draws "
            f"{1e3 * alone.median_cpu:.2f} ms ({(loop.median_cpu - draws.median_cpu) / alone.median_cpu:.0f}×), and "
            f"that against the limit: matrix products of its own {PATH_FLOPS / 1e6:.0f} Mflop"
        ),
    )


@bench("double-descent/all-widths")
def all_widths() -> Result:
    """Every width from 1 to 1000."""
    return _result(range(1, 1001))


@bench("double-descent/92-widths")
def coarse_widths() -> Result:
    """A loop over 92 widths, against a path that still gives all 1000."""
    return _result(GRID)


def ridge_loop(x: Array, y: Array, beta: Array, widths: Sequence[int], ridges: Sequence[float]) -> Array:
    """Excess error (ridges, widths) by a scikit-learn ``Ridge`` for each; its alpha is n times our λ."""
    errors = np.empty((len(ridges), len(widths)))
    for row, ridge in enumerate(ridges):
        for column, p in enumerate(widths):
            fit = Ridge(alpha=len(y) * ridge, fit_intercept=False).fit(x[:, :p], y).coef_
            errors[row, column] = np.sum((fit - beta[:p]) ** 2) + np.sum(beta[p:] ** 2)
    return errors


@bench("double-descent/ridge-path")
def ridges() -> Result:
    """Five ridges: a loop over 92 widths, against a path that still gives all 1000 of each."""
    loop, path, alone = NOTHING, NOTHING, NOTHING
    ridge_path(*_draw(0), ridges=RIDGES)
    for seed in range(RUNS):
        loop += timed(lambda seed=seed: ridge_loop(*_draw(seed), GRID, RIDGES), times=2)  # type: ignore[misc]
        path += timed(lambda seed=seed: ridge_path(*_draw(seed), ridges=RIDGES), times=REPEATS)  # type: ignore[misc]
        problem = _draw(seed)
        alone += timed(lambda problem=problem: ridge_path(*problem, ridges=RIDGES), times=REPEATS)  # type: ignore[misc]
    return Result(
        value=1e3 * path.median_cpu,
        unit="ms CPU per seed",
        runs=RUNS,
        ratio=loop.median_cpu / path.median_cpu,
        limit_ratio=alone.median_cpu / gemm_seconds(RIDGE_FLOPS),
        note=(
            f"all 1000 widths × {len(RIDGES)} ridges against a Ridge loop over {len(GRID)} widths of each, "
            f"{loop.median_cpu:.3g} s per seed, random draws included on both sides; "
            f"{loop.median_wall / path.median_wall:.1f}× in wall time; without the draws "
            f"{1e3 * alone.median_cpu:.1f} ms, and that against the limit: matrix products of "
            f"{RIDGE_FLOPS / 1e6:.0f} Mflop"
        ),
    )


def sklearn_features_loop(
    features: random_features.Features, targets: Array, widths: Sequence[int]
) -> list[tuple[Array, Array]]:
    """Predictions on test and training rows by a scikit-learn ``LinearRegression`` for each width."""
    fits = []
    for p in widths:
        model = LinearRegression(fit_intercept=False).fit(features.train[:, :p], targets)
        fits.append((model.predict(features.test[:, :p]), model.predict(features.train[:, :p])))
    return fits


@bench("double-descent/random-features")
def digits() -> Result:
    """Digits, 500 rows, 4000 Fourier features, every width of the run page's grid."""
    params = SIMULATION.normalise({"family": "random-features"})
    widths = random_features.width_grid(500, 4000)
    loop, ours, alone, solved = NOTHING, NOTHING, NOTHING, NOTHING
    for seed in range(RUNS):
        drawn = splits.draw(params, stream(1, seed))
        centred = drawn.targets - drawn.targets.mean(axis=0)
        draw = timed(lambda seed=seed: splits.draw(params, stream(1, seed)))  # type: ignore[misc]
        solve = timed(lambda d=drawn, c=centred: sklearn_features_loop(d.features, c, widths))  # type: ignore[misc]
        path = timed(lambda d=drawn, c=centred: random_features.sweep(d.features, c, widths))  # type: ignore[misc]
        alone += path
        solved += solve
        loop += Timed((draw.cpu[0] + solve.cpu[0],), (draw.wall[0] + solve.wall[0],))
        ours += Timed((draw.cpu[0] + path.cpu[0],), (draw.wall[0] + path.wall[0],))
    wide = [width for width in widths if width > 500]
    flops = 4 / 3 * 500**3 + 500**2 * 4000 + len(wide) * 500**3 / 3 + 20.0 * sum(widths) * 1797
    return Result(
        value=1e3 * ours.median_cpu,
        unit="ms CPU per seed",
        runs=RUNS,
        ratio=loop.median_cpu / ours.median_cpu,
        limit_ratio=alone.median_cpu / gemm_seconds(flops),
        note=(
            f"{len(widths)} widths, ten outputs, against a LinearRegression loop, {loop.median_cpu:.3g} s per seed, "
            f"split and features included on both sides; {loop.median_wall / ours.median_wall:.1f}× in wall time; "
            f"fits alone {1e3 * alone.median_cpu:.0f} ms, {solved.median_cpu / alone.median_cpu:.1f}× faster "
            f"than the loop's, and that against the limit: matrix products of {flops / 1e9:.2f} Gflop"
        ),
    )


SPLINE = {"family": "spline", "dataset": "generated", "n": 15, "max_knots": 200}
SPLINE_COUNTS = tuple(range(1, 201))
SPLINE_DRAWS = 50


def lstsq_knots_loop(points: data.Line, knots: Array, counts: Sequence[int]) -> Array:
    """Root mean squared error by one ``numpy.linalg.lstsq`` for each K, α and β taken out once."""
    straight = np.column_stack([np.ones_like(points.x), points.x])
    lines = np.column_stack([np.ones_like(points.grid), points.grid])
    rest = np.linalg.qr(straight, mode="complete")[0][:, 2:]
    here, there = spline.features(points.x, knots), spline.features(points.grid, knots)
    turned, response, truth = rest.T @ here, rest.T @ points.y, points.truth(points.grid)
    errors = []
    for count in counts:
        gamma = np.linalg.lstsq(turned[:, :count], response, rcond=RCOND)[0]
        ends = np.linalg.lstsq(straight, points.y - here[:, :count] @ gamma, rcond=None)[0]
        errors.append(np.sqrt(np.mean((there[:, :count] @ gamma + lines @ ends - truth) ** 2)))
    return np.array(errors)


def draw_knots(seed: int) -> tuple[data.Line, Array]:
    """Fifteen points with noise, and the first 200 independent knots of a seed."""
    rng = stream(1, seed)
    points = spline_family.problem(SIMULATION.normalise(SPLINE), rng)
    return points, spline.draw_knots("iid", max(SPLINE_COUNTS), points, rng)


def fit_knots(points: data.Line, knots: Array, counts: Sequence[int]) -> Array:
    """The same errors, all K together."""
    fits = spline.fit(points.x, points.y, knots, tuple(counts), (0.0,), points.grid)
    return spline_family.errors(fits.predicted[0] - points.truth(points.grid), "rmse")


@bench("double-descent/spline")
def knots() -> Result:
    """Fifteen points, every K from 1 to 200, fifty draws of knots."""
    loop, ours = NOTHING, NOTHING
    fit_knots(*draw_knots(0), SPLINE_COUNTS)
    for _ in range(RUNS):
        loop += timed(lambda: [lstsq_knots_loop(*draw_knots(seed), SPLINE_COUNTS) for seed in range(SPLINE_DRAWS)])
        ours += timed(lambda: [fit_knots(*draw_knots(seed), SPLINE_COUNTS) for seed in range(SPLINE_DRAWS)])
    flops = SPLINE_DRAWS * 2.0 * 801 * 200 * 200
    return Result(
        value=1e3 * ours.median_cpu,
        unit="ms CPU",
        runs=RUNS,
        ratio=loop.median_cpu / ours.median_cpu,
        limit_ratio=ours.median_cpu / gemm_seconds(flops),
        note=(
            f"{SPLINE_DRAWS} draws × 200 sizes on 15 points, judged on 801, against a lstsq loop, "
            f"{loop.median_cpu:.3g} s, draws and predictions included on both sides; "
            f"{loop.median_wall / ours.median_wall:.1f}× in wall time; the limit is the predictions as one matrix "
            f"product per draw, {flops / 1e9:.2g} Gflop"
        ),
    )

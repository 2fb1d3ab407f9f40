"""Gradient descent against a loop over plain Python floats, one start after another.

The loop is the readable oracle as well: ``tests/benchmarks`` holds the kernel to it, bit for bit.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, gemm_seconds, timed
from simulations.catalog.gradient_descent.descent import descend
from simulations.catalog.gradient_descent.losses import LOSSES
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

RUNS = 7
REPEATS = 3
STARTS, STEPS = 256, 1000
RATE, MOMENTUM = 3e-4, 0.9
# Rosenbrock's gradient takes 8 operations, the heavy ball 6 on both coordinates together.
FLOPS = STARTS * STEPS * (8 + 8)


def draw(seed: int, starts: int = STARTS) -> Array:
    """Starts around (−1.2, 1), shape (2, starts)."""
    return np.array([[-1.2], [1.0]]) + 0.1 * stream(1, seed).standard_normal((2, starts))


def value(x: float, y: float) -> float:
    """Rosenbrock's valley."""
    return (1 - x) * (1 - x) + 100 * ((y - x * x) * (y - x * x))


def gradient(x: float, y: float) -> tuple[float, float]:
    """Of the same."""
    return -400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)


def float_loop(starts: Array, rate: float, momentum: float, steps: int, every: int) -> Array:
    """Losses along the way, shape (looks, starts): at step 0 and at each ``every`` steps."""
    columns = []
    for x, y in starts.T.tolist():
        along = [value(x, y)]
        vx = vy = 0.0
        for step in range(1, steps + 1):
            gx, gy = gradient(x, y)
            vx, vy = momentum * vx - rate * gx, momentum * vy - rate * gy
            x, y = x + vx, y + vy
            if step % every == 0:
                along.append(value(x, y))
        columns.append(along)
    return np.array(columns).T


def _ours(seed: int) -> Array:
    return descend(LOSSES["rosenbrock"], 1.0, draw(seed), RATE, MOMENTUM, STEPS, lambda _fraction: None)


@bench("gradient-descent/trajectories")
def trajectories() -> Result:
    """256 starts in Rosenbrock's valley, 1000 steps with momentum."""
    loop, ours = NOTHING, NOTHING
    _ours(0)
    for seed in range(RUNS):
        loop += timed(lambda seed=seed: float_loop(draw(seed), RATE, MOMENTUM, STEPS, 5))  # type: ignore[misc]
        ours += timed(lambda seed=seed: _ours(seed), times=REPEATS)  # type: ignore[misc]
    return Result(
        value=1e3 * ours.median_cpu,
        unit="ms CPU per 256 starts",
        runs=RUNS,
        ratio=loop.median_cpu / ours.median_cpu,
        limit_ratio=ours.median_cpu / gemm_seconds(FLOPS),
        note=(
            f"1000 heavy-ball steps in Rosenbrock's valley against a loop over Python floats, {loop.median_cpu:.3g} s, "
            f"draws included on both sides, equal bit for bit; {loop.median_wall / ours.median_wall:.0f}× in wall; "
            f"the limit: {FLOPS / 1e6:.1f} Mflop at the rate of a matrix product, though each step waits for the last: "
            f"a dozen array operations on 256 starts take {1e6 * ours.median_cpu / STEPS:.1f} µs"
        ),
    )

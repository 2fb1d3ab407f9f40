"""Training a small network in single precision against scikit-learn's ``MLPRegressor``, from the same weights.

scikit-learn's loop is the readable oracle as well: ``tests/benchmarks`` holds the kernel to it.
"""

import warnings
from functools import partial

import numpy as np
from sklearn.neural_network import MLPRegressor

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, gemm_seconds, timed
from simulations.catalog.small_network import network
from simulations.catalog.small_network.digits import CLASSES, INPUTS, split
from simulations.catalog.small_network.training import draw_units
from simulations.engine.seeding import stream

Matrices = tuple[network.Array, network.Array]

RUNS = 5
ROWS, NOISE, WIDTH, EPOCHS, RATE = 300, 0.2, 64, 200, 0.01


def problem(seed: int, dtype: type = np.float32) -> tuple[network.Array, network.Array, network.Array]:
    """Noisy digits, their one-hot labels, and where the hidden units begin."""
    rng = stream(1, seed)
    rows = split(ROWS, NOISE, rng)
    units = draw_units(WIDTH, rng)
    return rows.x.astype(dtype), rows.y.astype(dtype), units.astype(dtype)


def by_sklearn(x: network.Array, y: network.Array, units: network.Array, epochs: int) -> Matrices:
    """The trained matrices, constants in their last rows.

    Its loss is half the squared length of the difference, so its slopes, and what they are compared with, are C/2 times
    ours; Adam's steps are the same.
    """
    model = MLPRegressor(
        hidden_layer_sizes=(len(units),), activation="tanh", alpha=0.0, batch_size=len(x), shuffle=False,
        learning_rate_init=RATE, epsilon=network.SMALL * CLASSES / 2, max_iter=1, tol=0.0, n_iter_no_change=epochs + 1,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x, y)
        first, second = network.initial(units, CLASSES)
        model.coefs_, model.intercepts_ = [first[:-1], second[:-1]], [first[-1], second[-1]]
        model.set_params(warm_start=True, max_iter=epochs).fit(x, y)
    found = [
        np.vstack([weights, constants]) for weights, constants in zip(model.coefs_, model.intercepts_, strict=True)
    ]
    return found[0], found[1]


def ours(x: network.Array, y: network.Array, units: network.Array, epochs: int) -> Matrices:
    """The same."""
    begin = network.initial(units, CLASSES)
    path = network.train(*begin, network.with_constant(x), y, RATE, "tanh", (epochs,))
    return next((first, second) for _, first, second in path)


@bench("small-network/training")
def training() -> Result:
    """Digits, 300 rows, 64 units, all rows at once."""
    double, single, found = NOTHING, NOTHING, NOTHING
    ours(*problem(0), EPOCHS)
    for seed in range(RUNS):
        double += timed(partial(by_sklearn, *problem(seed, np.float64), EPOCHS))
        single += timed(partial(by_sklearn, *problem(seed), EPOCHS))
        found += timed(partial(ours, *problem(seed), EPOCHS), times=3)
    flops = 6.0 * ROWS * WIDTH * (INPUTS + CLASSES) * EPOCHS
    # Single precision does twice as many operations at a time.
    limit = gemm_seconds(flops) / 2
    return Result(
        value=1e3 * found.median_cpu / EPOCHS,
        unit="ms CPU per epoch",
        runs=RUNS,
        ratio=double.median_cpu / found.median_cpu,
        limit_ratio=found.median_cpu / limit,
        note=(
            f"{ROWS} rows, {WIDTH} units, {EPOCHS} epochs in single precision against MLPRegressor with one batch, "
            f"{double.median_cpu:.3g} s in double precision, which is what one gets; told to use single precision it "
            f"takes {single.median_cpu / found.median_cpu:.1f}× our time; "
            f"{double.median_wall / found.median_wall:.1f}× in wall time; the limit: {flops / 1e6 / EPOCHS:.2g} Mflop "
            "an epoch at twice the rate of a 512³ matrix product in double precision"
        ),
    )

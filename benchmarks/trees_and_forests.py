"""Belkin's curve over the leaves of a tree, against a refit for each number of leaves.

The loop is the readable oracle as well: ``tests/benchmarks`` holds the kernel to it.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, timed
from simulations.catalog.trees_and_forests.cart import Table, by_leaves, grow, split, table
from simulations.catalog.trees_and_forests.model import leaf_sizes, tried
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

RUNS = 5
ROWS, NOISE, LEAVES = 600, 0.1, 200
COARSE = (2, 5, 10, 20, 40, 60, 80, 100, 120, 140, 160, 200)


def problem(seed: int) -> tuple[Table, Table]:
    """Noisy digits to train on, and clean ones to test on."""
    return split(table("digits"), ROWS, NOISE, stream(1, seed))


def refitted(train: Table, test: Table, sizes: Sequence[int], state: int) -> Array:
    """Squared test error by number of leaves: a new tree for each."""
    found = []
    for leaves in sizes:
        tree = RandomForestClassifier(1, max_leaf_nodes=leaves, bootstrap=False, random_state=state)
        said = tree.fit(train.inputs, train.labels).predict_proba(test.inputs)
        found.append(np.mean((said - test.one_hot()) ** 2))
    return np.array(found)


def ours(train: Table, test: Table, sizes: Sequence[int], state: int) -> Array:
    """The same from one tree."""
    forest = _one_fit(train, state)
    return by_leaves(forest.estimators_[0], forest.classes_, test, sizes).squared


def _one_fit(train: Table, state: int) -> Any:
    return grow(train, 1, LEAVES, tried("digits", "sqrt"), state, lambda _: None)


@bench("trees-and-forests/leaves")
def leaves() -> Result:
    """Digits, 600 rows, every number of leaves that is drawn."""
    every = leaf_sizes(LEAVES)
    loop, all_sizes, fit = NOTHING, NOTHING, NOTHING
    ours(*problem(0), every, 0)
    for state in range(RUNS):
        train, test = problem(state)
        loop += timed(partial(refitted, train, test, COARSE, state), times=3)
        all_sizes += timed(partial(ours, train, test, every, state), times=20)
        fit += timed(partial(_one_fit, train, state), times=20)
    return Result(
        value=1e3 * all_sizes.median_cpu,
        unit="ms CPU per tree",
        runs=RUNS,
        ratio=loop.median_cpu / all_sizes.median_cpu,
        limit_ratio=all_sizes.median_cpu / fit.median_cpu,
        note=(
            f"{ROWS} digits, {len(every)} numbers of leaves to {LEAVES} against refitting {len(COARSE)} of them, "
            f"{loop.median_cpu:.3g} s; {loop.median_wall / all_sizes.median_wall:.1f}× in wall time; the limit: one fit"
        ),
    )

"""Out-of-bag curves against refitting a forest for each number of trees, and against growing one by ``warm_start``.

The loop is the readable oracle as well: ``tests/benchmarks`` holds the kernel to it.
"""

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

from benchmarks.registry import Result, bench
from benchmarks.timing import NOTHING, timed
from simulations.catalog.random_forest.forest import Judged, Table, grow, out_of_bag, table
from simulations.catalog.random_forest.model import tried

Array = NDArray[np.float64]

RUNS = 5
SIZES = tuple(range(5, 101, 5))


def refitted(train: Table, sizes: Sequence[int], state: int) -> Array:
    """Out-of-bag error by number of trees: a new forest for each, with scikit-learn's own votes."""
    forests = (RandomForestClassifier(trees, random_state=state, oob_score=True) for trees in sizes)
    return _scored(train, (_fit(forest, train) for forest in forests))


def warm_started(train: Table, sizes: Sequence[int], state: int) -> Array:
    """The same from one forest that grows."""
    forest = RandomForestClassifier(random_state=state, oob_score=True, warm_start=True)
    return _scored(train, (_fit(forest.set_params(n_estimators=trees), train) for trees in sizes))


def ours(train: Table, trees: int, state: int) -> Judged:
    """One fit, judged after every tree."""
    return out_of_bag(_one_fit(train, trees, state), train)


def _one_fit(train: Table, trees: int, state: int) -> Any:
    return grow(train, trees, tried("breast_cancer", "sqrt"), 40, state, lambda _: None)


def _fit(forest: Any, train: Table) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return forest.fit(train.inputs, train.answers)


def _scored(train: Table, forests: Iterator[Any]) -> Array:
    """Errors over the rows that have a vote."""
    votes = (forest.oob_decision_function_ for forest in forests)
    heard = ((said.sum(axis=1) > 0, np.argmax(said, axis=1) != train.answers) for said in votes)
    return np.array([np.mean(wrong[rows]) for rows, wrong in heard])


@bench("random-forest/oob")
def oob() -> Result:
    """Breast cancer, all rows, a hundred trees."""
    train = table("breast_cancer")
    loop, warm, all_sizes, fit = NOTHING, NOTHING, NOTHING, NOTHING
    ours(train, 100, 0)
    for state in range(RUNS):
        loop += timed(lambda state=state: refitted(train, SIZES, state))  # type: ignore[misc]
        warm += timed(lambda state=state: warm_started(train, SIZES, state))  # type: ignore[misc]
        all_sizes += timed(lambda state=state: ours(train, 100, state), times=3)  # type: ignore[misc]
        fit += timed(lambda state=state: _one_fit(train, 100, state), times=3)  # type: ignore[misc]
    return Result(
        value=1e3 * all_sizes.median_cpu,
        unit="ms CPU per forest",
        runs=RUNS,
        ratio=loop.median_cpu / all_sizes.median_cpu,
        limit_ratio=all_sizes.median_cpu / fit.median_cpu,
        note=(
            f"569 rows, all sizes to 100 trees against refitting {len(SIZES)} sizes, {loop.median_cpu:.3g} s; against "
            f"warm_start with the same {len(SIZES)} sizes {warm.median_cpu / all_sizes.median_cpu:.1f}×; "
            f"{loop.median_wall / all_sizes.median_wall:.1f}× in wall time; the limit: growing the 100 trees once"
        ),
    )

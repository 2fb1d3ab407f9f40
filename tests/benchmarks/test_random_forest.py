import numpy as np
import pytest

from benchmarks import random_forest as loops
from simulations.catalog.random_forest.forest import split, table
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def test_one_fit_gives_what_refitting_gives_bit_by_bit():
    train, _ = split(table("breast_cancer"), 200, 0.0, stream(1, 0))
    sizes = (1, 3, 10, 25)
    found = loops.ours(train, 25, 7)
    assert np.array_equal(found.error[np.array(sizes) - 1], loops.refitted(train, sizes, 7))
    assert np.array_equal(found.error[np.array(sizes) - 1], loops.warm_started(train, sizes, 7))

import numpy as np
import pytest

from benchmarks import trees_and_forests as loops

pytestmark = pytest.mark.pure


def test_one_tree_gives_what_refitting_gives():
    train, test = loops.problem(0)
    found, refitted = (solve(train, test, loops.COARSE, 7) for solve in (loops.ours, loops.refitted))
    np.testing.assert_allclose(found, refitted, rtol=1e-12)

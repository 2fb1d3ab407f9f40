import numpy as np
import pytest

from benchmarks import cross_validation as loops
from simulations.catalog.cross_validation.data_sets import draw
from simulations.catalog.cross_validation.folds import estimates
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def test_the_kernel_gives_what_cross_val_score_gives():
    x, y, _beta = draw(60, 5, 1.0, 1.0, 2, stream(1, 0))
    counts = (2, 7, 20, 60)
    np.testing.assert_allclose(estimates(x, y, counts, 1.0)[0], loops.sklearn_loop(x, y, counts, 1.0), rtol=1e-12)

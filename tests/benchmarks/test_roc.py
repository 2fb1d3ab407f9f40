import numpy as np
import pytest

from benchmarks import roc as loops
from simulations.catalog.roc.curves import bootstrap
from simulations.engine.ranking import rank
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def test_the_kernel_gives_what_scikit_learn_gives():
    scores, positive = loops.draw(0, 150)
    band, found = bootstrap(rank(scores, positive), 60, 0.9, stream(1, 1))
    slow_band, slow = loops.sklearn_loop(scores, positive, 60, 0.9, stream(1, 1))
    np.testing.assert_allclose(band, slow_band, atol=1e-14)
    np.testing.assert_allclose(found, slow, rtol=1e-14)

import numpy as np
import pytest

from benchmarks import pr as loops
from simulations.catalog.precision_recall.curves import bootstrap
from simulations.engine.ranking import rank
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def test_the_kernel_gives_what_scikit_learn_gives():
    scores, positive = loops.draw(0, 150)
    band, found = bootstrap(rank(scores, positive), 60, 0.9, stream(1, 1))
    slow_band, slow = loops.sklearn_loop(scores, positive, 60, 0.9, stream(1, 1))
    np.testing.assert_allclose(band, slow_band, rtol=1e-14)
    np.testing.assert_allclose(found, slow, rtol=1e-14)
    np.testing.assert_allclose(loops.averages(scores, positive, 60, stream(1, 1)), slow, rtol=1e-14)
    np.testing.assert_allclose(loops.sklearn_averages(scores, positive, 60, stream(1, 1)), slow, rtol=1e-14)

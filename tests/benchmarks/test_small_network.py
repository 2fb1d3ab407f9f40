import numpy as np
import pytest

from benchmarks import small_network as loops

pytestmark = pytest.mark.pure


def test_sixty_epochs_are_those_of_scikit_learn_from_the_same_weights():
    problem = loops.problem(0, np.float64)
    for found, expected in zip(loops.ours(*problem, 60), loops.by_sklearn(*problem, 60), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)

import numpy as np
import pytest

from benchmarks import logistic as loops

pytestmark = pytest.mark.pure


def test_the_kernel_gives_what_the_loop_gives():
    problem = loops.problem(0, n=100, replicates=12)
    np.testing.assert_allclose(loops.ours(*problem, 1.0), loops.sklearn_loop(*problem, 1.0), rtol=1e-5, atol=1e-6)

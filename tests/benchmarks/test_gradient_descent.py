import numpy as np
import pytest

from benchmarks import gradient_descent as loops
from simulations.catalog.gradient_descent.descent import descend
from simulations.catalog.gradient_descent.losses import LOSSES

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(("rate", "momentum"), [(1e-3, 0.0), (3e-4, 0.9)])
def test_the_kernel_gives_what_the_loop_over_floats_gives_bit_for_bit(rate, momentum):
    starts = loops.draw(0, 12)
    found = descend(LOSSES["rosenbrock"], 1.0, starts, rate, momentum, 400, lambda _fraction: None)
    assert np.array_equal(found, loops.float_loop(starts, rate, momentum, 400, 2))

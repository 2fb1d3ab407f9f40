"""The loops that the benchmarks compare with are the readable oracle: the fast kernels give the same numbers."""

import numpy as np
import pytest

from benchmarks import double_descent as loops
from simulations.catalog.double_descent import gaussian, random_features, splits
from simulations.catalog.double_descent.model import SIMULATION
from simulations.catalog.double_descent.nested_path import nested_path, ridge_path
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def test_the_path_gives_what_the_loops_give():
    params = SIMULATION.normalise({"family": "gaussian", "n": 40, "width": 160})
    x, y, beta = gaussian.draw(params, stream(1, 0))
    widths = [p for p in range(1, 161) if abs(p - 40) >= 3]
    path = nested_path(x, y, beta).excess[np.array(widths) - 1]
    np.testing.assert_allclose(path, loops.sklearn_loop(x, y, beta, widths), rtol=1e-6)
    np.testing.assert_allclose(path, loops.cholesky_loop(x, y, beta, widths), rtol=1e-6)


def test_the_path_of_several_ridges_gives_what_scikit_learns_ridge_gives():
    params = SIMULATION.normalise({"family": "gaussian", "n": 40, "width": 160})
    x, y, beta = gaussian.draw(params, stream(1, 0))
    widths = range(1, 161)
    slow = loops.ridge_loop(x, y, beta, widths, loops.RIDGES)
    for path, expected in zip(ridge_path(x, y, beta, loops.RIDGES), slow, strict=True):
        np.testing.assert_allclose(path.excess, expected, rtol=1e-8)


def test_the_sweep_gives_what_the_loop_gives():
    params = SIMULATION.normalise({"family": "random-features", "n": 80, "width": 300})
    drawn = splits.draw(params, stream(1, 0))
    widths = [p for p in random_features.width_grid(80, 300) if abs(p - 80) >= 3]
    slow = loops.sklearn_features_loop(drawn.features, drawn.targets, widths)
    for fit, (test, train) in zip(random_features.sweep(drawn.features, drawn.targets, widths), slow, strict=True):
        np.testing.assert_allclose(fit.test, test, rtol=1e-5, atol=1e-6 * np.abs(test).max())
        np.testing.assert_allclose(fit.train, train, atol=1e-6)


def test_the_knots_give_what_lstsq_gives():
    for seed in range(4):
        points, knots = loops.draw_knots(seed)
        slow = loops.lstsq_knots_loop(points, knots, loops.SPLINE_COUNTS)
        np.testing.assert_allclose(loops.fit_knots(points, knots, loops.SPLINE_COUNTS), slow, rtol=1e-7)


def test_there_are_92_widths_from_1_to_1000():
    assert len(loops.GRID) == 92
    assert min(loops.GRID) >= 1
    assert max(loops.GRID) == 1000

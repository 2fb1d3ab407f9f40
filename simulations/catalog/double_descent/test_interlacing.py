import numpy as np
import pytest

from simulations.catalog.double_descent.interlacing import chance

pytestmark = pytest.mark.pure


def _solvable(points: np.ndarray, knots: np.ndarray) -> bool:
    columns = [np.ones_like(points), points, *(np.abs(points - knot) / 2 for knot in knots)]
    return bool(np.linalg.matrix_rank(np.column_stack(columns), tol=1e-10) == len(points))


def test_the_chance_of_interlacing_is_how_often_the_matrix_is_regular():
    rng = np.random.default_rng(3)
    points = np.arange(6.0)
    found = np.mean([_solvable(points, rng.uniform(0, 5, 4)) for _ in range(4000)])
    assert abs(found - float(chance(6))) < 4 * np.sqrt(0.3936 * 0.6064 / 4000)


def test_one_knot_between_three_points_always_does():
    assert chance(3) == 1


def test_two_points_are_refused():
    with pytest.raises(ValueError, match="three points"):
        chance(2)

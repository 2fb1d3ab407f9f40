import numpy as np
import pytest

from simulations.catalog.double_descent.waves import errors, limit_error

pytestmark = pytest.mark.pure
SETTING = {"points": 20, "noise": 0.3, "scale": 0.5}


def _median(width: int, ridge: float, draws: int = 30) -> float:
    found = [
        errors(np.random.default_rng(seed), widths=[width], ridges=[ridge], **SETTING)[0, 0] for seed in range(draws)
    ]
    return float(np.median(found))


def test_many_smooth_waves_never_come_back_to_the_best_few():
    best, many = _median(8, 0.0), _median(300, 0.0)
    limit = float(np.median([limit_error(np.random.default_rng(seed), **SETTING) for seed in range(30)]))
    assert best < 0.05 < 0.2 < limit < many


def test_a_pinch_of_ridge_tames_them():
    assert _median(300, 0.01) < 0.06


def test_waves_tend_to_the_kernel_interpolant_where_that_is_well_conditioned():
    easy = {"points": 9, "noise": 0.3, "scale": 0.5}
    found = errors(np.random.default_rng(0), widths=[60000], ridges=[0.0], **easy)[0, 0]
    assert found == pytest.approx(limit_error(np.random.default_rng(0), **easy), rel=0.25)


def test_the_same_generator_gives_the_same_errors():
    runs = [errors(np.random.default_rng(1), widths=[5, 40], ridges=[0.0, 0.1], **SETTING) for _ in range(2)]
    assert np.array_equal(*runs)

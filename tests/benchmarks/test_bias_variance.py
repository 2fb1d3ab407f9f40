import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from benchmarks import bias_variance as loops
from simulations.catalog.bias_variance import knn, polynomials, trees, worlds
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
BLOCK = worlds.draw("sine", "random", 30, 0.3, 40, stream(1, 0))


@pytest.mark.parametrize(
    ("fit", "model", "first", "complexities", "tolerance"),
    [
        (polynomials.fit, loops.polynomial, 0, (0, 1, 4, 10), 1e-6),
        (knn.fit, loops.neighbours, 1, (1, 2, 5, 29, 30), 1e-12),
        (trees.fit, loops.tree, 0, (1, 2, 3, 5, 10), 1e-12),
    ],
)
def test_the_kernel_gives_what_the_loop_gives(fit, model, first, complexities, tolerance):
    slow = loops.sklearn_loop(BLOCK, "sine", 0.3, complexities, model)
    found = fit(BLOCK, max(complexities), "sine", 0.3)
    rows = np.array(complexities) - first
    np.testing.assert_allclose([found.test[rows], found.bias2[rows], found.variance[rows]], slow, rtol=tolerance)


def test_scikit_learns_default_least_squares_is_another_model_at_degree_ten():
    # If this ever fails, the default has changed back, and the baseline can be written without tol.
    default = make_pipeline(PolynomialFeatures(10), LinearRegression())
    grid = 0.5 * (worlds.GRID[:, None] + 1)
    off, kept = [], []
    for x, y in zip(0.5 * (BLOCK.x[:10, :, None] + 1), BLOCK.y[:10], strict=True):
        exact = np.polynomial.Legendre.fit(x[:, 0], y, 10, domain=[0, 1])(grid[:, 0])
        kept.append(np.abs(loops.polynomial(10).fit(x, y).predict(grid) - exact).max())
        off.append(np.abs(default.fit(x, y).predict(grid) - exact).max())
    assert max(kept) < 1e-3
    assert max(off) > 0.1

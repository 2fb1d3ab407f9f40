import numpy as np
import pytest

from simulations.catalog.double_descent import data, least_norm, spline
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
PENALTIES = (0.0, 1e-6, 1e-2, 10.0)


def _bends(points: int, top: int, kind: str, seed: int):
    line = data.generated("cubic", points, 0.3, stream(1, seed))
    knots = spline.draw_knots(kind, top, line, stream(2, seed))
    rest = np.linalg.qr(np.column_stack([np.ones(points), line.x]), mode="complete")[0][:, 2:]
    return rest.T @ spline.features(line.x, knots), rest.T @ line.y


def _worst(a, b, counts, penalties) -> float:
    """Largest difference of a fit from its own decomposition, relative to the response."""
    found = least_norm.weights(a, b, counts, penalties)
    worst = 0.0
    for row, penalty in enumerate(penalties):
        for column, count in enumerate(counts):
            expected = least_norm.by_decomposition(a[:, :count], b, penalty) if count else np.zeros(0)
            assert np.all(found[row, column, count:] == 0)
            worst = max(worst, np.max(np.abs(a[:, :count] @ (found[row, column, :count] - expected)), initial=0.0))
    return worst / np.abs(b).max()


@pytest.mark.parametrize(("points", "top"), [(4, 30), (15, 200), (41, 120), (60, 90)])
@pytest.mark.parametrize("kind", ["iid", "stratified"])
def test_every_count_and_penalty_equals_its_own_decomposition(points, top, kind):
    counts = sorted({*range(min(top, 70)), points - 2, points - 1, top})
    for seed in range(3):
        assert _worst(*_bends(points, top, kind, seed), counts, PENALTIES) < 1e-10


def test_the_order_of_counts_does_not_matter_and_each_may_have_its_own_penalty():
    a, b = _bends(15, 60, "iid", 0)
    counts = (60, 3, 0, 20, 3)
    penalties = np.array([[0.1, 0.2, 0.3, 0.0, 1e-3]])
    found = least_norm.weights(a, b, counts, penalties)[0]
    for row, count, penalty in zip(found, counts, penalties[0], strict=True):
        expected = least_norm.weights(a[:, :count], b, (count,), (penalty,))[0, 0]
        np.testing.assert_allclose(row[:count], expected, rtol=1e-9, atol=1e-12)


def test_features_that_repeat_or_vanish_are_no_obstacle():
    a = np.array([[1.0, 2.0, 0.0, 0.0, 3.0], [0.0, 0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0, 0.0]])
    b = np.array([1.0, 2.0, 5.0])
    for count in range(6):
        found = least_norm.weights(a, b, (count,), (0.0,))[0, 0]
        expected = np.linalg.pinv(a[:, :count]) @ b if count else np.zeros(0)
        np.testing.assert_allclose(found[:count], expected, atol=1e-12)
    assert not least_norm.weights(np.zeros((3, 4)), b, (0, 4), (0.0, 1.0)).any()


def test_the_norm_never_grows_with_more_features_once_the_points_are_reached():
    for seed in range(5):
        a, b = _bends(12, 150, "stratified", seed)
        counts = tuple(range(10, 151))
        gamma = least_norm.weights(a, b, counts, (0.0,))[0]
        residual = np.abs(gamma @ a.T - b).max(axis=1)
        norms = np.linalg.norm(gamma, axis=1)[residual < 1e-9]
        assert len(norms) > 100
        assert all(np.diff(norms) <= 1e-9 * norms[:-1])


def test_the_inverse_takes_responses_to_weights():
    a, b = _bends(15, 40, "iid", 1)
    for penalty in PENALTIES:
        expected = least_norm.by_decomposition(a, b, penalty)
        np.testing.assert_allclose(least_norm.inverse(a, penalty) @ b, expected, rtol=1e-9)


def test_inputs_of_any_layout_are_left_alone():
    a, b = _bends(15, 40, "iid", 2)
    expected = least_norm.weights(a, b, (5, 20, 40), (0.0, 0.1))
    for layout in (np.ascontiguousarray(a), np.asfortranarray(a), np.repeat(a, 2, axis=1)[:, ::2]):
        before = layout.copy(), b.copy()
        np.testing.assert_allclose(least_norm.weights(layout, b, (5, 20, 40), (0.0, 0.1)), expected, rtol=1e-7)
        assert np.array_equal(layout, before[0])
        assert np.array_equal(b, before[1])
